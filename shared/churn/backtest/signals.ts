// Signals beyond purchases have to prove themselves: out of time, on the shop's own past, beyond chance.
import { seededRandom } from '../../stats/random.ts';
import { correctedRisk, fitCorrection } from '../calibration/correction.ts';
import { centreOf } from '../calibration/features.ts';
import { type Histories, span } from '../calibration/histories.ts';
import { rowOf, type Signal, valuesAt } from '../calibration/replay.ts';
import { outcomes, statesAt } from '../calibration/states.ts';
import { isCorrectable } from '../calibration/tier.ts';
import { centralInterval, resample } from './bootstrap.ts';
import { type Cut, cutDates } from './cuts.ts';
import { logLosses } from './measures.ts';
import { replayPast } from './method.ts';
import type { SignalTrial } from './schema.ts';
import { fitStored, timingFor } from './stored-models.ts';

interface SignalOptions {
  now: number;
  horizonDays: number;
  resamples?: number;
  seed?: number;
}

/** What each signal adds on top of the correction without any. One that does not help significantly is not to be used. */
export function trySignals(
  histories: Histories,
  candidates: readonly Signal[],
  options: SignalOptions,
): SignalTrial[] {
  if (candidates.length === 0) return [];
  const { first } = span(histories);
  const tried = cutDates(first, options.now, options.horizonDays).map((cut) =>
    lossesAt(cut, first, histories, candidates),
  );
  return candidates.map(({ name }, c) => {
    const rows = tried.flatMap(({ customer, gains }) =>
      Array.from(gains[c] ?? [], (gain, i) => ({ customer: customer[i] ?? 0, gain })),
    );
    const logLossMore = intervalOf(rows, options);
    return { name, logLossMore, helps: logLossMore.high !== null && logLossMore.high < 0 };
  });
}

/** For each candidate and customer on one date: log-loss with the signal minus without. */
function lossesAt({ cut, days }: Cut, first: number, histories: Histories, candidates: readonly Signal[]) {
  const states = statesAt(histories, cut);
  const at = { first, now: cut, horizonDays: days };
  const model = fitStored('mbg-cnbd-k', states);
  const windows = replayPast(histories, at, model);
  if (!isCorrectable(states.x.length, windows.length)) return { customer: states.customer, gains: [] };
  const centre = centreOf(states);
  const noPurchase = timingFor(model).noPurchase(states, days / 7);
  const { count } = outcomes(histories, states, cut, cut + days);
  const silent = Uint8Array.from(count, (c) => (c === 0 ? 1 : 0));
  const losses = (signals: readonly Signal[]) => {
    const score = correctedRisk(fitCorrection(windows, { horizonDays: days, centre, signals }));
    const risk = noPurchase.map((p, i) =>
      score({ ...rowOf(states, i), noPurchase: p, signals: valuesAt(signals, states, i, cut) }),
    );
    return logLosses(risk, silent);
  };
  const without = losses([]);
  const gains = candidates.map((signal) => losses([signal]).map((loss, i) => loss - (without[i] ?? 0)));
  return { customer: states.customer, gains };
}

function intervalOf(
  rows: readonly { customer: number; gain: number }[],
  { resamples = 200, seed = 1 }: SignalOptions,
) {
  const everyone = Int32Array.from(new Set(rows.map((row) => row.customer)));
  const size = everyone.reduce((most, i) => Math.max(most, i + 1), 0);
  const random = seededRandom(seed);
  const mean = (times?: Float64Array) => {
    let [sum, weights] = [0, 0];
    for (const { customer, gain } of rows) {
      const w = times ? (times[customer] ?? 0) : 1;
      sum += w * gain;
      weights += w;
    }
    return sum / weights;
  };
  const draws = Array.from({ length: rows.length > 0 ? resamples : 0 }, () =>
    mean(resample(everyone, size, random.uniform)),
  );
  return centralInterval(mean(), draws);
}
