// Pareto/NBD: random purchases at a gamma rate until an unseen exponential end with gamma rate.
// Schmittlein, Morrison & Colombo (1987), Management Science 33, 1-24. Kept for comparison.

import { bothProblems, finish, MIN_EVIDENCE, prepare } from './dropout-fit.ts';
import { indexGroups } from './indexed-groups.ts';
import { type Four, maximise, NO_PRIOR } from './maximise.ts';
import type { Fit, FitOptions, History, HistoryGroups, Model } from './model.ts';
import { brackets, type ParetoNbdParams, paretoGroupLikelihood } from './pareto-likelihood.ts';
import { paretoPrior } from './prior.ts';

const MIN_DROPOUT = 1e-3;
const MAX_S = 100;

const named = ([r, alpha, s, beta]: Four): ParetoNbdParams => ({ r, alpha, s, beta });

function fit(groups: HistoryGroups, { prior = 'weak' }: FitOptions = {}): Fit<ParetoNbdParams> {
  const prepared = prepare(groups);
  const { pace } = prepared;
  const problems = bothProblems(prepared, (data) => ({
    likelihood: (params) => paretoGroupLikelihood(named(params), data),
    prior: prior === 'weak' ? (logs) => paretoPrior(logs, pace) : NO_PRIOR,
    customers: data.customers,
  }));
  const weeks = Math.exp(pace);
  const fitted = finish(problems, maximise(problems.coarse, { params: [1, weeks / 2, 1, weeks] }));
  const params = named(fitted.params);
  const age =
    groups.T.reduce((sum, T, i) => sum + T * (groups.weight[i] ?? 0), 0) / Math.max(1, fitted.customers);
  const leaving = -Math.expm1(-params.s * Math.log1p(age / params.beta));
  const isClear = fitted.dropoutEvidence >= MIN_EVIDENCE && leaving >= MIN_DROPOUT && params.s <= MAX_S;
  return { ...fitted, params, dropoutIdentified: isClear };
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
