// The counters of a day as one record: what each source brought.

import { CountedKind, type FlowDay, type SourceDay } from '../schema.ts';
import { countOf } from './distinct-count.ts';
import type { EventViolation } from './flow.ts';

/** One counter of a day as it stands in its set. */
export interface Counter {
  source: string;
  /** A kind, `rejected`, `flagged`, `unplanned`, or `violation` and its id. */
  counter: string;
  members: ReadonlySet<number>;
  names: ReadonlySet<string>;
  violation?: EventViolation | undefined;
}

const MAX_VIOLATIONS = 10;
const MAX_NAMES = 20;

/** The record is one item of DynamoDB (400 KB): of so many sources, those with most to tell, names and mistakes are kept. */
const MOST_TOLD = 15;

/** The day's record; the counters may come in any order. */
export function flowDayOf(date: string, counters: readonly Counter[]): FlowDay {
  const bySource = Map.groupBy(counters, ({ source }) => source);
  const sources = [...bySource]
    .map(([source, own]) => [source, dayOf(own)] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  const toTell = ({ flagged, unplanned }: SourceDay) => flagged + unplanned;
  const told = new Set(
    sources
      .toSorted(([, one], [, other]) => toTell(other) - toTell(one))
      .slice(0, MOST_TOLD)
      .map(([source]) => source),
  );
  const kept = (source: string, day: SourceDay): SourceDay =>
    told.has(source) ? day : { ...day, unplannedNames: [], violations: [] };
  return { date, sources: Object.fromEntries(sources.map(([source, day]) => [source, kept(source, day)])) };
}

function dayOf(counters: readonly Counter[]): SourceDay {
  const byName = new Map(counters.map((counter) => [counter.counter, counter]));
  const count = (name: string) => countOf(byName.get(name)?.members ?? new Set());
  const counts = CountedKind.options.map((kind) => [kind, count(kind)] as const);
  const violations = counters.flatMap(({ violation, members }) =>
    violation ? [{ ...violation, events: countOf(members) }] : [],
  );
  return {
    counts: Object.fromEntries(counts.filter(([, events]) => events > 0)),
    rejected: count('rejected'),
    flagged: count('flagged'),
    unplanned: count('unplanned'),
    unplannedNames: [...(byName.get('unplanned')?.names ?? [])].sort().slice(0, MAX_NAMES),
    violations: violations.sort(mostFirst).slice(0, MAX_VIOLATIONS),
  };
}

type Counted = SourceDay['violations'][number];
const textOf = ({ event, pointer, rule }: Counted) => `${event} ${pointer} ${rule}`;
const mostFirst = (one: Counted, other: Counted): number =>
  other.events - one.events || (textOf(one) < textOf(other) ? -1 : 1);

/** All that was counted: it only grows while more of the day is counted. */
export const totalOf = ({ sources }: FlowDay): number =>
  Object.values(sources)
    .flatMap(({ counts, rejected, flagged, unplanned }) => [
      ...Object.values(counts),
      rejected,
      flagged,
      unplanned,
    ])
    .reduce((sum, count) => sum + count, 0);
