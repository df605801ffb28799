// The printed closed form of expected purchases for k = 1, with its hypergeometric function: an independent check.

import { bgNbd } from '../../../../shared/churn/models/bg-nbd.ts';
import type { DropoutParams } from '../../../../shared/churn/models/dropout-likelihood.ts';
import type { History } from '../../../../shared/churn/models/model.ts';

/** 2F1(a, b; c; z) for 0 <= z < 1 by its series, whose terms are all positive for positive a, b, c. */
export function hypergeometric(a: number, b: number, c: number, z: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 0; term > 1e-17 * sum && n < 1e6; n += 1) {
    term *= (((a + n) * (b + n)) / ((c + n) * (n + 1))) * z;
    sum += term;
  }
  return sum;
}

/** Equation (10) of Fader, Hardie & Lee (2005). */
export function closedFormPurchases(params: DropoutParams, history: History, tWeeks: number): number {
  const { r, alpha, a, b } = params;
  const { x, T } = history;
  const z = tWeeks / (alpha + T + tWeeks);
  const series = hypergeometric(r + x, b + x, a + b + x - 1, z);
  const inner = 1 - ((alpha + T) / (alpha + T + tWeeks)) ** (r + x) * series;
  return (bgNbd.probabilityAlive(params, history) * (a + b + x - 1) * inner) / (a - 1);
}
