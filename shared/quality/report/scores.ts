// Scores of 0 to 100 from counts. More that is wrong never raises a score; without anything to judge there is none.

import type { CountedKind, DuplicateSummary, ProfileField, ProfileTally } from '../schema.ts';
import type { Dimension, DimensionReport, Flow, Measure, SourceReport } from './report-schema.ts';

/**
 * What a known field is worth. Whoever cannot be reached cannot be kept, so a contact weighs most; a mail needs a record of
 * consent and a name; language and the shop's own id make it better. Phone, e-mail and full name alone are shown, not
 * weighed: which one a shop asks for is its choice.
 */
export const fieldWeights: Partial<Record<ProfileField, number>> = {
  contact: 4,
  name: 2,
  consent: 2,
  language: 1,
  ownId: 1,
};

/** A rejected event is lost until somebody mends it; a flagged one was taken in; an unplanned one may be meant so. */
export const eventWeights = { rejected: 1, flagged: 0.5, unplanned: 0.25 };
/** Fewer events say little about how a source sends. */
export const MIN_EVENTS = 20;

/** Sales decide who looks at risk; a missing page view changes next to nothing. The same for busy and quiet sources. */
export const kindWeights: Record<CountedKind, number> = {
  purchase: 5,
  refund: 3,
  consent: 3,
  identify: 2,
  signal: 2,
  event: 1,
  visit: 1,
};
/** Gaps count for so long. */
export const GAP_DAYS = 28;

/**
 * What does not arrive, or arrives broken, makes every score and mail wrong; what is incomplete or there twice makes some
 * of them wrong.
 */
export const dimensionWeights: Record<Dimension, number> = {
  freshness: 3,
  validity: 3,
  completeness: 2,
  uniqueness: 2,
};

const share = (part: number, whole: number): number | null =>
  whole > 0 ? Math.min(1, Math.max(0, part / whole)) : null;

/** Down to a tenth, so that 100 means faultless; the small number keeps floating point from taking a tenth away. */
const scoreFrom = (goodShare: number): number => Math.floor(1_000 * goodShare + 1e-6) / 10;

/** The mean of those that have a value; null when none has. */
function weightedMean(values: readonly (readonly [value: number | null, weight: number])[]): number | null {
  let sum = 0;
  let weights = 0;
  for (const [value, weight] of values) {
    if (value === null) continue;
    sum += weight * value;
    weights += weight;
  }
  return weights > 0 ? sum / weights : null;
}

/** Of buyers where there are any: the others may only have looked in. */
export const areBuyersCounted = ({ buyers }: Pick<ProfileTally, 'buyers'>): boolean => buyers > 0;

export function completeness(tally: ProfileTally | undefined): DimensionReport {
  if (!tally) return { score: null, measures: [] };
  const [who, sampleSize] = areBuyersCounted(tally)
    ? (['buyers', tally.buyers] as const)
    : (['customers', tally.customers] as const);
  const known = (field: ProfileField) => share(tally.known[field][who], sampleSize);
  const records = tally.customers + tally.unreadable;
  const readable = share(tally.customers, records);
  const fields = Object.keys(tally.known) as ProfileField[];
  const mean = weightedMean(fields.map((field) => [known(field), fieldWeights[field] ?? 0]));
  return {
    score: mean === null ? null : scoreFrom(mean * (readable ?? 1)),
    measures: [
      ...fields.map((field): Measure => ({ measure: field, value: known(field), sampleSize })),
      { measure: 'readable', value: readable, sampleSize: records },
    ],
  };
}

type Events = Pick<SourceReport, 'accepted' | 'rejected' | 'flagged' | 'unplanned'>;
const arrivedOf = ({ accepted, rejected }: Events): number => accepted + rejected;

/** Counts of busy sources are estimates, so that a part may come out larger than its whole. */
const usable = (events: Events): number | null => {
  const wrong =
    eventWeights.rejected * events.rejected +
    eventWeights.flagged * Math.min(events.flagged, events.accepted) +
    eventWeights.unplanned * Math.min(events.unplanned, events.accepted);
  const bad = share(wrong, arrivedOf(events));
  return bad === null ? null : 1 - bad;
};

