// Ids: a prefix that says what it is, and a ULID (sortable by time) or a hash where replays must meet the same item.
import { createHash } from 'node:crypto';
import { ulid } from 'ulid';

export type IdPrefix = 'con' | 'exp' | 'imp' | 'cus' | 'key' | 'run' | 'mdl' | 'bkt' | 'rej';

/** A new id such as `cus_01JD...`; `now` in milliseconds sorts it by creation time. */
export const newId = (prefix: IdPrefix, now?: number): string => `${prefix}_${ulid(now)}`;

/** The first `length` hex characters of SHA-256 over the parts; parts are joined with a separator no id contains. */
export const hashOf = (parts: readonly string[], length = 32): string =>
  createHash('sha256').update(parts.join('\u001f')).digest('hex').slice(0, length);
