// Replays a shop's past: on earlier dates, what the model said and what then happened.
import { featureNames, logOddsOf, writeFeatures } from './features.ts';
import type { Histories, States } from './histories.ts';
import type { LogitRows } from './ridge-logit.ts';
import type { FeatureCentre } from './schema.ts';
import { outcomes, statesAt } from './states.ts';
import type { FitTiming, Timing } from './timing.ts';

/** Shares of the shop's history after which it is replayed. */
const cutShares = [0.35, 0.5, 0.65, 0.8];
/** All replayed rows together weigh this many times the largest window: they repeat the same people. */
const rowsPerCustomer = 1.5;
const shortestWindowDays = 7;

/** A further named column; its values must be about zero for a typical customer and about unit scale. */
export interface Signal {
  name: string;
  /** Value for a customer of the histories, known at the end of `day`. */
  at(customer: number, day: number): number;
}

/** Values of the signals for a row of the states of that day. */
export const valuesAt = (signals: readonly Signal[], states: States, row: number, day: number): number[] =>
  signals.map((signal) => signal.at(states.customer[row] ?? 0, day));

/** The day a year ago on the same day of the week, and the past that a replay of it needs: half a model is none. */
const yearDays = 364;
const warmUpDays = 91;

/** What is replayed: the shop's history from `first` to `now`, in windows of at most `horizonDays`. */
export interface ReplayDates {
  first: number;
  now: number;
  horizonDays: number;
  /** Replay the same weeks of last year too, where the history reaches back that far. Default false. */
  sameWeeksLastYear?: boolean;
}

function cutsOf({ first, now, sameWeeksLastYear }: ReplayDates): { cut: number; isLastYear: boolean }[] {
  const cuts = cutShares.map((share) => ({
    cut: Math.floor(first + share * (now - first)),
    isLastYear: false,
  }));
  const reachesBack = now - yearDays - first >= warmUpDays;
  return sameWeeksLastYear && reachesBack ? [...cuts, { cut: now - yearDays, isLastYear: true }] : cuts;
}

/** One replayed window (cut, cut + days]: probabilities and counts from what was known at the cut. */
export interface Window {
  cut: number;
  days: number;
  /** It holds the same weeks, a year ago, as the forecast to be made. */
  isLastYear: boolean;
  states: States;
  silent: Uint8Array;
  count: Float64Array;
  money: Float64Array;
  /** As the model refitted at the cut said, and what today's model says of that day. */
  atCut: { noPurchase: Float64Array; expected: Float64Array };
  today: { noPurchase: Float64Array; expected: Float64Array };
}

/** Windows that end by `now`. */
export function replay(
  histories: Histories,
  at: ReplayDates,
  models: { fit: FitTiming; today: Timing },
): Window[] {
  const windows: Window[] = [];
  for (const { cut, isLastYear } of cutsOf(at)) {
    const days = Math.min(at.horizonDays, at.now - cut);
    if (days < shortestWindowDays) continue;
    const states = statesAt(histories, cut);
    if (states.x.length === 0) continue;
    const { count, money } = outcomes(histories, states, cut, cut + days);
    const answers = (timing: Timing) => ({
      noPurchase: timing.noPurchase(states, days / 7),
      expected: timing.expectedPurchases(states, days / 7),
    });
    windows.push({
      cut,
      days,
      isLastYear,
      states,
      silent: Uint8Array.from(count, (c) => (c === 0 ? 1 : 0)),
      count,
      money,
      atCut: answers(models.fit(states)),
      today: answers(models.today),
    });
  }
  return windows;
}

/** Rows of the offset logit: every window twice, with the model of then and of today, and its own level. */
export function logitRows(
  windows: readonly Window[],
  centre: FeatureCentre,
  signals: readonly Signal[],
): LogitRows {
  const count = windows.reduce((sum, w) => sum + 2 * w.silent.length, 0);
  const largest = Math.max(0, ...windows.map((w) => w.silent.length));
  const columns = featureNames.length + signals.length + windows.length;
  const rows = {
    z: new Float64Array(count * columns),
    columns,
    offset: new Float64Array(count),
    y: new Uint8Array(count),
    weight: Math.min(1, (rowsPerCustomer * largest) / count),
  };
  let at = 0;
  for (const [w, window] of windows.entries()) {
    for (const said of [window.today, window.atCut]) {
      for (const [i, p] of said.noPurchase.entries()) {
        const logOdds = logOddsOf(p);
        rows.offset[at] = logOdds;
        rows.y[at] = window.silent[i] ?? 0;
        writeFeatures(rows.z, at * columns, { ...rowOf(window.states, i), logOdds, centre });
        for (const [s, signal] of signals.entries()) {
          rows.z[at * columns + featureNames.length + s] = signal.at(
            window.states.customer[i] ?? 0,
            window.cut,
          );
        }
        rows.z[at * columns + featureNames.length + signals.length + w] = 1;
        at += 1;
      }
    }
  }
  return rows;
}

export function rowOf(states: States, i: number) {
  return {
    x: states.x[i] ?? 0,
    tx: states.tx[i] ?? 0,
    T: states.T[i] ?? 0,
    spend: states.spend[i] ?? 0,
  };
}
