// Repeat purchases week by week after the last tried date: expected that day, and what came.
import { purchaseFactor } from '../calibration/count-scale.ts';
import { type Histories, pick, span } from '../calibration/histories.ts';
import { rowOf } from '../calibration/replay.ts';
import { outcomes, statesAt } from '../calibration/states.ts';
import { learnMethods, riskScorer } from './method.ts';
import type { Backtest } from './schema.ts';
import { timingFor } from './stored-models.ts';

export interface Week {
  week: number;
  predicted: number;
  actual: number;
}

/** Larger shops are drawn from every n-th customer and scaled up. */
const mostCustomers = 2000;

/** The weeks after the last date of the backtest, for the method in force; none without a date. */
export function weeklyPurchases(histories: Histories, { cuts, inForce }: Backtest, cut: number): Week[] {
  const days = cuts.at(-1)?.days;
  if (days === undefined) return [];
  const at = { first: span(histories).first, now: cut, horizonDays: days };
  const [method] = learnMethods(histories, at, { names: [inForce] });
  if (!method) return [];
  const every = Math.ceil(statesAt(histories, cut).x.length / mostCustomers);
  const few = pick(
    histories,
    Int32Array.from(histories.ids.keys()).filter((i) => i % every === 0),
  );
  const states = statesAt(few, cut);
  const timing = timingFor(method.model);
  const score = riskScorer(method, days);
  const factor = timing.noPurchase(states, days / 7).map((noPurchase, i) => {
    const risk = score({ ...rowOf(states, i), noPurchase });
    return purchaseFactor(noPurchase, risk, method.correction?.countScale ?? 1);
  });
  const weeks = Array.from({ length: Math.floor(days / 7) + 1 }, (_, w) => {
    const expected = timing.expectedPurchases(states, w);
    return expected.reduce((sum, e, i) => sum + e * (factor[i] ?? 1), 0);
  });
  return weeks.slice(1).map((sum, i) => ({
    week: i + 1,
    predicted: every * (sum - (weeks[i] ?? 0)),
    actual: every * total(outcomes(few, states, cut + 7 * i, cut + 7 * (i + 1)).count),
  }));
}

const total = (column: Float64Array) => column.reduce((a, b) => a + b, 0);
