// Pareto/NBD: random purchases at a gamma rate until an unseen exponential end with gamma rate.
// Schmittlein, Morrison & Colombo (1987), Management Science 33, 1-24. Kept for comparison.

import { type Bounds, type Curvature, minimise } from '../../stats/minimise.ts';
import { prepare } from './dropout-fit.ts';
import { type IndexedGroups, indexGroups } from './dropout-likelihood.ts';
import type { Fit, FitOptions, History, HistoryGroups, Model } from './model.ts';
import { brackets, type ParetoNbdParams, paretoGroupLikelihood } from './pareto-likelihood.ts';
import { NO_PRIOR, paretoPrior } from './prior.ts';

const BOX: Bounds = { lower: [-9, -9, -9, -9], upper: [9, 9, 9, 9] };
const MIN_DROPOUT = 1e-3;
const MAX_S = 100;

const toParams = (logs: readonly number[]): ParetoNbdParams => {
  const [r = 1, alpha = 1, s = 1, beta = 1] = logs.map(Math.exp);
  return { r, alpha, s, beta };
};

/** True unless next to nobody drops out within the time customers have been watched, or all do so alike. */
function isIdentified({ s, beta }: ParetoNbdParams, meanAge: number): boolean {
  return -Math.expm1(-s * Math.log1p(meanAge / beta)) >= MIN_DROPOUT && s <= MAX_S;
}

interface Attempt {
  readonly data: IndexedGroups;
  readonly pace: number;
  readonly options: FitOptions;
  readonly start: readonly number[];
  readonly memory: readonly Curvature[];
}

function maximise({ data, pace, options, start, memory }: Attempt) {
  const scale = 1 / Math.max(1, data.customers);
  const negative = (logs: readonly number[]) => {
    const params = toParams(logs);
    const [value, r, alpha, s, beta] = paretoGroupLikelihood(params, data);
    const prior = options.prior === 'none' ? NO_PRIOR : paretoPrior(logs, pace);
    const slopes = [r * params.r, alpha * params.alpha, s * params.s, beta * params.beta];
    const gradient = slopes.map((slope, i) => -scale * (slope + (prior.gradient[i] ?? 0)));
    return { value: -scale * (value + prior.value), gradient };
  };
  const best = minimise(negative, start, { bounds: BOX, memory });
  return { ...best, objective: -best.value / scale };
}

function fit(groups: HistoryGroups, options: FitOptions = {}): Fit<ParetoNbdParams> {
  const { full, coarse, pace } = prepare(groups);
  const start = [0, pace - Math.LN2, 0, pace];
  const found = maximise({ data: coarse, pace, options, start, memory: [] });
  const best =
    full === coarse ? found : maximise({ data: full, pace, options, start: found.x, memory: found.memory });
  const params = toParams(best.x);
  const prior = options.prior === 'none' ? 0 : paretoPrior(best.x, pace).value;
  const age =
    groups.T.reduce((sum, T, i) => sum + T * (groups.weight[i] ?? 0), 0) / Math.max(1, full.customers);
  return {
    params,
    logLikelihood: best.objective - prior,
    objective: best.objective,
    iterations: best === found ? best.iterations : best.iterations + found.iterations,
    converged: best.converged,
    customers: full.customers,
    dropoutIdentified: isIdentified(params, age),
  };
}

function probabilityAlive(params: ParetoNbdParams, history: History): number {
  const { alive, dropped } = brackets(params, history);
  return alive / (alive + dropped);
}

/** L(x, tx, T + t) / L(x, tx, T). */
function probabilityNoPurchase(params: ParetoNbdParams, history: History, tWeeks: number): number {
  const now = brackets(params, history);
  const later = brackets(params, { ...history, T: history.T + tWeeks });
  return Math.min(1, (later.alive + later.dropped) / (now.alive + now.dropped));
}

/** P(alive) (r + x) (beta + T) / (alpha + T) [1 - ((beta + T) / (beta + T + t))^(s - 1)] / (s - 1), also at s = 1. */
function expectedPurchases(params: ParetoNbdParams, history: History, tWeeks: number): number {
  const { r, alpha, s, beta } = params;
  const span = Math.log1p(tWeeks / (beta + history.T));
  const power = (s - 1) * span;
  const growth = Math.abs(power) < 1e-8 ? span * (1 - power / 2) : -Math.expm1(-power) / (s - 1);
  const pace = ((r + history.x) * (beta + history.T)) / (alpha + history.T);
  return probabilityAlive(params, history) * pace * growth;
}

/** By bisection: unlike in the other models, a living customer may leave before the next purchase. */
function nextPurchaseWeeks(params: ParetoNbdParams, history: History, probability: number): number {
  if (probability <= 0) return 0;
  if (probability >= 1) return Infinity;
  const bought = (tWeeks: number) => 1 - probabilityNoPurchase(params, history, tWeeks);
  const target = probability * bought(Infinity);
  let [low, high] = [0, 1];
  while (bought(high) < target && high < 1e12) [low, high] = [high, 2 * high];
  for (let step = 0; step < 80 && high - low > 1e-10 * high; step += 1) {
    const middle = (low + high) / 2;
    if (bought(middle) < target) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

export const paretoNbd: Model<ParetoNbdParams> = {
  name: 'pareto-nbd',
  fit,
  logLikelihood: (params, groups) => paretoGroupLikelihood(params, indexGroups(groups))[0],
  probabilityAlive,
  probabilityNoPurchase,
  expectedPurchases,
  nextPurchaseWeeks,
};
