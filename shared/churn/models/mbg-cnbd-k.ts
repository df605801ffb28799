// MBG/CNBD-k: MBG/NBD for customers who buy with some regularity, gaps between purchases being Erlang-k. The default.
// Reutterer, Platzer & Schroeder (2021), International Journal of Research in Marketing 38, 194-215.

import { coldStart, fitDropout } from './dropout-fit.ts';
import {
  type DropoutParams,
  dropoutLogLikelihood,
  type IndexedGroups,
  indexGroups,
} from './dropout-likelihood.ts';
import { alive, type DropoutModel, nextPurchase, noPurchase, purchases } from './dropout-predictions.ts';
import type { Fit, FitOptions, Model } from './model.ts';
import { logPace } from './prior.ts';

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

interface Search {
  readonly data: IndexedGroups;
  readonly pace: number;
  readonly options: FitOptions;
}

/** The better of two fits: from scratch, and from the previous k with alpha scaled so that the mean gap stays. */
function fitAtK(
  k: number,
  { data, pace, options }: Search,
  previous?: Fit<DropoutParams>,
): Fit<DropoutParams> {
  const from = (start: DropoutParams) => fitDropout({ data, shape: { k, m: 1 }, pace, start }, options);
  const cold = from(coldStart(k, pace));
  if (!previous) return cold;
  const warm = from({ ...previous.params, alpha: (previous.params.alpha * (k - 1)) / k });
  return warm.objective > cold.objective ? warm : cold;
}

/** Tries k = 1, 2, ... and keeps the largest objective, stopping after two declines in a row. */
function searchK(search: Search): MbgCnbdKFit {
  const tried: Fit<DropoutParams>[] = [];
  let best = 0;
  for (let k = 1; k <= MAX_K && tried.length - 1 - best < DECLINES_BEFORE_STOP; k += 1) {
    tried.push(fitAtK(k, search, tried.at(-1)));
    if ((tried[k - 1]?.objective ?? 0) > (tried[best]?.objective ?? 0)) best = k - 1;
  }
  const winner = tried[best] ?? fitAtK(1, search);
  const byK = tried.map(({ logLikelihood, objective }, i) => ({ k: i + 1, logLikelihood, objective }));
  return { ...winner, params: { k: best + 1, ...winner.params }, byK };
}

const withDropoutAtStart = (params: MbgCnbdKParams): DropoutModel => ({ ...params, m: 1 });

export const mbgCnbdK: Model<MbgCnbdKParams, MbgCnbdKFit> = {
  name: 'mbg-cnbd-k',
  fit: (groups, options = {}) => searchK({ data: indexGroups(groups), pace: logPace(groups), options }),
  logLikelihood: (params, groups) =>
    dropoutLogLikelihood(params, { k: params.k, m: 1 }, indexGroups(groups))[0],
  probabilityAlive: (params, history) => alive(withDropoutAtStart(params), history).alive,
  probabilityNoPurchase: (params, history, tWeeks) => noPurchase(withDropoutAtStart(params), history, tWeeks),
  expectedPurchases: (params, history, tWeeks) => purchases(withDropoutAtStart(params), history, tWeeks),
  nextPurchaseWeeks: (params, history, probability) =>
    nextPurchase(withDropoutAtStart(params), history, probability),
};
