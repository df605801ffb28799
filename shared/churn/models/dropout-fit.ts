// Fits a model with drop-out after purchases: L-BFGS over the log-parameters, with or without the weak prior.
// Large data are first fitted in a coarse form, which finds the place; the full data then give the digits.

import { type Bounds, type Curvature, minimise } from '../../stats/minimise.ts';
import {
  type DropoutParams,
  type DropoutShape,
  dropoutLogLikelihood,
  type IndexedGroups,
  indexGroups,
} from './dropout-likelihood.ts';
import { coarsenGroups } from './histories.ts';
import type { Fit, FitOptions, HistoryGroups } from './model.ts';
import { dropoutPrior, logPace, NO_PRIOR } from './prior.ts';

/** Log-parameters stay in here: e^-9 to e^9 weeks, or customers' worth of knowledge. */
const BOX: Bounds = { lower: [-9, -9, -9, -9], upper: [9, 9, 9, 9] };
/** Below this chance to drop out per purchase, or above this certainty about it, drop-out is not identified. */
const MIN_DROPOUT = 1e-3;
const MAX_B = 100;
const ROWS_WORTH_COARSENING = 40_000;
const COARSE_CELLS = 52;

/** Data ready for fits: `coarse` is `full` itself where that is small. */
export interface Prepared {
  readonly full: IndexedGroups;
  readonly coarse: IndexedGroups;
  readonly pace: number;
}

export interface DropoutFit extends Fit<DropoutParams> {
  readonly memory: readonly Curvature[];
}

export function prepare(groups: HistoryGroups): Prepared {
  const full = indexGroups(groups);
  const pace = logPace(groups);
  if (groups.x.length <= ROWS_WORTH_COARSENING) return { full, coarse: full, pace };
  const span = groups.T.reduce((high, value) => Math.max(high, value), 0);
  return { full, coarse: indexGroups(coarsenGroups(groups, span / COARSE_CELLS)), pace };
}

/** The usual start: no opinion about rates, drop-out in a quarter of cases. */
export function coldStart(k: number, pace: number): DropoutParams {
  return { r: 1, alpha: Math.exp(pace) / (2 * k), a: 1, b: 3 };
}

const toParams = (logs: readonly number[]): DropoutParams => {
  const [r = 1, alpha = 1, a = 1, b = 1] = logs.map(Math.exp);
  return { r, alpha, a, b };
};
const toLogs = ({ r, alpha, a, b }: DropoutParams): number[] => [r, alpha, a, b].map(Math.log);

export interface Problem {
  readonly data: IndexedGroups;
  readonly shape: DropoutShape;
  readonly pace: number;
  readonly options: FitOptions;
}

const priorAt = (logs: readonly number[], { shape, pace, options }: Problem) =>
  options.prior === 'none' ? NO_PRIOR : dropoutPrior(logs, shape.k, pace);

/** ln L plus log prior, without its gradient. */
export function objectiveAt(
  params: DropoutParams,
  problem: Problem,
): { logLikelihood: number; objective: number } {
  const [logLikelihood] = dropoutLogLikelihood(params, problem.shape, problem.data);
  return { logLikelihood, objective: logLikelihood + priorAt(toLogs(params), problem).value };
}

/** Maximises from a start; `memory` carries the curvature over from a fit to like data. */
export function maximise(
  problem: Problem,
  start: DropoutParams,
  memory: readonly Curvature[] = [],
): DropoutFit {
  const scale = 1 / Math.max(1, problem.data.customers);
  const negative = (logs: readonly number[]) => {
    const params = toParams(logs);
    const [value, r, alpha, a, b] = dropoutLogLikelihood(params, problem.shape, problem.data);
    const prior = priorAt(logs, problem);
    const slopes = [r * params.r, alpha * params.alpha, a * params.a, b * params.b];
    const gradient = slopes.map((slope, i) => -scale * (slope + (prior.gradient[i] ?? 0)));
    return { value: -scale * (value + prior.value), gradient };
  };
  const best = minimise(negative, toLogs(start), { bounds: BOX, memory });
  const params = toParams(best.x);
  const objective = -best.value / scale;
  return {
    params,
    logLikelihood: objective - priorAt(best.x, problem).value,
    objective,
    iterations: best.iterations,
    converged: best.converged,
    customers: problem.data.customers,
    dropoutIdentified: params.a / (params.a + params.b) >= MIN_DROPOUT && params.b <= MAX_B,
    memory: best.memory,
  };
}

/** Goes on from a fit of the coarse data with the full data. */
export function refine(
  found: DropoutFit,
  prepared: Prepared,
  shape: DropoutShape,
  options: FitOptions,
): DropoutFit {
  if (prepared.full === prepared.coarse) return found;
  const problem = { data: prepared.full, shape, pace: prepared.pace, options };
  const fit = maximise(problem, found.params, found.memory);
  return { ...fit, iterations: found.iterations + fit.iterations };
}

/** The fit of a model whose k is given. */
export function fitDropout(
  groups: HistoryGroups,
  shape: DropoutShape,
  options: FitOptions = {},
): Fit<DropoutParams> {
  const prepared = prepare(groups);
  const problem = { data: prepared.coarse, shape, pace: prepared.pace, options };
  const found = maximise(problem, coldStart(shape.k, prepared.pace));
  const { memory: _, ...fit } = refine(found, prepared, shape, options);
  return fit;
}
