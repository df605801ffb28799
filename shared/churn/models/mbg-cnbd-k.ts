// MBG/CNBD-k: MBG/NBD for customers who buy with some regularity, gaps between purchases being Erlang-k. The default.
// Reutterer, Platzer & Schroeder (2021), International Journal of Research in Marketing 38, 194-215.

import {
  coldStart,
  type DropoutFit,
  maximise,
  objectiveAt,
  type Prepared,
  type Problem,
  prepare,
  refine,
} from './dropout-fit.ts';
import { type DropoutParams, dropoutLogLikelihood, indexGroups } from './dropout-likelihood.ts';
import { alive, type DropoutModel, nextPurchase, noPurchase, purchases } from './dropout-predictions.ts';
import type { Fit, FitOptions, Model } from './model.ts';

export interface MbgCnbdKParams extends DropoutParams {
  /** Regularity, 1 to 6: 1 is random timing, that is MBG/NBD. */
  readonly k: number;
}

export interface MbgCnbdKFit extends Fit<MbgCnbdKParams> {
  /** What each k tried came to, from k = 1 up. */
  readonly byK: readonly { readonly k: number; readonly logLikelihood: number; readonly objective: number }[];
}

export const MAX_K = 6;
const DECLINES_BEFORE_STOP = 2;

/** The better of two fits: from scratch, and from the previous k with alpha scaled so that the mean gap stays. */
function locate(problem: Problem, previous: DropoutFit | undefined): DropoutFit {
  const { k } = problem.shape;
  const cold = maximise(problem, coldStart(k, problem.pace));
  if (!previous) return cold;
  const warm = maximise(problem, { ...previous.params, alpha: (previous.params.alpha * (k - 1)) / k });
  return warm.objective > cold.objective ? warm : cold;
}

/** Tries k = 1, 2, ... and keeps the largest objective, stopping after two declines in a row. */
function searchK(prepared: Prepared, options: FitOptions): MbgCnbdKFit {
  const byK: MbgCnbdKFit['byK'][number][] = [];
  let previous: DropoutFit | undefined;
  let best: { k: number; objective: number; fit: DropoutFit } | undefined;
  for (let k = 1; k <= MAX_K && k - (best?.k ?? k) <= DECLINES_BEFORE_STOP; k += 1) {
    const problem = { data: prepared.coarse, shape: { k, m: 1 } as const, pace: prepared.pace, options };
    const fit = locate(problem, previous);
    const { logLikelihood, objective } = objectiveAt(fit.params, { ...problem, data: prepared.full });
    byK.push({ k, logLikelihood, objective });
    if (!best || objective > best.objective) best = { k, objective, fit };
    previous = fit;
  }
  if (!best) throw new Error('MAX_K must be at least 1');
  const { memory: _, ...fit } = refine(best.fit, prepared, { k: best.k, m: 1 }, options);
  const { logLikelihood, objective } = fit;
  byK[best.k - 1] = { k: best.k, logLikelihood, objective };
  return { ...fit, params: { k: best.k, ...fit.params }, byK };
}

const withDropoutAtStart = (params: MbgCnbdKParams): DropoutModel => ({ ...params, m: 1 });

export const mbgCnbdK: Model<MbgCnbdKParams, MbgCnbdKFit> = {
  name: 'mbg-cnbd-k',
  fit: (groups, options = {}) => searchK(prepare(groups), options),
  logLikelihood: (params, groups) =>
    dropoutLogLikelihood(params, { k: params.k, m: 1 }, indexGroups(groups))[0],
  probabilityAlive: (params, history) => alive(withDropoutAtStart(params), history).alive,
  probabilityNoPurchase: (params, history, tWeeks) => noPurchase(withDropoutAtStart(params), history, tWeeks),
  expectedPurchases: (params, history, tWeeks) => purchases(withDropoutAtStart(params), history, tWeeks),
  nextPurchaseWeeks: (params, history, probability) =>
    nextPurchase(withDropoutAtStart(params), history, probability),
};
