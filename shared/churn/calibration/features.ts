// The seven features that may correct the timing model's log-odds, and the shop's own centre for them.
import { logit } from '../../stats/logs.ts';
import type { States } from './histories.ts';
import type { FeatureCentre } from './schema.ts';

/** One customer as the features see it; durations in weeks, money in major units. */
export interface CustomerState {
  x: number;
  tx: number;
  T: number;
  spend: number;
}

export interface ScoredCustomer extends CustomerState {
  /** The timing model's P(no purchase in the horizon). */
  noPurchase: number;
  /** Values of the signals, in the order of the correction's names. */
  signals?: ArrayLike<number>;
}

export const featureNames = [
  'level',
  'frequency',
  'silence',
  'confidence',
  'spend',
  'activeShare',
  'rhythm',
] as const;

export function centreOf(states: States): FeatureCentre {
  const logSpend = Float64Array.from(states.x, (x, i) => logSpendPerDay(states.spend[i] ?? 0, x));
  const hasAmounts = states.spend.some((spend) => spend > 0);
  return {
    logGap: median(states.gap.map((gap) => Math.log1p(gap))),
    logSpend: hasAmounts ? median(logSpend) : null,
  };
}

/**
 * Writes the features of one customer to `out` from `at`. All are about zero for a typical customer,
 * so that one penalty fits them all. `logOdds` is the model's logit P(no purchase): half of it as a
 * feature makes the slope of the model's log-odds 1 + beta / 2, below 1 where the model is too sure.
 */
export function writeFeatures(
  out: Float64Array,
  at: number,
  customer: CustomerState & { logOdds: number; centre: FeatureCentre },
): void {
  const { x, tx, T, spend, logOdds, centre } = customer;
  const gap = T - tx;
  out[at] = 1;
  out[at + 1] = Math.log1p(x) - 0.7;
  out[at + 2] = Math.log1p(gap) - centre.logGap;
  out[at + 3] = logOdds / 2;
  out[at + 4] = centre.logSpend === null ? 0 : clip(logSpendPerDay(spend, x) - centre.logSpend, 3);
  out[at + 5] = (T > 0 ? tx / T : 0) - 0.4;
  out[at + 6] = x > 0 ? Math.log((gap + 0.5) / (tx / x + 0.5)) : 0;
}

/** Log-odds of a probability kept 1e-6 away from 0 and 1. */
export function logOddsOf(probability: number): number {
  return logit(Math.min(1 - 1e-6, Math.max(1e-6, probability)));
}

const logSpendPerDay = (spend: number, x: number) => Math.log1p(Math.max(0, spend) / (x + 1));

const clip = (value: number, bound: number) => Math.min(bound, Math.max(-bound, value));

function median(values: Float64Array): number {
  const sorted = Float64Array.from(values).sort();
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
}