/** Half of the score is all events together, half the worst source: a busy web site must not hide a broken till. */
export function validity(sources: readonly Events[]): DimensionReport {
  const all: Events = { accepted: 0, rejected: 0, flagged: 0, unplanned: 0 };
  for (const source of sources) {
    for (const name of ['accepted', 'rejected', 'flagged', 'unplanned'] as const) all[name] += source[name];
  }
  const arrived = arrivedOf(all);
  const judged = sources
    .filter((source) => arrivedOf(source) >= MIN_EVENTS)
    .map((source) => usable(source) ?? 1);
  const together = usable(all);
  const worst = judged.length > 0 ? Math.min(...judged) : together;
  const without = (part: number, whole: number) => share(whole - part, whole);
  return {
    score:
      arrived < MIN_EVENTS || together === null || worst === null ? null : scoreFrom((together + worst) / 2),
    measures: [
      { measure: 'accepted', value: without(all.rejected, arrived), sampleSize: arrived },
      { measure: 'asPlanned', value: without(all.flagged, all.accepted), sampleSize: all.accepted },
      { measure: 'inPlan', value: without(all.unplanned, all.accepted), sampleSize: all.accepted },
      { measure: 'worstSource', value: arrived > 0 ? worst : null, sampleSize: arrived },
    ],
  };
}

/** One customer alone cannot be there twice. */
const MIN_CUSTOMERS = 2;

export function uniqueness(
  duplicates: DuplicateSummary | undefined,
  customers: number | undefined,
): DimensionReport {
  if (!duplicates || customers === undefined) return { score: null, measures: [] };
  const apart = customers < MIN_CUSTOMERS ? null : share(customers - duplicates.customers, customers);
  const pairs = (['strong', 'likely', 'possible'] as const).map((measure) => ({
    measure,
    value: duplicates.pairs[measure],
    sampleSize: customers,
  }));
  return {
    score: apart === null ? null : scoreFrom(apart),
    measures: [{ measure: 'apart', value: apart, sampleSize: customers }, ...pairs],
  };
}

/** What silence, gaps and a fall leave of one flow, 0 to 1. */
function arrivingShare({ state, gaps, dropped }: Flow): number {
  if (state === 'silent') return 0;
  const missing = gaps.reduce((sum, { days }) => sum + days, 0);
  const left = dropped && dropped.usual > 0 ? dropped.lately / dropped.usual : 1;
  return Math.max(0, Math.min(1 - missing / GAP_DAYS, left));
}

/** The mean over the flows that have a rhythm, by what each kind is worth. */
export function freshness(sources: readonly Pick<SourceReport, 'flows'>[]): DimensionReport {
  const judged = sources
    .flatMap(({ flows }) => flows)
    .filter(({ state, usualPerDay }) => usualPerDay !== null && (state === 'fresh' || state === 'silent'));
  const mean = weightedMean(judged.map((flow) => [arrivingShare(flow), kindWeights[flow.kind]]));
  const arriving = judged.filter(({ state }) => state === 'fresh').length;
  return {
    score: mean === null ? null : scoreFrom(mean),
    measures: [{ measure: 'arriving', value: share(arriving, judged.length), sampleSize: judged.length }],
  };
}

/** One dimension alone does not say how good the data is. */
const MIN_DIMENSIONS = 2;

/** Of the dimensions that have a score. */
export function overall(
  dimensions: Readonly<Record<Dimension, Pick<DimensionReport, 'score'>>>,
): number | null {
  const names = Object.keys(dimensions) as Dimension[];
  const judged = names.filter((name) => dimensions[name].score !== null);
  if (judged.length < MIN_DIMENSIONS) return null;
  const mean = weightedMean(judged.map((name) => [dimensions[name].score, dimensionWeights[name]]));
  return mean === null ? null : scoreFrom(mean / 100);
}
