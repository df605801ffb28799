// Fits a model with drop-out after purchases, with or without the weak prior. Large data are first fitted in a coarse
// form, which finds the place; the full data then give the digits.

import { type DropoutParams, type DropoutShape, dropoutLogLikelihood } from './dropout-likelihood.ts';
import { coarsenGroups } from './histories.ts';
import { type IndexedGroups, indexGroups } from './indexed-groups.ts';
import {
  dropoutEvidence,
  type Found,
  type Four,
  logErrors,
  maximise,
  NO_PRIOR,
  type Problem,
} from './maximise.ts';
import type { Fit, FitOptions, HistoryGroups } from './model.ts';
import { dropoutPrior, logPace } from './prior.ts';

const ROWS_WORTH_COARSENING = 40_000;
const COARSE_CELLS = 52;
/** Below this chance to drop out per purchase, or above this certainty about it, drop-out is not identified. */
const MIN_DROPOUT = 1e-3;
const MAX_B = 100;
/** Gain in ln L below which data do not tell drop-out from none; e^2 is about seven to one. */
export const MIN_EVIDENCE = 2;

/** Data ready for fits: `coarse` is `full` itself where that is small. */
export interface Prepared {
  readonly full: IndexedGroups;
  readonly coarse: IndexedGroups;
  readonly pace: number;
}

export function prepare(groups: HistoryGroups): Prepared {
  const full = indexGroups(groups);
  const pace = logPace(groups);
  if (groups.x.length <= ROWS_WORTH_COARSENING) return { full, coarse: full, pace };
  const span = groups.T.reduce((high, value) => Math.max(high, value), 0);
  return { full, coarse: indexGroups(coarsenGroups(groups, span / COARSE_CELLS)), pace };
}

/** The usual start: no opinion about rates, drop-out in a quarter of cases. */
export const coldStart = (k: number, pace: number): Four => [1, Math.exp(pace) / (2 * k), 1, 3];

export const named = ([r, alpha, a, b]: Four): DropoutParams => ({ r, alpha, a, b });

/** What is to be maximised for this shape, over the coarse or the full data. */
export function dropoutProblem(
  data: IndexedGroups,
  pace: number,
  shape: DropoutShape,
  { prior = 'weak' }: FitOptions,
): Problem {
  return {
    likelihood: (params) => dropoutLogLikelihood(named(params), shape, data),
    prior: prior === 'weak' ? (logs) => dropoutPrior(logs, shape.k, pace) : NO_PRIOR,
    customers: data.customers,
  };
}

export interface Problems {
  readonly coarse: Problem;
  readonly full: Problem;
}

/** Goes on from the coarse optimum with the full data, and says what the data know. */
export function finish({ coarse, full }: Problems, found: Found): Omit<Fit<Four>, 'dropoutIdentified'> {
  const best = coarse === full ? found : maximise(full, found);
  const { params, logLikelihood, objective, converged } = best;
  return {
    params,
    logLikelihood,
    objective,
    iterations: best === found ? best.iterations : found.iterations + best.iterations,
    converged,
    customers: full.customers,
    logErrors: logErrors(coarse, found),
    dropoutEvidence: dropoutEvidence(coarse, found),
  };
}

/** The problems of both data, the same object where the data are the same. */
export function bothProblems(prepared: Prepared, make: (data: IndexedGroups) => Problem): Problems {
  const full = make(prepared.full);
  return { full, coarse: prepared.full === prepared.coarse ? full : make(prepared.coarse) };
}

export function finishDropout(problems: Problems, found: Found): Fit<DropoutParams> {
  const fit = finish(problems, found);
  const params = named(fit.params);
  const { a, b } = params;
  const dropoutIdentified = fit.dropoutEvidence >= MIN_EVIDENCE && a / (a + b) >= MIN_DROPOUT && b <= MAX_B;
  return { ...fit, params, dropoutIdentified };
}

/** The fit of a model whose k is given. */
export function fitDropout(
  groups: HistoryGroups,
  shape: DropoutShape,
  options: FitOptions = {},
): Fit<DropoutParams> {
  const prepared = prepare(groups);
  const problems = bothProblems(prepared, (data) => dropoutProblem(data, prepared.pace, shape, options));
  return finishDropout(problems, maximise(problems.coarse, { params: coldStart(shape.k, prepared.pace) }));
}
