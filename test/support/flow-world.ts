// Entries as sources bring them, for what counts them.
import { type Entry, entryKey, type Kind } from '../../shared/ingest/schema.ts';
import { aCustomerId } from './factories.ts';

/** An entry that arrived at noon UTC of `date`; its number makes it another one. */
export function anArrival({
  number,
  date,
  ...over
}: { number: number; date: string; kind: Kind } & Partial<Entry>): Entry {
  const at = `${date}T12:00:00.000Z`;
  return {
    pk: aCustomerId(number % 7),
    sk: entryKey(over.kind, at, `m${number}`),
    id: `m${number}`,
    name: over.kind,
    at,
    source: 'key_1',
    receivedAt: at,
    ...over,
  };
}
