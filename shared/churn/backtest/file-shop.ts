// Scores a shop known only by its purchase histories, the same way the nightly pass does.
import { dateOfDay } from '../../platform/days.ts';
import { type Histories, pick, type States } from '../calibration/histories.ts';
import { statesAt } from '../calibration/states.ts';
import { fitModel } from '../fit-model.ts';
import { gather } from '../gathered.ts';
import { type ScoredStats, scoreAll } from '../rescore.ts';
import { SAMPLE_SIZE, sampled, storeSample } from '../sample.ts';
import type { Model, Score } from '../schema.ts';
import { type LearntShop, learnShop } from './learn-shop.ts';

export interface FileShop {
  model: Model;
  learnt: LearntShop;
  /** The customers the proof rests on: all, or a sample of a large shop. */
  sample: Histories;
  states: States;
  /** By the method in force, one for each row of the states. */
  scores: Score[];
  /** By the timing model alone, as other software computes them. */
  uncorrected: () => Score[];
}

/** Money is carried in hundredths, whatever the currency of the file. */
const minorUnits = 100;

/** Uses nothing after `now`; needs one customer who bought by then (RangeError). */
export function scoreShop(histories: Histories, now: number, horizonDays: number): FileShop {
  const states = statesAt(histories, now);
  const stats = statsOf(histories, states, now);
  const gathered = { ...gather(stats, now, []), sample: storeSample([]) };
  const model = fitModel(gathered, { businessDate: dateOfDay(now), horizonDays, currency: 'XXX' });
  const today = { name: 'mbg-cnbd-k' as const, params: { ...model.params, k: model.k } };
  const sample = sampleOf(histories);
  const learnt = learnShop(sample, { now, horizonDays, today, customers: states.x.length });
  const inForce = { ...model, method: learnt.method, tier: learnt.tier };
  const unscored = stats.map((s) => ({ stats: s }));
  const scores = scoreAll(unscored, { model: inForce }, now);
  const uncorrected = () => scoreAll(unscored, { model }, now);
  return { model: inForce, learnt, sample, states, scores, uncorrected };
}

function sampleOf(histories: Histories): Histories {
  if (histories.ids.length <= SAMPLE_SIZE) return histories;
  const chosen = new Set(sampled(histories.ids, SAMPLE_SIZE));
  const positions = Int32Array.from(histories.ids.keys());
  return pick(
    histories,
    positions.filter((i) => chosen.has(histories.ids[i] ?? '')),
  );
}

function statsOf({ start, day, bought, net }: Histories, states: States, now: number): ScoredStats[] {
  return Array.from(states.customer, (i, row): ScoredStats => {
    const firstDay = now - Math.round((states.T[row] ?? 0) * 7);
    let firstDayNet = 0;
    for (let j = start[i] ?? 0; j < (start[i + 1] ?? 0); j++) {
      if (day[j] === firstDay && bought[j]) firstDayNet = net[j] ?? 0;
    }
    const spend = states.spend[row] ?? 0;
    const minor = (money: number) => Math.round(money * minorUnits);
    return {
      firstDay,
      lastDay: now - Math.round((states.gap[row] ?? 0) * 7),
      repeatDays: states.x[row] ?? 0,
      logGaps: states.litt[row] ?? 0,
      revenue: minor(spend),
      refunded: 0,
      firstDayNet: minor(firstDayNet),
    };
  });
}
