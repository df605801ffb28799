// A record of the log's stream as what it means for a customer, or nothing.
import { isDeepStrictEqual } from 'node:util';
import type { Images } from '../platform/stream.ts';
import { Entry } from './schema.ts';

export interface Change {
  customerId: string;
  /** The entry as it is now, or as it was when it went. */
  entry: Entry;
  /** A new entry; false: it changed or went, so sums must be made anew. */
  isNew: boolean;
  isGone: boolean;
}

const folded = new Set(['purchase', 'refund', 'identify', 'consent']);

// A retry writes the entry again: when it came, by which key and how it was packed is not what happened.
const meaning = ({ kind, id, name, at, order, body }: Entry) => ({
  kind,
  id,
  name,
  at,
  order,
  ...((kind === 'identify' || kind === 'consent') && { body }),
});

/** Undefined for what the fold does not look at: other kinds, other items, an equal write. Throws ZodError on a damaged row. */
export function changeOf({ before, after }: Images): Change | undefined {
  const image = after ?? before;
  if (!String(image?.pk).startsWith('cus_') || !folded.has(String(image?.sk).split('#')[0] ?? ''))
    return undefined;
  const entry = Entry.parse(image);
  if (before && after && isDeepStrictEqual(meaning(Entry.parse(before)), meaning(entry))) return undefined;
  return { customerId: entry.pk, entry, isNew: !before, isGone: !after };
}
