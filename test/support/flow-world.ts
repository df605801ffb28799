// Entries as sources bring them, for what counts them.
import { type Entry, entryKey, type Kind } from '../../shared/ingest/schema.ts';
import { dateOfDay } from '../../shared/platform/days.ts';
import type { FlowDay } from '../../shared/quality/schema.ts';
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

/** A day on which one source brought events of one kind. */
export function aFlowDay(date: string, events: number, { source = 'till', kind = 'purchase' } = {}): FlowDay {
  const day = {
    counts: { [kind]: events },
    rejected: 0,
    flagged: 0,
    unplanned: 0,
    unplannedNames: [],
    violations: [],
  };
  return { date, sources: events > 0 ? { [source]: day } : {} };
}

/** What one source brought day by day, the last entry on day number `until`. */
export const aFlow = (counts: readonly number[], until: number, of = {}): FlowDay[] =>
  counts.map((events, index) => aFlowDay(dateOfDay(until - counts.length + 1 + index), events, of));
