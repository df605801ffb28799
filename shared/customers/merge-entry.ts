// What the log says of a merge, in both histories: who, when, which two.
import { packBody } from '../ingest/body.ts';
import { type Entry, entryKey } from '../ingest/schema.ts';

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

export function mergeEntry({ customerId, what, winner, loser, by, at }: MergeRecord): Entry {
  const name = what === 'merged' ? 'Customers merged' : 'Customers parted';
  const id = `${what}-${loser}`;
  return {
    pk: customerId,
    sk: entryKey('audit', at, id),
    kind: 'audit',
    id,
    name,
    at,
    source: by === 'sign-in' ? by : `user:${by}`,
    receivedAt: at,
    body: packBody({ type: 'track', event: name, properties: { stays: winner, other: loser, by } }),
  };
}
