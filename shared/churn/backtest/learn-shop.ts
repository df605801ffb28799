// Everything a fitting night learns from purchase histories: the method in force, its proof, the replayed past.
import { dateOfDay } from '../../platform/days.ts';
import { type Histories, pick, span } from '../calibration/histories.ts';
import type { Signal, Window } from '../calibration/replay.ts';
import { statesAt } from '../calibration/states.ts';
import { tierOf } from '../calibration/tier.ts';
import type { Tier } from '../schema.ts';
import { backtest } from './backtest.ts';
import { learnCorrected, learnMethods } from './method.ts';
import type { Backtest, Method, MethodName, ReplayedWindow, SignalTrial, StoredModel } from './schema.ts';
import { trySignals } from './signals.ts';
import { fitStored } from './stored-models.ts';

export interface ShopOptions {
  /** Last day known. */
  now: number;
  horizonDays: number;
  /** MBG/CNBD-k of the whole shop, and its number of customers, where the histories are a sample. */
  today?: StoredModel;
  customers?: number;
  /** Signals beyond purchases that may enter the correction, if they prove themselves. Default none. */
  signals?: readonly Signal[];
  /** Let the correction expect half of last year's season again. Default false. */
  sameWeeksLastYear?: boolean;
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
  signals: SignalTrial[];
}

/** Needs one purchase at least (RangeError). Deterministic. Nothing after `now` is used. */
export function learnShop(histories: Histories, options: ShopOptions): LearntShop {
  const { now, horizonDays, sameWeeksLastYear = false } = options;
  const states = statesAt(histories, now);
  const known =
    states.customer.length === histories.ids.length ? histories : pick(histories, states.customer);
  const at = { first: span(known).first, now, horizonDays, sameWeeksLastYear };
  const customers = options.customers ?? states.x.length;
  const today = options.today ?? fitStored('mbg-cnbd-k', states);
  const candidates = onlyKnown(options.signals ?? [], histories, known);
  const signals = trySignals(known, candidates, options);
  const useful = candidates.filter((_, i) => signals[i]?.helps);
  const proof = backtest(known, { ...options, signals: useful });
  const corrected = learnCorrected(known, at, { today, customers, signals: useful });
  const [other] = proof.inForce === 'corrected' ? [] : learnMethods(known, at, { names: [proof.inForce] });
  return {
    method: other ?? corrected.method,
    tier: tierOf(customers, corrected.windows.length),
    customers,
    replayed: corrected.windows.map(replayedWindow),
    backtest: proof,
    signals,
  };
}

/** The same signals for customers at their positions in `known`, a part of `histories`. */
function onlyKnown(signals: readonly Signal[], histories: Histories, known: Histories): readonly Signal[] {
  if (known === histories || signals.length === 0) return signals;
  const position = new Map(histories.ids.map((id, i) => [id, i]));
  const before = known.ids.map((id) => position.get(id) ?? 0);
  return signals.map(({ name, at }) => ({ name, at: (customer, day) => at(before[customer] ?? 0, day) }));
}

const mean = (column: ArrayLike<number>) => Array.from(column).reduce((a, b) => a + b, 0) / column.length;

const replayedWindow = ({ cut, days, silent, atCut }: Window): ReplayedWindow => ({
  date: dateOfDay(cut),
  days,
  customers: silent.length,
  predictedSilent: mean(atCut.noPurchase),
  actualSilent: mean(silent),
});
