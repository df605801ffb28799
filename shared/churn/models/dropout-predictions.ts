// What the models with drop-out after purchases say of one customer. One set of formulas for BG/NBD, MBG/NBD and
// MBG/CNBD-k: sums of positive terms only, so there is no pole at a = 1 and no cancellation for short horizons.

import { sigmoid } from '../../stats/logs.ts';
import { logGamma } from '../../stats/special.ts';
import { type DropoutModel, purchasesByStage, quietByStage } from './dropout-series.ts';
import type { History } from './model.ts';

/**
 * Chances of having done j = 0 ... k - 1 stages since the last purchase, given alive, with ln S, the log of the sum
 * over j of (n)_j / j! u^j, where n = r + k x and u = (T - tx) / (alpha + T).
 */
export interface Stages {
  readonly weights: Float64Array;
  readonly logSum: number;
}

export function stagesSince(model: DropoutModel, { x, tx, T }: History): Stages {
  const n = model.r + model.k * x;
  const u = (T - tx) / (model.alpha + T);
  const weights = new Float64Array(model.k);
  let term = 1;
  let sum = 0;
  for (let j = 0; j < model.k; j += 1) {
    weights[j] = term;
    sum += term;
    term *= ((n + j) / (j + 1)) * u;
  }
  return { weights: weights.map((weight) => weight / sum), logSum: Math.log(sum) };
}

/** ln of the odds of having dropped out, D - ln S: minus infinity where drop-out is impossible (BG, x = 0). */
function logOddsOfDropout(model: DropoutModel, history: History, logSum: number): number {
  const { r, alpha, a, b, k, m } = model;
  const { x, tx, T } = history;
  if (m === 0 && x === 0) return -Infinity;
  return Math.log(a / (b + x + m - 1)) + (r + k * x) * Math.log1p((T - tx) / (alpha + tx)) - logSum;
}

/** P(alive) and its complement, each with all its digits. */
export function alive(model: DropoutModel, history: History, { logSum } = stagesSince(model, history)) {
  const odds = logOddsOfDropout(model, history, logSum);
  return { alive: sigmoid(-odds), dropped: sigmoid(odds) };
}

/**
 * ln L of one customer: (k - 1) litt - x ln G(k) + ln B(a, b') - ln B(a, b) + ln G(n) - ln G(r) + r ln alpha
 * - n ln(alpha + T) + ln(e^D + S), with b' = b + x + m and D - ln S the log-odds of having dropped out.
 */
export function historyLogLikelihood(model: DropoutModel, history: History): number {
  const { r, alpha, a, b, k, m } = model;
  const { x, T, litt = 0 } = history;
  const n = r + k * x;
  const { logSum } = stagesSince(model, history);
  const odds = logOddsOfDropout(model, history, logSum);
  const either = Math.max(odds, 0) + Math.log1p(Math.exp(-Math.abs(odds)));
  let survived = 0;
  for (let i = 0; i < x + m; i += 1) survived += Math.log1p(-a / (a + b + i));
  const counts = survived + logGamma(n) - logGamma(r) - x * logGamma(k) + (k - 1) * litt;
  return counts + r * Math.log(alpha) - n * Math.log(alpha + T) + logSum + either;
}

/** P(no purchase in the next t weeks): dropped out, or alive with fewer than k - j stages done in t. */
export function noPurchase(model: DropoutModel, history: History, tWeeks: number): number {
  const stages = stagesSince(model, history);
  const state = alive(model, history, stages);
  const quiet = quietByStage(model, history, tWeeks);
  return (
    state.dropped + state.alive * stages.weights.reduce((sum, weight, j) => sum + weight * (quiet[j] ?? 0), 0)
  );
}

/** E[purchases in the next t weeks]. */
export function purchases(model: DropoutModel, history: History, tWeeks: number): number {
  if (tWeeks <= 0) return 0;
  const stages = stagesSince(model, history);
  const byStage = purchasesByStage(model, history, tWeeks);
  const given = stages.weights.reduce((sum, weight, j) => sum + weight * (byStage[j] ?? 0), 0);
  return alive(model, history, stages).alive * given;
}

/**
 * The wait within which the next purchase falls with this probability, given alive: being alive, it comes for sure.
 * k = 1: (alpha + T) ((1 - q)^(-1/n) - 1). Otherwise bisection between bounds that this form gives.
 */
export function nextPurchase(model: DropoutModel, history: History, probability: number): number {
  if (probability <= 0) return 0;
  if (probability >= 1) return Infinity;
  const { weights } = stagesSince(model, history);
  const quiet = (tWeeks: number) => {
    const byStage = quietByStage(model, history, tWeeks);
    return weights.reduce((sum, weight, j) => sum + weight * (byStage[j] ?? 0), 0);
  };
  const base = model.alpha + history.T;
  const closed = base * Math.expm1(-Math.log1p(-probability) / (model.r + model.k * history.x));
  if (model.k === 1 || !Number.isFinite(closed)) return closed;
  let [low, high] = [closed, 2 * closed];
  while (quiet(high) > 1 - probability && Number.isFinite(high)) [low, high] = [high, 2 * high];
  for (let step = 0; step < 60 && high - low > 1e-12 * high; step += 1) {
    const middle = (low + high) / 2;
    if (quiet(middle) > 1 - probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
