// Maximises a likelihood of four positive parameters over their logarithms, and says how well the data know them.

import { inverse } from '../../stats/matrix.ts';
import { type Curvature, minimise } from '../../stats/minimise.ts';
import type { LogDensity } from './prior.ts';

/** r, alpha, then the two parameters of drop-out. */
export type Four = readonly [number, number, number, number];
/** A value, then its derivatives by the four. */
export type Slopes = [value: number, number, number, number, number];

export interface Problem {
  /** ln L and its derivatives by the parameters themselves. */
  readonly likelihood: (params: Four) => Slopes;
  /** Log density of the logs of the parameters. */
  readonly prior: (logs: readonly number[]) => LogDensity;
  readonly customers: number;
}

export interface Found {
  readonly params: Four;
  readonly logLikelihood: number;
  readonly objective: number;
  readonly iterations: number;
  readonly converged: boolean;
  /** Curvature learnt on the way, for a fit to like data. */
  readonly memory: readonly Curvature[];
}

export interface Start {
  readonly params: Four;
  readonly memory?: readonly Curvature[];
}

/** Log-parameters stay in here: e^-9 to e^9 weeks, or customers' worth of knowledge. */
const LIMIT = 9;
/** Where the data show no drop-out its first parameter heads for 0; from e^-18 on, nobody can tell. */
const NEXT_TO_NOTHING = -18;
const BOX = { lower: [-LIMIT, -LIMIT, NEXT_TO_NOTHING, -LIMIT], upper: [LIMIT, LIMIT, LIMIT, LIMIT] };
const NO_DROPOUT = {
  lower: [-LIMIT, -LIMIT, NEXT_TO_NOTHING, LIMIT],
  upper: [LIMIT, LIMIT, NEXT_TO_NOTHING, LIMIT],
};

export const NO_PRIOR = (): LogDensity => ({ value: 0, gradient: [0, 0, 0, 0] });

const toParams = ([r = 0, alpha = 0, third = 0, fourth = 0]: readonly number[]): Four => [
  Math.exp(r),
  Math.exp(alpha),
  Math.exp(third),
  Math.exp(fourth),
];

/** Minus the objective per customer, with its gradient by the logs. */
function negative({ likelihood, prior, customers }: Problem) {
  const scale = 1 / Math.max(1, customers);
  return (logs: readonly number[]) => {
    const params = toParams(logs);
    const [value, ...slopes] = likelihood(params);
    const density = prior(logs);
    const gradient = params.map(
      (param, i) => -scale * (param * (slopes[i] ?? 0) + (density.gradient[i] ?? 0)),
    );
    return { value: -scale * (value + density.value), gradient };
  };
}

/** Goes uphill from a start. Never throws for want of convergence. */
export function maximise(problem: Problem, { params, memory = [] }: Start, bounds = BOX): Found {
  const best = minimise(negative(problem), params.map(Math.log), { bounds, memory });
  const objective = -best.value * Math.max(1, problem.customers);
  const { iterations, converged } = best;
  const logLikelihood = objective - problem.prior(best.x).value;
  return { params: toParams(best.x), logLikelihood, objective, iterations, converged, memory: best.memory };
}

/**
 * How much likelier the data are with drop-out than without any: the gain in ln L over the best fit in which nobody
 * ever leaves. Next to 0, drop-out is not identified by the data.
 */
export function dropoutEvidence(problem: Problem, { params }: Found): number {
  const plain = { ...problem, prior: NO_PRIOR };
  const [logLikelihood] = problem.likelihood(params);
  return logLikelihood - maximise(plain, { params }, NO_DROPOUT).logLikelihood;
}

const STEP = 1e-4;

/**
 * Standard errors of the logs of the parameters, from the curvature at the optimum (differences of the exact
 * gradient); null where the data leave a parameter open.
 */
export function logErrors(problem: Problem, { params }: Found): (number | null)[] {
  const f = negative(problem);
  const logs = params.map(Math.log);
  const rows = logs.map((_, i) => {
    const moved = (step: number) => f(logs.map((log, j) => (i === j ? log + step : log))).gradient;
    const [up, down] = [moved(STEP), moved(-STEP)];
    return up.map((slope, j) => ((slope - (down[j] ?? 0)) / (2 * STEP)) * Math.max(1, problem.customers));
  });
  const covariance = inverse(rows);
  return logs.map((_, i) => {
    const variance = covariance?.[i]?.[i] ?? 0;
    return variance > 0 && Number.isFinite(variance) ? Math.sqrt(variance) : null;
  });
}
