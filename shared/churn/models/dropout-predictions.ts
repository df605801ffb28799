// What the models with drop-out after purchases say of one customer. One set of formulas for BG/NBD, MBG/NBD and
// MBG/CNBD-k: sums of positive terms only, so there is no pole at a = 1 and no cancellation for short horizons.
//
// Given that a customer is alive with j of k stages towards the next purchase done, the number M of further stages in
// t weeks is negative binomial, NB(n + j, z) with z = t / (alpha + T + t); purchase N happens at stage N k - j, and
// if the N - 1 purchases before it did not end the relation.

import { sigmoid } from '../../stats/logs.ts';
import { incompleteBeta, logBeta, logGamma } from '../../stats/special.ts';
import type { DropoutParams, DropoutShape } from './dropout-likelihood.ts';
import type { History } from './model.ts';

export type DropoutModel = DropoutParams & DropoutShape;

/** Chances of having done j = 0 ... k - 1 stages since the last purchase, given alive; and ln S of models.md. */
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

/** ln L of one customer (models.md, section 2). */
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

/** P(fewer than k - j further stages in t weeks) for j = 0 ... k - 1, given alive. */
export function quietByStage(
  model: DropoutModel,
  { x, T }: Pick<History, 'x' | 'T'>,
  tWeeks: number,
): Float64Array {
  const n = model.r + model.k * x;
  const z = shareOfTime(model, T, tWeeks);
  const logRest = -Math.log1p(tWeeks / (model.alpha + T));
  return new Float64Array(model.k).map((_, j) => {
    let term = Math.exp((n + j) * logRest);
    let sum = term;
    for (let stage = 0; stage < model.k - j - 1; stage += 1) {
      term *= ((n + j + stage) / (stage + 1)) * z;
      sum += term;
    }
    return sum;
  });
}

/** z = t / (alpha + T + t), 1 for an endless horizon. */
function shareOfTime({ alpha }: DropoutModel, T: number, tWeeks: number): number {
  return tWeeks === Infinity ? 1 : tWeeks / (alpha + T + tWeeks);
}

/**
 * Expected number of purchases that drop-out lets happen out of L = 0 ... `length` due ones: the sum over N <= L of
 * B(a, b' + N - 1) / B(a, b').
 */
export function allowedPurchases({ a, b, m }: DropoutModel, x: number, length: number): Float64Array {
  const sums = new Float64Array(length + 1);
  let chance = 1;
  for (let due = 1; due <= length; due += 1) {
    sums[due] = (sums[due - 1] ?? 0) + chance;
    const next = b + x + m + due - 1;
    chance *= next / (a + next);
  }
  return sums;
}

const LONG_SERIES = 20_000;
const NEGLIGIBLE = 1e-17;

/** E[X(t)] given alive with j stages done, for j = 0 ... k - 1. `allowed` may hand out a table kept from before. */
export function purchasesByStage(
  model: DropoutModel,
  { x, T }: Pick<History, 'x' | 'T'>,
  tWeeks: number,
  allowed = (length: number) => allowedPurchases(model, x, length),
): Float64Array {
  const n = model.r + model.k * x;
  const mean = (n * tWeeks) / (model.alpha + T);
  const z = shareOfTime(model, T, tWeeks);
  const needed = mean + 40 / (1 - z) + 12 * Math.sqrt(mean / (1 - z)) + model.k;
  const result = new Float64Array(model.k);
  if (needed > LONG_SERIES) return result.map((_, j) => purchasesByTail(model, { n, x, z }, j));
  const table = allowed(Math.ceil(needed / model.k) + 2);
  return result.map((_, j) => purchaseSeries(model.k, n + j, j, z, table));
}

/** Sum over M of NB(M; shape, z) A(floor((M + j) / k)), outwards from the mode in both directions. */
export function purchaseSeries(
  k: number,
  shape: number,
  j: number,
  z: number,
  allowed: Float64Array,
): number {
  const mode = Math.max(0, Math.floor(((shape - 1) * z) / (1 - z)));
  const logTop =
    shape * Math.log1p(-z) + (mode > 0 ? mode * Math.log(z) - logBeta(shape, mode) - Math.log(mode) : 0);
  const top = Math.exp(logTop);
  let sum = 0;
  let term = top;
  let due = Math.floor((mode + j) / k);
  let stage = (mode + j) % k;
  for (let M = mode; due < allowed.length && term > NEGLIGIBLE * top; M += 1) {
    sum += term * (allowed[due] ?? 0);
    term *= ((shape + M) / (M + 1)) * z;
    stage += 1;
    if (stage === k) {
      stage = 0;
      due += 1;
    }
  }
  term = top;
  for (let M = mode; M > Math.max(0, k - j) && term > NEGLIGIBLE * top; M -= 1) {
    term *= M / ((shape + M - 1) * z);
    sum += term * (allowed[Math.floor((M - 1 + j) / k)] ?? 0);
  }
  return sum;
}

/**
 * The same for very long series (alpha next to 0, or thousands of expected purchases): term by term up to purchase
 * 500, then the integral over the purchase number, whose summand is smooth by then (error about 1e-7 of the tail).
 */
function purchasesByTail(model: DropoutModel, at: { n: number; x: number; z: number }, j: number): number {
  const { a, b, m, k } = model;
  const next = b + at.x + m;
  const reached = (N: number) => incompleteBeta(at.z, N * k - j, at.n + j);
  const allowed = (N: number) => Math.exp(logBeta(a, next + N - 1) - logBeta(a, next));
  let sum = 0;
  for (let N = 1; N <= 500; N += 1) sum += allowed(N) * reached(N);
  const steps = 400;
  const width = Math.log(1e12 / 500.5) / steps;
  for (let i = 0; i < steps; i += 1) {
    const N = 500.5 * Math.exp((i + 0.5) * width);
    const term = allowed(N) * reached(N) * N * width;
    sum += term;
    if (term < 1e-14 * sum) break;
  }
  return sum;
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
