// What a scoring worker finds in its segment: counts, the most valuable at-risk customers, and the scores to write.
import * as z from 'zod';
import { addBuyer, emptyTally, mergeTallies, Tally } from '../metrics/tally.ts';
import { AtRiskMember, BandTotal } from '../reports/schema.ts';
import { type Change, isWorthWriting } from './changes.ts';
import { isKnownOn } from './history.ts';
import { type InForce, indexAttributes, type ScoredStats, scoreAll, type Unscored } from './rescore.ts';
import { Band, type Score } from './schema.ts';

const Count = z.int().min(0);

export const Scored = z.object({
  /** Buyers scored in this pass; those who bought after the business date keep what the fold gave them. */
  scored: Count,
  later: Count,
  /** Rows that could not be read: skipped, counted, logged by id. */
  unreadable: Count,
  /** Buyers with a score before this pass, and how many of them change band. */
  scoredBefore: Count,
  bandChanges: Count,
  bands: z.record(Band, BandTotal),
  tally: Tally,
  /** At-risk customers, the most valuable first, at most `MEMBERS_KEPT`. */
  members: z.array(AtRiskMember),
});
export type Scored = z.infer<typeof Scored>;

/** Enough for every list a person could read; the API pages through all of them. */
export const MEMBERS_KEPT = 10_000;

export interface ScanRow {
  customerId: string;
  stats: (ScoredStats & { version: number; orders: number; otherCurrencyOrders: number }) | undefined;
  signals?: Unscored['signals'];
  score: Score | undefined;
}

export const emptyScored = (): Scored => ({
  scored: 0,
  later: 0,
  unreadable: 0,
  scoredBefore: 0,
  bandChanges: 0,
  bands: Object.fromEntries(
    Band.options.map((band) => [band, { customers: 0, valueAtRisk: 0 }]),
  ) as Scored['bands'],
  tally: emptyTally(),
  members: [],
});

type Buyer = ScanRow & { stats: NonNullable<ScanRow['stats']> };
const isBuyer = (row: ScanRow): row is Buyer => row.stats !== undefined;

/** Scores one page of customers into `found` (changed in place) and gives back the scores worth writing. */
export function scorePage(rows: readonly ScanRow[], current: InForce, day: number, found: Scored): Change[] {
  found.tally.customers += rows.length;
  const buyers = rows.filter(isBuyer);
  const known = buyers.filter(({ stats }) => isKnownOn(stats, day));
  for (const { customerId, stats, score } of buyers.filter(({ stats }) => !isKnownOn(stats, day))) {
    found.later += 1;
    if (score) count(found, { customerId, stats, score }, current, day);
  }
  const scores = scoreAll(
    known.map(({ stats, signals, score }) => ({ stats, signals, previous: score })),
    current,
    day,
  );
  const changes: Change[] = [];
  for (const [i, { customerId, stats, score: was }] of known.entries()) {
    const score = scores[i];
    if (!score) continue;
    found.scored += 1;
    if (was) found.scoredBefore += 1;
    if (was && was.band !== score.band) found.bandChanges += 1;
    count(found, { customerId, stats, score }, current, day);
    if (isWorthWriting(was, score)) {
      changes.push({ customerId, version: stats.version, ...(was && { was }), score });
    }
  }
  if (found.members.length > 2 * MEMBERS_KEPT) found.members = mostValuable(found.members);
  return changes;
}

function count(
  found: Scored,
  { customerId, stats, score }: Buyer & { score: Score },
  { model }: InForce,
  day: number,
): void {
  addBuyer(found.tally, { stats, score }, { day, periodDays: model.horizonDays });
  const total = found.bands[score.band];
  total.customers += 1;
  total.valueAtRisk += indexAttributes(score).valueAtRisk ?? 0;
  if (score.band !== 'at-risk') return;
  found.members.push({ customerId, valueAtRisk: score.valueAtRisk, lastDay: stats.lastDay });
}

/** By value at risk; on equal value by id, so that two runs give the same list. */
const mostValuable = (members: readonly AtRiskMember[]): AtRiskMember[] =>
  members
    .toSorted((a, b) => b.valueAtRisk - a.valueAtRisk || (a.customerId < b.customerId ? -1 : 1))
    .slice(0, MEMBERS_KEPT);

export function mergeScored(parts: readonly Scored[]): Scored {
  const merged = emptyScored();
  for (const part of parts) {
    for (const name of ['scored', 'later', 'unreadable', 'scoredBefore', 'bandChanges'] as const) {
      merged[name] += part[name];
    }
    for (const band of Band.options) {
      merged.bands[band].customers += part.bands[band].customers;
      merged.bands[band].valueAtRisk += part.bands[band].valueAtRisk;
    }
  }
  merged.tally = mergeTallies(parts.map(({ tally }) => tally));
  merged.members = mostValuable(parts.flatMap(({ members }) => members));
  return merged;
}
