// The weakly informative prior that keeps fits of small shops sane. One prior for the shop, so it fades as data grow.

import type { HistoryGroups } from './model.ts';

export interface LogDensity {
  readonly value: number;
  /** Derivatives with respect to the four log-parameters. */
  readonly gradient: readonly [number, number, number, number];
}

/** Normal log-density without its constant, and its slope. */
function normal(z: number, mean: number, sd: number) {
  const distance = (z - mean) / sd;
  return { value: -0.5 * distance * distance, slope: -distance / sd };
}

/**
 * ln of the shop's weeks per repeat purchase, kept finite without any. Centring alpha on it makes the prior free of
 * the time unit: a shop selling daily bread and one selling sofas get the same prior on their own scale.
 */
export function logPace(groups: HistoryGroups): number {
  const total = (column: Float64Array) =>
    column.reduce((sum, value, i) => sum + value * (groups.weight[i] ?? 0), 0);
  return Math.log((total(groups.T) + 1) / (total(groups.x) + 0.5));
}

/**
 * ln r ~ N(ln 0.7, 1), ln(k alpha / r) ~ N(pace - 0.7, 1.5), ln(a / b) ~ N(ln 0.4, 1.2), ln(a + b) ~ N(ln 2.5, 1).
 *
 * The centres are round numbers between the fits of two public data sets (CDNOW and Online Retail); tripling their
 * weight moves mean held-out log-loss by less than 0.001. From 300 customers on the prior hardly matters.
 */
export function dropoutPrior(logs: readonly number[], k: number, pace: number): LogDensity {
  const [r = 0, alpha = 0, a = 0, b = 0] = logs;
  const shape = normal(r, Math.log(0.7), 1);
  const rhythm = normal(Math.log(k) + alpha - r, pace - 0.7, 1.5);
  const odds = normal(a - b, Math.log(0.4), 1.2);
  const high = Math.max(a, b);
  const logSum = high + Math.log1p(Math.exp(-Math.abs(a - b)));
  const certainty = normal(logSum, Math.log(2.5), 1);
  const shareA = Math.exp(a - logSum);
  return {
    value: shape.value + rhythm.value + odds.value + certainty.value,
    gradient: [
      shape.slope - rhythm.slope,
      rhythm.slope,
      odds.slope + certainty.slope * shareA,
      -odds.slope + certainty.slope * (1 - shareA),
    ],
  };
}

/**
 * The like for Pareto/NBD: ln r ~ N(ln 0.7, 1), ln(alpha / r) ~ N(pace - 0.7, 1.5), ln s ~ N(ln 0.7, 1),
 * ln(beta / alpha) ~ N(0, 1.5): customers stay about as long as they take for a few purchases.
 */
export function paretoPrior(logs: readonly number[], pace: number): LogDensity {
  const [r = 0, alpha = 0, s = 0, beta = 0] = logs;
  const shape = normal(r, Math.log(0.7), 1);
  const rhythm = normal(alpha - r, pace - 0.7, 1.5);
  const leaving = normal(s, Math.log(0.7), 1);
  const stay = normal(beta - alpha, 0, 1.5);
  return {
    value: shape.value + rhythm.value + leaving.value + stay.value,
    gradient: [shape.slope - rhythm.slope, rhythm.slope - stay.slope, leaving.slope, stay.slope],
  };
}
