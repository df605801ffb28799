// What to expect of one customer: when they may come back, and how far their value may turn out from its expectation.
import { historyOf, meanRepeatSpend, type PurchaseStats } from './history.ts';
import { clvInterval } from './models/clv-interval.ts';
import { mbgCnbdK } from './models/mbg-cnbd-k.ts';
import type { InForce } from './rescore.ts';

export interface Outlook {
  /** P(ever another purchase). */
  chanceOfReturn: number;
  /** If there is another purchase: day numbers by which it comes with a chance of 10, 50 and 90 %. */
  nextPurchase: { from: number; likely: number; to: number };
  /** 80 % interval of the 12-month discounted value, minor units; undefined while no spend is known in the shop. */
  lifetimeValue: { low: number; high: number } | undefined;
}

/** As of a day, not of the last order. By the timing and spend models alone: a corrected risk has no dates. */
export function outlookOf(stats: PurchaseStats, { model, quiet }: InForce, asOfDay: number): Outlook {
  const timing = { ...model.params, k: model.k };
  const history = historyOf(stats, asOfDay, quiet);
  const by = (chance: number) =>
    asOfDay + Math.max(1, Math.round(7 * mbgCnbdK.nextPurchaseWeeks(timing, history, chance)));
  const interval =
    model.spend &&
    clvInterval({ timing, spend: model.spend, history: { ...history, mx: meanRepeatSpend(stats) } });
  return {
    chanceOfReturn: 1 - mbgCnbdK.probabilityNoPurchase(timing, history, Number.POSITIVE_INFINITY),
    nextPurchase: { from: by(0.1), likely: by(0.5), to: by(0.9) },
    lifetimeValue: interval && { low: Math.round(interval.low), high: Math.round(interval.high) },
  };
}
