// One night's report from what was counted: what arrived, how whole the records are, who is there twice.
import { dateOfDay, dayOfDate } from '../../platform/days.ts';
import type { Freshness } from '../flow/silence.ts';
import {
  CountedKind,
  type DuplicateSummary,
  type FlowDay,
  type ProfileTally,
  type SourceDay,
} from '../schema.ts';
import { findingsOf } from './findings.ts';
import type { Flow, FlowState, Report, SourceReport } from './report-schema.ts';
import { completeness, freshness, GAP_DAYS, overall, uniqueness, validity } from './scores.ts';

export interface ReportInput {
  businessDate: string;
  /** RFC 3339: when the pass began. */
  at: string;
  /** By day of arrival, the oldest first. The last one is the day of `at`, as far as it had come. */
  days: readonly FlowDay[];
  freshness: readonly Freshness[];
  nameOf: (source: string) => string;
  /** Undefined when the night could not count them. */
  profiles: ProfileTally | undefined;
  duplicates: DuplicateSummary | undefined;
  /** Of the night before. */
  previous: Pick<Report, 'findings'> | undefined;
}

/** Complete days, besides today: a whole week has every weekday once, and what was mended shows within days. */
const VALIDITY_DAYS = 7;
/** The report is one item of DynamoDB (400 KB): the sources that bring most. */
const MOST_SOURCES = 30;
const VIOLATIONS_SHOWN = 5;
/** Files come when somebody brings one. */
const FILES = 'import';
const NAMES_KEPT = 10;

type Recent = Pick<SourceReport, 'accepted' | 'rejected' | 'flagged' | 'unplanned' | 'violations'> & {
  names: string[];
  counts: SourceDay['counts'];
};

const acceptedOf = ({ counts }: SourceDay): number =>
  CountedKind.options.reduce((sum, kind) => sum + (counts[kind] ?? 0), 0);

function addViolations(into: Recent['violations'], more: SourceDay['violations']): Recent['violations'] {
  const byRule = new Map(into.map((one) => [`${one.event} ${one.pointer} ${one.rule}`, one]));
  for (const one of more) {
    const key = `${one.event} ${one.pointer} ${one.rule}`;
    byRule.set(key, { ...one, events: one.events + (byRule.get(key)?.events ?? 0) });
  }
  return [...byRule.values()];
}

/** What each source brought in the days given. */
function recentBySource(days: readonly FlowDay[]): Map<string, Recent> {
  const recent = new Map<string, Recent>();
  for (const { sources } of days) {
    for (const [source, day] of Object.entries(sources)) {
      const was = recent.get(source) ?? {
        accepted: 0,
        rejected: 0,
        flagged: 0,
        unplanned: 0,
        violations: [],
        names: [],
        counts: {},
      };
      const counts = { ...was.counts };
      for (const kind of CountedKind.options) counts[kind] = (counts[kind] ?? 0) + (day.counts[kind] ?? 0);
      recent.set(source, {
        accepted: was.accepted + acceptedOf(day),
        rejected: was.rejected + day.rejected,
        flagged: was.flagged + day.flagged,
        unplanned: was.unplanned + day.unplanned,
        violations: addViolations(was.violations, day.violations),
        names: [...new Set([...was.names, ...day.unplannedNames])].slice(0, NAMES_KEPT),
        counts,
      });
    }
  }
  return recent;
}

function flowOf(found: Freshness, today: number): Flow {
  const { source, kind, state, lastDate, usualPerDay, silentDays, gaps, dropped } = found;
  const since = dateOfDay(today - GAP_DAYS);
  return {
    kind,
    state,
    lastDate,
    usualPerDay: state === 'learning' || source === FILES ? null : usualPerDay,
    silentDays,
    gaps: gaps
      .filter(({ to }) => to >= since && to < lastDate)
      .map(({ from, to }) => ({ from, to, days: dayOfDate(to) - dayOfDate(from) + 1 })),
    ...(dropped && { dropped }),
  };
}

