// What the nightly workers count for the metrics: sums that add up over workers in any order.
import * as z from 'zod';
import type { ScoredStats } from '../churn/rescore.ts';
import type { Score } from '../churn/schema.ts';

const Count = z.int().min(0);

export const Tally = z.object({
  /** Customer records, with or without a purchase. */
  customers: Count,
  buyers: Count,
  /** Last purchase within the period that ends on the business date; first purchase within 30 days of it. */
  active: Count,
  newBuyers: Count,
  lapsed: Count,
  repeatBuyers: Count,
  /** Orders in the tenant's currency: what money metrics divide by. */
  pricedOrders: Count,
  orders: Count,
  revenue: z.int(),
  refunded: z.int(),
  clvTotal: z.int(),
  /** Customers by CLV: logarithmic cells `CLV_RATIO` apart, keyed by cell number; `none` is below one minor unit. */
  clv: z.record(z.string(), Count),
});
export type Tally = z.infer<typeof Tally>;

/** Neighbouring CLV cells differ by 2 %, so a quantile read from their middle is right to within 1 %. */
const CLV_RATIO = 1.02;
export const NEW_DAYS = 30;

export const emptyTally = (): Tally => ({
  customers: 0,
  buyers: 0,
  active: 0,
  newBuyers: 0,
  lapsed: 0,
  repeatBuyers: 0,
  pricedOrders: 0,
  orders: 0,
  revenue: 0,
  refunded: 0,
  clvTotal: 0,
  clv: {},
});

export interface TallyRow {
  stats: ScoredStats & { orders: number; otherCurrencyOrders: number };
  score: Pick<Score, 'band' | 'clv'>;
}

/** Counts a buyer in; records without a purchase only raise `customers`. `tally` is changed in place. */
export function addBuyer(
  tally: Tally,
  { stats, score }: TallyRow,
  at: { day: number; periodDays: number },
): void {
  tally.buyers += 1;
  tally.active += stats.lastDay > at.day - at.periodDays ? 1 : 0;
  tally.newBuyers += stats.firstDay > at.day - NEW_DAYS ? 1 : 0;
  tally.lapsed += score.band === 'lapsed' ? 1 : 0;
  tally.repeatBuyers += stats.repeatDays > 0 ? 1 : 0;
  tally.orders += stats.orders;
  tally.pricedOrders += stats.orders - stats.otherCurrencyOrders;
  tally.revenue += stats.revenue;
  tally.refunded += stats.refunded;
  tally.clvTotal += score.clv;
  const cell = score.clv < 1 ? 'none' : String(Math.floor(Math.log(score.clv) / Math.log(CLV_RATIO)));
  tally.clv[cell] = (tally.clv[cell] ?? 0) + 1;
}

export function mergeTallies(tallies: readonly Tally[]): Tally {
  const merged = emptyTally();
  for (const { clv, ...sums } of tallies) {
    for (const [name, value] of Object.entries(sums) as [keyof typeof sums, number][]) merged[name] += value;
    for (const [cell, count] of Object.entries(clv)) merged.clv[cell] = (merged.clv[cell] ?? 0) + count;
  }
  return merged;
}

/** The CLV that a share `quantile` of buyers does not exceed, minor units, to within 1 %; 0 without buyers. */
export function clvQuantile(tally: Pick<Tally, 'buyers' | 'clv'>, quantile: number): number {
  const cells = Object.entries(tally.clv)
    .map(([cell, count]) => [cell === 'none' ? Number.NEGATIVE_INFINITY : Number(cell), count] as const)
    .toSorted(([a], [b]) => a - b);
  const rank = quantile * tally.buyers;
  let below = 0;
  for (const [cell, count] of cells) {
    below += count;
    if (below >= rank) return cell === Number.NEGATIVE_INFINITY ? 0 : Math.round(CLV_RATIO ** (cell + 0.5));
  }
  return 0;
}
