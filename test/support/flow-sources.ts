// Simulated sources, day by day, and what is said of them: false alarms a year, days until a stop is noticed.
import { FLOW_DAYS } from '../../shared/quality/flow/flow-store.ts';
import { type Freshness, freshnessOf } from '../../shared/quality/flow/silence.ts';
import type { FlowDay } from '../../shared/quality/schema.ts';
import { type Random, seededRandom } from '../../shared/stats/random.ts';
import { aFlow } from './flow-world.ts';

const YEAR = 365;
/** Before anybody looks: all habits are learnt. */
const WARM_UP = 56;
const FIRST_DAY = 20_000;

/** Events on a day; `at` goes from 0 to 1 in the year that is looked at. */
type Source = (random: Random, perDay: number, day: number, at: number) => number;

function poisson(random: Random, mean: number): number {
  return mean > 200
    ? Math.max(0, Math.round(mean + Math.sqrt(mean) * random.normal()))
    : random.poisson(mean);
}
/** Negative binomial: the smaller the shape the wilder; 1 is the geometric distribution. */
const spread = (random: Random, mean: number, shape: number): number =>
  mean > 0 ? poisson(random, random.gamma(shape, shape / mean)) : 0;

const SHAPE = 5;
const isSunday = (day: number) => day % 7 === 3;

export const simulatedSources = {
  'even (Poisson)': (random, perDay) => poisson(random, perDay),
  'uneven (negative binomial, shape 3)': (random, perDay) => spread(random, perDay, 3),
  'wild (geometric)': (random, perDay) => spread(random, perDay, 1),
  'closed on Sundays': (random, perDay, day) => (isSunday(day) ? 0 : spread(random, (perDay * 7) / 6, SHAPE)),
  'closed on one day in thirty, nobody knows which': (random, perDay) =>
    random.uniform() < 1 / 30 ? 0 : spread(random, perDay, SHAPE),
  'growing fivefold in the year': (random, perDay, _day, at) => spread(random, perDay * 5 ** at, SHAPE),
  'fading to a fifth in the year': (random, perDay, _day, at) => spread(random, perDay * 5 ** -at, SHAPE),
  'with a season (30 % to 170 %)': (random, perDay, _day, at) =>
    spread(random, perDay * (1 + 0.7 * Math.sin(2 * Math.PI * at)), SHAPE),
} satisfies Record<string, Source>;
export type SourceName = keyof typeof simulatedSources;

const sourceOf = (name: SourceName): Source => simulatedSources[name];

function daysOf(name: SourceName, perDay: number, random: Random): number[] {
  return Array.from({ length: WARM_UP + YEAR }, (_, index) =>
    sourceOf(name)(random, perDay, FIRST_DAY + index, Math.max(0, index - WARM_UP) / YEAR),
  );
}

function verdict(flow: readonly FlowDay[], index: number): Freshness | undefined {
  const days = flow.slice(Math.max(0, index - FLOW_DAYS + 1), index + 1);
  return freshnessOf(days, { upTo: FIRST_DAY + index, quiet: [] })[0];
}

/** Of a source and kind that never stops: how often a year it seems to have fallen silent, or to have dropped. */
export function falseAlarmsOf(
  name: SourceName,
  { perDay, years, seed }: { perDay: number; years: number; seed: number },
): { alarms: number; drops: number } {
  const random = seededRandom(seed);
  const sum = { alarms: 0, drops: 0 };
  for (let year = 0; year < years; year += 1) {
    const found = alarmsIn(daysOf(name, perDay, random));
    sum.alarms += found.alarms / years;
    sum.drops += found.drops / years;
  }
  return sum;
}

/** Days of silence until it is told, of sources that stop on a day at random: the median and the slowest tenth. */
export function delaysOf(
  name: SourceName,
  { perDay, tries, seed }: { perDay: number; tries: number; seed: number },
): { median: number; late: number } {
  const random = seededRandom(seed);
  const delays = Array.from({ length: tries }, () => {
    const stop = WARM_UP + Math.floor(random.uniform() * WARM_UP);
    return delayAfter(daysOf(name, perDay, random), stop);
  }).sort((one, other) => one - other);
  const at = (part: number) => delays[Math.floor(tries * part)] ?? Number.NaN;
  return { median: at(0.5), late: at(0.9) };
}

function alarmsIn(counts: readonly number[]): { alarms: number; drops: number } {
  const flow = aFlow(counts, FIRST_DAY + counts.length - 1);
  const found = { alarms: 0, drops: 0 };
  let [wasSilent, wasDropped] = [false, false];
  for (let index = WARM_UP; index < counts.length; index += 1) {
    const { state, dropped } = verdict(flow, index) ?? {};
    const [isSilent, isDropped] = [state === 'silent', dropped !== undefined];
    if (isSilent && !wasSilent) found.alarms += 1;
    if (isDropped && !wasDropped) found.drops += 1;
    [wasSilent, wasDropped] = [isSilent, isDropped];
  }
  return found;
}

function delayAfter(counts: readonly number[], stop: number): number {
  const flow = aFlow(
    counts.slice(0, stop).concat(new Array<number>(FLOW_DAYS).fill(0)),
    FIRST_DAY + stop + FLOW_DAYS - 1,
  );
  for (let index = stop; index < flow.length; index += 1) {
    if (verdict(flow, index)?.state === 'silent') return index - stop + 1;
  }
  return Number.POSITIVE_INFINITY;
}

/** Of a source whose volume falls to `part` on a day: whether the drop is told within two weeks. */
export function dropsNoticed(
  name: SourceName,
  { perDay, part, tries, seed }: { perDay: number; part: number; tries: number; seed: number },
): number {
  const random = seededRandom(seed);
  let noticed = 0;
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const counts = Array.from({ length: 90 }, (_, index) =>
      sourceOf(name)(random, index < 76 ? perDay : perDay * part, FIRST_DAY + index, 0),
    );
    const flow = aFlow(counts, FIRST_DAY + counts.length - 1);
    const isTold = [...counts.keys()].slice(76).some((index) => verdict(flow, index)?.dropped);
    if (isTold) noticed += 1;
  }
  return noticed / tries;
}
