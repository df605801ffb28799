// The level of purchase counts: how many more or fewer purchases came in the replayed windows than expected.
import type { ScoredCustomer } from './features.ts';
import { rowOf, type Signal, valuesAt, type Window } from './replay.ts';

/** Spread of the true log-level, and of what a single window adds to it. */
const priorSd = 0.3;
const windowSd = 0.3;
/** Variance of a count over its mean: customers differ. */
const overdispersion = 3;
/** Windows overlap and repeat the same customers: each counts as half a window. */
const share = 0.5;

interface CountScaleOptions {
  horizonDays: number;
  riskOf: (customer: ScoredCustomer) => number;
  signals?: readonly Signal[];
}

/**
 * exp of the shrunk mean log-ratio of actual to expected purchases, with the model as it was at each cut.
 * Windows shorter than the horizon count less, by the square of their share of it.
 */
export function countScale(
  windows: readonly Window[],
  { horizonDays, riskOf, signals = [] }: CountScaleOptions,
): number {
  let sum = 0;
  let weights = 1 / (priorSd * priorSd);
  for (const window of windows) {
    const { states, cut, atCut, count, days } = window;
    const expected = atCut.expected.map((purchases, i) => {
      const noPurchase = atCut.noPurchase[i] ?? 0;
      const values = valuesAt(signals, states, i, cut);
      const risk = riskOf({ ...rowOf(states, i), noPurchase, signals: values });
      return purchases * purchaseFactor(noPurchase, risk, 1);
    });
    const actual = total(count) + 1;
    const weight = (share * (days / horizonDays) ** 2) / (windowSd * windowSd + overdispersion / actual);
    sum += weight * Math.log(actual / (total(expected) + 1));
    weights += weight;
  }
  return Math.exp(sum / weights);
}

/**
 * What the model's expected purchases are multiplied by: a customer who is more likely to come back than
 * the model said also buys more often, and the shop as a whole as much more as in the replayed windows.
 */
export function purchaseFactor(noPurchase: number, risk: number, scale: number): number {
  return (scale * (1 - risk)) / Math.max(1e-6, 1 - noPurchase);
}

const total = (column: Float64Array) => column.reduce((a, b) => a + b, 0);