const worstFirst: readonly FlowState[] = ['silent', 'fresh', 'learning', 'retired'];

function sourceReport(
  source: string,
  flows: readonly Flow[],
  events: Recent | undefined,
  { days, nameOf }: ReportInput,
): SourceReport {
  const came = days.filter(({ sources }) => {
    const day = Object.hasOwn(sources, source) ? sources[source] : undefined;
    return day !== undefined && acceptedOf(day) + day.rejected > 0;
  });
  return {
    source,
    name: nameOf(source),
    state: worstFirst.find((state) => flows.some((flow) => flow.state === state)) ?? 'learning',
    lastDate: came.at(-1)?.date ?? null,
    flows: [...flows],
    accepted: events?.accepted ?? 0,
    rejected: events?.rejected ?? 0,
    flagged: events?.flagged ?? 0,
    unplanned: events?.unplanned ?? 0,
    violations: (events?.violations ?? [])
      .toSorted((a, b) => b.events - a.events || (a.pointer + a.event < b.pointer + b.event ? -1 : 1))
      .slice(0, VIOLATIONS_SHOWN),
  };
}

const arrivals = ({ accepted, rejected }: SourceReport): number => accepted + rejected;

/** The silent ones first, then by how much they bring; equal ones by id. */
const byImportance = (a: SourceReport, b: SourceReport): number =>
  Number(b.state === 'silent') - Number(a.state === 'silent') ||
  arrivals(b) - arrivals(a) ||
  (a.source < b.source ? -1 : 1);

/** The same input gives the same report. `days` must not be empty. */
export function reportOf(input: ReportInput): Report {
  const { businessDate, at, days, profiles, duplicates } = input;
  const until = days.at(-1)?.date;
  if (until === undefined) throw new Error('a report needs the day it is made on');
  const today = dayOfDate(until);
  const from = dateOfDay(today - VALIDITY_DAYS);
  const recent = recentBySource(days.filter(({ date }) => date >= from));
  const ids = new Set([...input.freshness.map(({ source }) => source), ...recent.keys()]);
  const sources = [...ids]
    .map((source) => {
      const flows = input.freshness.filter((one) => one.source === source).map((one) => flowOf(one, today));
      return sourceReport(source, flows, recent.get(source), input);
    })
    .toSorted(byImportance);
  const dimensions = {
    completeness: completeness(profiles),
    validity: validity(sources),
    uniqueness: uniqueness(duplicates, profiles?.customers),
    freshness: freshness(sources),
  };
  const unplanned = new Map([...recent].map(([source, { names }]) => [source, names]));
  const counted = (source: string, kind: CountedKind) => recent.get(source)?.counts[kind] ?? 0;
  return {
    businessDate,
    at,
    arrived: { from, to: until },
    score: overall(dimensions),
    dimensions,
    sources: sources.slice(0, MOST_SOURCES),
    findings: findingsOf(
      { sources, unplanned, counted, profiles, duplicates },
      input.previous?.findings ?? [],
      businessDate,
    ),
  };
}

/** Sources that fell silent this night: the night before nothing of theirs was, or their sales were not. */
export function newlySilent(
  { sources }: Pick<Report, 'sources'>,
  previous: Pick<Report, 'sources'> | undefined,
): string[] {
  const silentKinds = (report: Pick<Report, 'sources'> | undefined, source: string) =>
    (report?.sources ?? [])
      .filter((one) => one.source === source)
      .flatMap(({ flows }) => flows.filter(({ state }) => state === 'silent').map(({ kind }) => kind));
  return sources.flatMap(({ source }) => {
    const now = silentKinds({ sources }, source);
    const before = silentKinds(previous, source);
    const isNew = now.length > 0 && before.length === 0;
    return isNew || (now.includes('purchase') && !before.includes('purchase')) ? [source] : [];
  });
}
