// What is worth doing about the quality of the data: what loses events now, then the most worthwhile first.

import type { CountedKind, DuplicateSummary, ProfileField, ProfileTally } from '../schema.ts';
import type { Finding, FindingCode } from './finding-schema.ts';
import { meantBy } from './lookalike.ts';
import type { SourceReport } from './report-schema.ts';
import { areBuyersCounted, kindWeights } from './scores.ts';
import { bareField } from './violation-texts.ts';

export interface Found {
  sources: readonly SourceReport[];
  /** Names of unplanned events by source. */
  unplanned: ReadonlyMap<string, readonly string[]>;
  /** Events of a kind that a source brought in the time that violations are counted from. */
  counted: (source: string, kind: CountedKind) => number;
  profiles: ProfileTally | undefined;
  duplicates: DuplicateSummary | undefined;
}

type Fresh<F extends Finding = Finding> = F extends Finding ? Omit<F, 'since'> : never;

/** More than anybody reads; each costs some hundred bytes of the stored report. */
const MOST_FINDINGS = 25;

/**
 * How bad it is for one customer or event. A customer who cannot be read gets no score at all; a rejected or missing sale
 * makes somebody look at risk who bought; a field that is not known only makes a mail plainer. An event that arrived
 * otherwise than planned is there, so it counts 1 unless money, identity or reach hang on the field.
 */
const badness = {
  unreadable: 20,
  rejected: 3,
  misspelt: 4,
  unplanned: 0.2,
  duplicates: 2,
  shared: 0.5,
  past: 0.5,
};
const fieldBadness: Partial<Record<ProfileField, number>> = {
  contact: 3,
  consent: 1,
  name: 0.5,
  language: 0.2,
};
/** By the bare name of the field. */
const violationBadness = new Map([
  ['orderid', 2],
  ['total', 3],
  ['currency', 3],
  ['phone', 2],
  ['email', 2],
]);
/** A field that fewer miss is not worth a sentence. */
const SHARE_MISSING = 0.02;

/** What only one kind of entry is made from, so that the number of that kind is the number of those events. */
const kindOf = new Map<string, CountedKind>([
  ['Order Completed', 'purchase'],
  ['Order Refunded', 'refund'],
  ['identify', 'identify'],
]);

function flowFindings({ source, name, flows }: SourceReport): Fresh[] {
  return flows.flatMap(({ kind, state, lastDate, usualPerDay, silentDays, gaps, dropped }): Fresh[] => {
    if (usualPerDay === null || lastDate === null) return [];
    const about = { source, name, kind };
    const missed = (events: number) => kindWeights[kind] * events;
    const found: Fresh[] = [];
    if (state === 'silent') {
      const worth = missed(usualPerDay * Math.max(1, silentDays));
      found.push({ code: 'silence', numbers: { ...about, lastDate, usualPerDay, silentDays }, worth });
    }
    if (state === 'fresh' && dropped) {
      const worth = missed(Math.max(0, dropped.usual - dropped.lately));
      found.push({ code: 'dropped', numbers: { ...about, ...dropped }, worth });
    }
    const gap = gaps.at(-1);
    if (gap && state === 'fresh') {
      const worth = badness.past * missed(usualPerDay * gap.days);
      found.push({ code: 'gap', numbers: { ...about, ...gap, usualPerDay }, worth });
    }
    return found;
  });
}

function eventFindings(report: SourceReport, { unplanned, counted }: Found): Fresh[] {
  const { source, name, accepted, rejected, violations } = report;
  const about = { source, name };
  const found: Fresh[] = [];
  if (rejected > 0) {
    const numbers = { ...about, events: rejected, of: accepted + rejected };
    found.push({ code: 'rejected', numbers, worth: badness.rejected * rejected });
  }
  for (const { pointer, rule, event, events } of violations) {
    // Names that no plan has are told as such below.
    if (rule === 'unplanned') continue;
    const kind = kindOf.get(event);
    const of = kind && counted(source, kind);
    const numbers = {
      ...about,
      pointer,
      rule,
      event,
      events,
      ...(of !== undefined && of >= events && { of }),
    };
    found.push({
      code: 'violation',
      numbers,
      worth: (violationBadness.get(bareField(pointer)) ?? 1) * events,
    });
  }
  return [...found, ...unplannedFindings(report, unplanned.get(source) ?? [])];
}

