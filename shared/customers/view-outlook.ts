// What is to be expected of a customer, with how far it may turn out: the next purchase and the lifetime value.
import { historyOf, meanRepeatSpend } from '../churn/history.ts';
import { discountedPurchases } from '../churn/models/clv.ts';
import { clvInterval } from '../churn/models/clv-interval.ts';
import { expectedSpend } from '../churn/models/gamma-gamma.ts';
import { mbgCnbdK } from '../churn/models/mbg-cnbd-k.ts';
import type { InForce } from '../churn/rescore.ts';
import type { Score } from '../churn/schema.ts';
import { dateOfDay } from '../platform/days.ts';
import type { Money } from '../platform/money.ts';
import type { Stats } from './schema.ts';
import type { ScoreView } from './view-schema.ts';

type Outlook = Pick<ScoreView, 'lifetimeValueRange' | 'nextPurchase'>;

const COVERAGE = 0.8;
const DAYS_A_WEEK = 7;
/** Dates further away than this say nothing to a shop owner. */
const FAR_DAYS = 3_650;

/**
 * The interval that holds the lifetime value with a probability of 80 %. It is the timing and spend models' own, scaled
 * as the stored expectation is where a correction is in force.
 */
function rangeOf(
  stats: Stats,
  score: Score,
  { model, quiet }: InForce,
  currency: string,
): Outlook['lifetimeValueRange'] {
  if (!model.spend) return null;
  const timing = { ...model.params, k: model.k };
  const asOf = Math.max(score.asOf, stats.lastDay);
  const history = { ...historyOf(stats, asOf, quiet), mx: meanRepeatSpend(stats) };
  const purchases = discountedPurchases((weeks) => mbgCnbdK.expectedPurchases(timing, history, weeks));
  const expected = purchases * expectedSpend(model.spend, history.x, history.mx);
  const scale = expected > 0 ? score.clv / expected : 0;
  const { low, high } = clvInterval({ timing, spend: model.spend, history }, COVERAGE);
  const money = (amount: number): Money => ({ amount: Math.round(amount * scale), currency });
  return { low: money(low), high: money(high) };
}

/** As of today, by the timing model. Null when the chance of another purchase is nil or its date too far to tell. */
function nextPurchaseOf(stats: Stats, { model, quiet }: InForce, today: number): Outlook['nextPurchase'] {
  const timing = { ...model.params, k: model.k };
  const from = Math.max(today, stats.lastDay);
  const history = historyOf(stats, from, quiet);
  // Whoever is alive buys again: in this model people leave only on a day of purchase.
  const probability = mbgCnbdK.probabilityAlive(timing, history);
  const dayOf = (quantile: number) =>
    from + Math.round(mbgCnbdK.nextPurchaseWeeks(timing, history, quantile) * DAYS_A_WEEK);
  const [early, middle, late] = [dayOf((1 - COVERAGE) / 2), dayOf(0.5), dayOf((1 + COVERAGE) / 2)];
  const isFar = (day: number) => !(day - from <= FAR_DAYS);
  if (!(probability > 0) || isFar(middle)) return null;
  return {
    probability,
    earliest: dateOfDay(early),
    likely: dateOfDay(middle),
    latest: isFar(late) ? null : dateOfDay(late),
  };
}

/** Nulls before the first nightly pass. */
export function outlookOf(
  stats: Stats,
  score: Score,
  { current, today, currency }: { current: InForce | undefined; today: number; currency: string },
): Outlook {
  if (!current) return { lifetimeValueRange: null, nextPurchase: null };
  return {
    lifetimeValueRange: rangeOf(stats, score, current, currency),
    nextPurchase: nextPurchaseOf(stats, current, today),
  };
}
