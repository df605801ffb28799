// How far a customer's lifetime value may turn out from its expectation: the whole distribution, not only the mean.
//
// Exact are the distribution of the number of purchases and, given that number, of their total: with purchases gamma
// around a customer's mean and the customer's rate gamma given the past, the total of N purchases divided by
// (v + x mx) is beta prime(N p, p x + q). One thing is simplified: all purchases are discounted by the same factor,
// the customer's expected one (within a year at 10 % it lies between 0.91 and 1). The uncertainty of the fitted
// parameters is not in it.

import { incompleteBeta, logBeta } from '../../stats/special.ts';
import { type ClvTerms, discountedPurchases } from './clv.ts';
import { alive, purchases, stagesSince } from './dropout-predictions.ts';
import type { DropoutModel } from './dropout-series.ts';
import type { GammaGammaParams } from './gamma-gamma.ts';
import type { MbgCnbdKParams } from './mbg-cnbd-k.ts';
import type { History } from './model.ts';

export interface ClvInput {
  readonly timing: MbgCnbdKParams;
  readonly spend: GammaGammaParams;
  readonly history: History & { readonly mx: number };
  readonly terms?: ClvTerms;
}

const NEGLIGIBLE = 1e-9;
const MAX_PURCHASES = 5_000;

/** P(X(t) >= N) for N = 0, 1, 2, ... until it is negligible. */
export function purchaseCountTail(model: DropoutModel, history: History, tWeeks: number): number[] {
  const { a, b, m, k, r, alpha } = model;
  const { x, T } = history;
  const stages = stagesSince(model, history);
  const { alive: isAlive } = alive(model, history, stages);
  const z = tWeeks / (alpha + T + tWeeks);
  const next = b + x + m;
  const tail = [1];
  for (let N = 1; N <= MAX_PURCHASES && (tail[N - 1] ?? 0) > NEGLIGIBLE; N += 1) {
    const reached = stages.weights.reduce(
      (sum, w, j) => sum + w * incompleteBeta(z, N * k - j, r + k * x + j),
      0,
    );
    tail.push(isAlive * Math.exp(logBeta(a, next + N - 1) - logBeta(a, next)) * reached);
  }
  return tail;
}

/** The distribution function of the discounted spend in the coming weeks. */
function valueDistribution({ timing, spend, history, terms = {} }: ClvInput): (value: number) => number {
  const model: DropoutModel = { ...timing, m: 1 };
  const weeks = terms.weeks ?? 52;
  const tail = purchaseCountTail(model, history, weeks);
  const expected = purchases(model, history, weeks);
  const discount = discountedPurchases((t) => purchases(model, history, t), terms) / expected;
  const hasSpend = history.x > 0 && history.mx > 0;
  const shape = hasSpend ? spend.p * history.x + spend.q : spend.q;
  const scale = discount * (hasSpend ? spend.v + history.x * history.mx : spend.v);
  return (value) => {
    const w = value / (value + scale);
    return tail.reduce((sum, atLeast, N) => {
      const chance = atLeast - (tail[N + 1] ?? 0);
      return sum + chance * (N === 0 ? 1 : incompleteBeta(w, spend.p * N, shape, scale / (value + scale)));
    }, 0);
  };
}

/** Smallest value that the distribution function carries to `probability`; the function jumps at 0. */
function quantile(distribution: (value: number) => number, probability: number, typical: number): number {
  if (distribution(0) >= probability || !(typical > 0)) return 0;
  let [low, high] = [0, typical];
  for (let doublings = 0; doublings < 60 && distribution(high) < probability; doublings += 1) {
    [low, high] = [high, 2 * high];
  }
  while (high - low > 1e-4 * high) {
    const middle = (low + high) / 2;
    if (distribution(middle) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The interval that holds the customer's discounted spend with this probability (default 0.8), equal tails. */
export function clvInterval(input: ClvInput, coverage = 0.8): { low: number; high: number } {
  const distribution = valueDistribution(input);
  const typical = input.spend.v;
  const outside = (1 - coverage) / 2;
  return {
    low: quantile(distribution, outside, typical),
    high: quantile(distribution, 1 - outside, typical),
  };
}
