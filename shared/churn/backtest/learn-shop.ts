// Everything a fitting night learns from purchase histories: the method in force, its proof, the replayed past.
import { dateOfDay } from '../../platform/days.ts';
import { type Histories, pick, span } from '../calibration/histories.ts';
import type { Window } from '../calibration/replay.ts';
import { statesAt } from '../calibration/states.ts';
import { tierOf } from '../calibration/tier.ts';
import type { Tier } from '../schema.ts';
import { backtest } from './backtest.ts';
import { learnCorrected, learnMethods } from './method.ts';
import type { Backtest, Method, MethodName, ReplayedWindow, StoredModel } from './schema.ts';
import { fitStored } from './stored-models.ts';

export interface ShopOptions {
  /** Last day known. */
  now: number;
  horizonDays: number;
  /** MBG/CNBD-k of the whole shop, and its number of customers, where the histories are a sample. */
  today?: StoredModel;
  customers?: number;
  /** Methods to compare (default all) and resamples for the intervals (default 200). */
  names?: readonly MethodName[];
  resamples?: number;
}

export interface LearntShop {
  method: Method;
  tier: Tier;
  customers: number;
  replayed: ReplayedWindow[];
  backtest: Backtest;
}

/** Needs one purchase at least (RangeError). Deterministic. Nothing after `now` is used. */
export function learnShop(histories: Histories, options: ShopOptions): LearntShop {
  const { now, horizonDays } = options;
  const states = statesAt(histories, now);
  const known =
    states.customer.length === histories.ids.length ? histories : pick(histories, states.customer);
  const at = { first: span(known).first, now, horizonDays };
  const customers = options.customers ?? states.x.length;
  const today = options.today ?? fitStored('mbg-cnbd-k', states);
  const proof = backtest(known, options);
  const corrected = learnCorrected(known, at, { today, customers });
  const [other] = proof.inForce === 'corrected' ? [] : learnMethods(known, at, [proof.inForce]);
  return {
    method: other ?? corrected.method,
    tier: tierOf(customers, corrected.windows.length),
    customers,
    replayed: corrected.windows.map(replayedWindow),
    backtest: proof,
  };
}

const mean = (column: ArrayLike<number>) => Array.from(column).reduce((a, b) => a + b, 0) / column.length;

const replayedWindow = ({ cut, days, silent, atCut }: Window): ReplayedWindow => ({
  date: dateOfDay(cut),
  days,
  customers: silent.length,
  predictedSilent: mean(atCut.noPurchase),
  actualSilent: mean(silent),
});
