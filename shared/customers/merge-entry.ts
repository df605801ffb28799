// What the log says of a merge, in both histories: who, when, which two.
import { packBody } from '../ingest/body.ts';
import { type Entry, entryKey } from '../ingest/schema.ts';
import type { Images } from '../platform/stream.ts';
import { byUser } from './consent-entry.ts';

export interface MergeRecord {
  /** In whose history. */
  customerId: string;
  what: 'merged' | 'parted';
  winner: string;
  loser: string;
  /** User id, or `sign-in`. */
  by: string;
  at: string;
}

const entryId = (what: MergeRecord['what'], loser: string): string => `${what}-${loser}`;

export function mergeEntry({ customerId, what, winner, loser, by, at }: MergeRecord): Entry {
  const name = what === 'merged' ? 'Customers merged' : 'Customers parted';
  const id = entryId(what, loser);
  return {
    pk: customerId,
    sk: entryKey('audit', at, id),
    kind: 'audit',
    id,
    name,
    at,
    source: by === 'sign-in' ? by : byUser(by),
    receivedAt: at,
    body: packBody({ type: 'track', event: name, properties: { stays: winner, other: loser, by } }),
  };
}

/** The customer whose own history has just said that they were merged or parted; undefined: the record is about something else. */
export function decidedCustomer({ before, after }: Images): string | undefined {
  if (before || after?.kind !== 'audit' || after.origin !== undefined) return undefined;
  const pk = String(after.pk);
  return after.id === entryId('merged', pk) || after.id === entryId('parted', pk) ? pk : undefined;
}
