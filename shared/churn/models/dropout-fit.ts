// Fits a model with drop-out after purchases: L-BFGS over the log-parameters, with or without the weak prior.

import { type Bounds, minimise } from '../../stats/minimise.ts';
import {
  type DropoutParams,
  type DropoutShape,
  dropoutLogLikelihood,
  type IndexedGroups,
} from './dropout-likelihood.ts';
import type { Fit, FitOptions } from './model.ts';
import { dropoutPrior } from './prior.ts';

/** Log-parameters stay in here: e^-9 to e^9 weeks, or customers' worth of knowledge. */
const BOX: Bounds = { lower: [-9, -9, -9, -9], upper: [9, 9, 9, 9] };
/** Below this chance to drop out per purchase, or above this certainty about it, drop-out is not identified. */
const MIN_DROPOUT = 1e-3;
const MAX_B = 100;

export const isDropoutIdentified = ({ a, b }: { a: number; b: number }): boolean =>
  a / (a + b) >= MIN_DROPOUT && b <= MAX_B;

export interface DropoutFitInput {
  readonly data: IndexedGroups;
  readonly shape: DropoutShape;
  /** From prior.ts, logPace. */
  readonly pace: number;
  readonly start: DropoutParams;
}

/** The usual start: no opinion about rates, drop-out in a quarter of cases. */
export const coldStart = (k: number, pace: number): DropoutParams => ({
  r: 1,
  alpha: Math.exp(pace) / (2 * k),
  a: 1,
  b: 3,
});

const toParams = (logs: readonly number[]): DropoutParams => {
  const [r = 1, alpha = 1, a = 1, b = 1] = logs.map(Math.exp);
  return { r, alpha, a, b };
};

export function fitDropout(input: DropoutFitInput, { prior = 'weak' }: FitOptions = {}): Fit<DropoutParams> {
  const { data, shape, pace, start } = input;
  const scale = 1 / Math.max(1, data.customers);
  const negative = (logs: readonly number[]) => {
    const params = toParams(logs);
    const [value, r, alpha, a, b] = dropoutLogLikelihood(params, shape, data);
    const density = prior === 'weak' ? dropoutPrior(logs, shape.k, pace) : NO_PRIOR;
    const slopes = [r * params.r, alpha * params.alpha, a * params.a, b * params.b];
    const gradient = slopes.map((slope, i) => -scale * (slope + (density.gradient[i] ?? 0)));
    return { value: -scale * (value + density.value), gradient };
  };
  const logs = [start.r, start.alpha, start.a, start.b].map(Math.log);
  const best = minimise(negative, logs, { bounds: BOX });
  const params = toParams(best.x);
  const density = prior === 'weak' ? dropoutPrior(best.x, shape.k, pace).value : 0;
  const objective = -best.value / scale;
  return {
    params,
    logLikelihood: objective - density,
    objective,
    iterations: best.iterations,
    converged: best.converged,
    customers: data.customers,
    dropoutIdentified: isDropoutIdentified(params),
  };
}

const NO_PRIOR = { value: 0, gradient: [0, 0, 0, 0] as const };
