// The future of a customer who is alive, in models with drop-out after purchases: sums of positive terms only, so
// there is no pole at a = 1 and no cancellation for short horizons.
//
// Given that a customer is alive with j of k stages towards the next purchase done, the number M of further stages in
// t weeks is negative binomial, NB(n + j, z) with z = t / (alpha + T + t); purchase N happens at stage N k - j, and
// if the N - 1 purchases before it did not end the relation.

import { gaussLegendre } from '../../stats/quadrature.ts';
import { incompleteBeta, logBeta } from '../../stats/special.ts';
import type { DropoutParams, DropoutShape } from './dropout-likelihood.ts';
import type { History } from './model.ts';

export type DropoutModel = DropoutParams & DropoutShape;

/** z = t / (alpha + T + t), 1 for an endless horizon. */
function shareOfTime({ alpha }: DropoutModel, T: number, tWeeks: number): number {
  return tWeeks === Infinity ? 1 : tWeeks / (alpha + T + tWeeks);
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

/** Purchases that are added up one by one before the integral takes over. */
const ONE_BY_ONE = 500;
const RULE = gaussLegendre(12);

/**
 * The same for very long series (alpha next to 0, or thousands of expected purchases): term by term up to purchase
 * 500, then the integral over ln N, whose summand is smooth by then. Its sharpest turn is where purchase N is reached or
 * not: 1 / sqrt(shape) wide, which sets the width of the panels. Relative error below 1e-7, held by a test.
 */
function purchasesByTail(model: DropoutModel, at: { n: number; x: number; z: number }, j: number): number {
  const { a, b, m, k } = model;
  const next = b + at.x + m;
  const shape = at.n + j;
  const term = (N: number) =>
    Math.exp(logBeta(a, next + N - 1) - logBeta(a, next)) * incompleteBeta(at.z, N * k - j, shape);
  let sum = 0;
  for (let N = 1; N <= ONE_BY_ONE; N += 1) sum += term(N);
  const width = Math.min(0.5, 4 / Math.sqrt(shape));
  const end = Math.log(1e12);
  for (let from = Math.log(ONE_BY_ONE + 0.5); from < end; from += width) {
    let panel = 0;
    RULE.nodes.forEach((node, i) => {
      const N = Math.exp(from + ((1 + node) / 2) * width);
      panel += ((RULE.weights[i] ?? 0) / 2) * width * N * term(N);
    });
    sum += panel;
    if (panel < 1e-14 * sum) break;
  }
  return sum;
}