function unplannedFindings(
  { source, name, unplanned: events }: SourceReport,
  names: readonly string[],
): Fresh[] {
  if (events === 0) return [];
  const meant = names.map((event) => ({ event, meant: meantBy(event) }));
  const misspelt = meant.flatMap(({ event, meant: known }): Fresh[] =>
    known === undefined
      ? []
      : [
          {
            code: 'misspelt',
            numbers: { source, name, event, meant: known, events },
            worth: badness.misspelt * events,
          },
        ],
  );
  const others = meant.flatMap(({ event, meant: known }) => (known === undefined ? [event] : []));
  if (others.length === 0 && misspelt.length > 0) return misspelt;
  const numbers = { source, name, names: others, events };
  return [...misspelt, { code: 'unplanned', numbers, worth: badness.unplanned * events }];
}

function profileFindings(tally: ProfileTally): Fresh[] {
  const areBuyers = areBuyersCounted(tally);
  const who = areBuyers ? 'buyers' : 'customers';
  const of = tally[who];
  const missing = (Object.keys(fieldBadness) as ProfileField[]).flatMap((field): Fresh[] => {
    const customers = Math.max(0, of - tally.known[field][who]);
    if (customers < Math.max(1, SHARE_MISSING * of)) return [];
    const numbers = { field, customers, of, areBuyers };
    return [{ code: 'missing', numbers, worth: (fieldBadness[field] ?? 0) * customers }];
  });
  if (tally.unreadable === 0) return missing;
  const customers = tally.unreadable;
  return [...missing, { code: 'unreadable', numbers: { customers }, worth: badness.unreadable * customers }];
}

function duplicateFindings({ pairs, customers, isCut, sharedByMany }: DuplicateSummary): Fresh[] {
  const sure = pairs.strong + pairs.likely;
  const shared = sharedByMany.map((value): Fresh => {
    return { code: 'shared-value', numbers: value, worth: badness.shared * value.customers };
  });
  if (sure === 0) return shared;
  const numbers = { pairs: sure, customers, isCut };
  return [...shared, { code: 'duplicates', numbers, worth: badness.duplicates * customers }];
}

/** What makes two nights' findings the same one: everything but the counts. */
const partsOf: Partial<Record<FindingCode, readonly string[]>> = {
  silence: ['source', 'kind', 'lastDate'],
  gap: ['source', 'kind', 'from'],
  dropped: ['source', 'kind'],
  rejected: ['source'],
  violation: ['source', 'event', 'pointer', 'rule'],
  unplanned: ['source'],
  misspelt: ['source', 'event'],
  missing: ['field'],
  'shared-value': ['evidence'],
};
const keyOf = ({ code, numbers }: Pick<Finding, 'code' | 'numbers'>): string =>
  JSON.stringify([code, ...(partsOf[code] ?? []).map((name) => (numbers as Record<string, unknown>)[name])]);

/** While these last, sales and events are being lost, however few yet beside what is wrong for long. */
const isUrgent = ({ code }: Pick<Finding, 'code'>): boolean => code === 'silence' || code === 'dropped';

/** `before`: what the night before found. Equal worth is ordered by what it is, so that two runs give the same list. */
export function findingsOf(found: Found, before: readonly Finding[], businessDate: string): Finding[] {
  const known = new Map(before.map((finding) => [keyOf(finding), finding.since]));
  const fresh: Fresh[] = [
    ...found.sources.flatMap((source) => [...flowFindings(source), ...eventFindings(source, found)]),
    ...(found.profiles ? profileFindings(found.profiles) : []),
    ...(found.duplicates ? duplicateFindings(found.duplicates) : []),
  ];
  return fresh
    .map((finding) => ({
      ...finding,
      worth: Math.round(100 * finding.worth) / 100,
      since: known.get(keyOf(finding)) ?? businessDate,
    }))
    .toSorted(
      (a, b) =>
        Number(isUrgent(b)) - Number(isUrgent(a)) || b.worth - a.worth || (keyOf(a) < keyOf(b) ? -1 : 1),
    )
    .slice(0, MOST_FINDINGS);
}
