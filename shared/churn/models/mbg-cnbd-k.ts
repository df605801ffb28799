// MBG/CNBD-k: MBG/NBD for customers who buy with some regularity, gaps between purchases being Erlang-k. The default.
// Reutterer, Platzer & Schroeder (2021), International Journal of Research in Marketing 38, 194-215.

import {
  bothProblems,
  coldStart,
  dropoutProblem,
  finishDropout,
  type Prepared,
  prepare,
} from './dropout-fit.ts';
import { type DropoutParams, dropoutLogLikelihood } from './dropout-likelihood.ts';
import { alive, nextPurchase, noPurchase, purchases } from './dropout-predictions.ts';
import type { DropoutModel } from './dropout-series.ts';
import { indexGroups } from './indexed-groups.ts';
import { type Found, maximise, type Problem } from './maximise.ts';
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
function locate(problem: Problem, k: number, pace: number, previous: Found | undefined): Found {
  const cold = maximise(problem, { params: coldStart(k, pace) });
  if (!previous) return cold;
  const [r, alpha, a, b] = previous.params;
  const warm = maximise(problem, { params: [r, (alpha * (k - 1)) / k, a, b] });
  return warm.objective > cold.objective ? warm : cold;
}

/** ln L of the full data where the coarse data have their optimum: close enough to compare k by. */
function valueAt({ likelihood, prior }: Problem, { params }: Found) {
  const [logLikelihood] = likelihood(params);
  return { logLikelihood, objective: logLikelihood + prior(params.map(Math.log)).value };
}

/** Tries k = 1, 2, ... and keeps the largest objective, stopping after two declines in a row. */
function searchK(prepared: Prepared, options: FitOptions): MbgCnbdKFit {
  const attempt = (k: number, previous?: Found) => {
    const shape = { k, m: 1 } as const;
    const problems = bothProblems(prepared, (data) => dropoutProblem(data, prepared.pace, shape, options));
    const found = locate(problems.coarse, k, prepared.pace, previous);
    return { k, problems, found, ...valueAt(problems.full, found) };
  };
  let best = attempt(1);
  const tried = [best];
  for (let k = 2; k <= MAX_K && k - best.k <= DECLINES_BEFORE_STOP; k += 1) {
    const next = attempt(k, tried.at(-1)?.found);
    tried.push(next);
    if (next.objective > best.objective) best = next;
  }
  const fit = finishDropout(best.problems, best.found);
  const byK = tried.map(({ k, logLikelihood, objective }) => {
    return k === best.k
      ? { k, logLikelihood: fit.logLikelihood, objective: fit.objective }
      : { k, logLikelihood, objective };
  });
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
