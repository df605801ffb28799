// What is to be expected of a customer, as the API shows it: the next purchase, and how far the lifetime value may be off.
import { historyOf, meanRepeatSpend } from '../churn/history.ts';
import { discountedPurchases } from '../churn/models/clv.ts';
import { expectedSpend } from '../churn/models/gamma-gamma.ts';
import { mbgCnbdK } from '../churn/models/mbg-cnbd-k.ts';
import { outlookOf } from '../churn/outlook.ts';
import type { InForce } from '../churn/rescore.ts';
import type { Score } from '../churn/schema.ts';
import { dateOfDay } from '../platform/days.ts';
import type { Money } from '../platform/money.ts';
import type { Stats } from './schema.ts';
import type { ScoreView } from './view-schema.ts';

type OutlookView = Pick<ScoreView, 'lifetimeValueRange' | 'nextPurchase'>;

/** Dates further away than this say nothing to a shop owner. */
const FAR_DAYS = 3_650;

/** The lifetime value by the bare timing and spend models on a day, minor units. */
function bareValue(stats: Stats, { model, quiet }: InForce, asOfDay: number): number {
  if (!model.spend) return 0;
  const timing = { ...model.params, k: model.k };
  const history = historyOf(stats, asOfDay, quiet);
  const purchases = discountedPurchases((weeks) => mbgCnbdK.expectedPurchases(timing, history, weeks));
  return purchases * expectedSpend(model.spend, history.x, meanRepeatSpend(stats));
}

/** The models' own interval on the day of the score, scaled as the stored expectation is where a correction is in force. */
function rangeOf(
  stats: Stats,
  score: Score,
  current: InForce,
  currency: string,
): OutlookView['lifetimeValueRange'] {
  const asOfDay = Math.max(score.asOf, stats.lastDay);
  const { lifetimeValue } = outlookOf(stats, current, asOfDay);
  if (!lifetimeValue) return null;
  const expected = bareValue(stats, current, asOfDay);
  const scale = expected > 0 ? score.clv / expected : 0;
  const money = (amount: number): Money => ({ amount: Math.round(amount * scale), currency });
  return { low: money(lifetimeValue.low), high: money(lifetimeValue.high) };
}

/** Null when another purchase is out of the question, or years away. */
function nextPurchaseOf(stats: Stats, current: InForce, today: number): OutlookView['nextPurchase'] {
  const from = Math.max(today, stats.lastDay);
  const { chanceOfReturn, nextPurchase } = outlookOf(stats, current, from);
  const isFar = (day: number) => !(day - from <= FAR_DAYS);
  if (!(chanceOfReturn > 0) || isFar(nextPurchase.likely)) return null;
  return {
    probability: chanceOfReturn,
    earliest: dateOfDay(nextPurchase.from),
    likely: dateOfDay(nextPurchase.likely),
    latest: isFar(nextPurchase.to) ? null : dateOfDay(nextPurchase.to),
  };
}

/** Nulls before the first nightly pass. */
export function outlookView(
  stats: Stats,
  score: Score,
  { current, today, currency }: { current: InForce | undefined; today: number; currency: string },
): OutlookView {
  if (!current) return { lifetimeValueRange: null, nextPurchase: null };
  return {
    lifetimeValueRange: rangeOf(stats, score, current, currency),
    nextPurchase: nextPurchaseOf(stats, current, today),
  };
}
