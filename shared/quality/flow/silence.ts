// Which sources have fallen silent: not after so many days, but when silence is improbable by the source's own habits.
//
// Each silent day counts with the chance that it brings nothing although all is well; their product over the days since the
// last event is how likely the silence is. It is told when it would come by itself less than once a year. The day of
// arrival counts, not of the event, and only complete days do.
//
// Simulated (node test/bench/quality.ts), for a source and kind: 0 to 0.25 false alarms a year, up to 0.4 for wild and fading
// ones of about one event a day, 1.9 for one of 1,000 a day that shuts on twelve days nobody can foresee. A stop is told
// after 9 days at one event a day, 5 at three, 3 at ten, 2 at a hundred, 1 at a thousand. The bound of 0.01 alone would tell
// it a day earlier, with half a false alarm a year.
import type { QuietRange } from '../../churn/quiet-days.ts';
import { dateOfDay, dayOfDate } from '../../platform/days.ts';
import { CountedKind, type FlowDay } from '../schema.ts';
import { type Habit, habitOf, type Series } from './habit.ts';
import { type Drop, dropOf } from './volume-drop.ts';

export interface Freshness {
  source: string;
  kind: CountedKind;
  /** Day of the last event. */
  lastDate: string;
  /** Events a day over the weeks before the last event. */
  usualPerDay: number;
  /** Complete days since then, without those that do not count. */
  silentDays: number;
  /** How likely such a silence is while all is well; 1 while nothing is known. */
  chance: number;
  /** `learning`: too few days to tell. `retired`: silent for so long, or closed, that nobody needs to be told any more. */
  state: 'fresh' | 'silent' | 'learning' | 'retired';
  /** Improbable silences of the last four weeks that are over; first and last day. */
  gaps: { from: string; to: string }[];
  /** It sends, but far less than it used to. */
  dropped?: Drop;
}

export interface Look {
  /** Day number of the last complete day. Later days prove life, never silence. */
  upTo: number;
  /** Days that say nothing. */
  quiet: readonly QuietRange[];
  /** Sources that were closed on purpose: revoked keys, removed endpoints. */
  closed?: ReadonlySet<string>;
}

/** A likelier silence is never told. */
export const IMPROBABLE = 0.01;
/** Nor one that comes oftener by itself. */
const TIMES_A_YEAR = 1;
/** A shorter closing is a habit once it was seen; a longer silence says nothing about the next. */
const LONG_DAYS = 4;
/** Fewer days with events say too little about habits. */
export const LEARNING_DAYS = 7;
/** Days for which a silence is told, and a gap. */
export const TOLD_DAYS = 28;
/** Somebody's file, now and then: no habit. */
const never = new Set(['import']);

/** By source and kind, in the order of names. Sources without an event in these days are not among them. */
export function freshnessOf(days: readonly FlowDay[], look: Look): Freshness[] {
  const dated = days.map(({ date, sources }) => ({ day: dayOfDate(date), sources }));
  const firstDay = Math.min(...dated.map(({ day }) => day));
  const isTelling: boolean[] = [];
  for (const { day } of dated) isTelling[day - firstDay] = !isQuiet(day, look.quiet);
  return [...new Set(dated.flatMap(({ sources }) => Object.keys(sources)))].sort().flatMap((source) => {
    const own = dated.map(({ day, sources }) => ({
      index: day - firstDay,
      counts: sources[source]?.counts ?? {},
    }));
    return CountedKind.options.flatMap((kind) => {
      const counts: number[] = Array.from({ length: isTelling.length }, () => 0);
      for (const { index, counts: brought } of own) counts[index] = brought[kind] ?? 0;
      if (counts.every((events) => events === 0)) return [];
      return [{ source, kind, ...judged({ firstDay, counts, isTelling: [...isTelling] }, source, look) }];
    });
  });
}

const isQuiet = (day: number, quiet: readonly QuietRange[]): boolean =>
  quiet.some(([from, to]) => from <= day && day <= to);

type Judged = Omit<Freshness, 'source' | 'kind'>;

function judged(series: Series & { isTelling: boolean[] }, source: string, look: Look): Judged {
  const { last, gaps } = pastOf(series);
  const habit = habitOf(series, last);
  const silence = silenceOf(series, habit, { from: last + 1, to: look.upTo });
  const facts = {
    lastDate: dateOfDay(last),
    usualPerDay: habit.perDay,
    silentDays: silence.days,
    chance: silence.chance,
  };
  if (never.has(source)) return { ...facts, chance: 1, state: 'fresh', gaps: [] };
  const told = gaps
    .filter(({ to }) => to > look.upTo - TOLD_DAYS)
    .map(({ from, to }) => ({ from: dateOfDay(from), to: dateOfDay(to) }));
  const state = look.closed?.has(source) ? 'retired' : stateOf(habit, silence, look.upTo);
  const dropped = state === 'fresh' ? dropOf(series, look.upTo) : undefined;
  return { ...facts, state, gaps: told, ...(dropped && { dropped }) };
}

function stateOf({ activeDays }: Habit, { since }: Silence, upTo: number): Freshness['state'] {
  if (since !== undefined) return upTo - since >= TOLD_DAYS ? 'retired' : 'silent';
  return activeDays < LEARNING_DAYS ? 'learning' : 'fresh';
}

interface Range {
  from: number;
  to: number;
}

/** The day of the last event, and the improbable silences before it. Days of long ones no longer count as habit. */
function pastOf(series: Series & { isTelling: boolean[] }): { last: number; gaps: Range[] } {
  const { firstDay, counts, isTelling } = series;
  const gaps: Range[] = [];
  let last = firstDay + counts.findIndex((events) => events > 0);
  for (let day = last + 1; day < firstDay + counts.length; day += 1) {
    if ((counts[day - firstDay] ?? 0) === 0) continue;
    const range = { from: last + 1, to: day - 1 };
    const isGap = day > last + 1 && silenceOf(series, habitOf(series, last), range).since !== undefined;
    if (isGap) {
      gaps.push(range);
      if (day - range.from >= LONG_DAYS) isTelling.fill(false, range.from - firstDay, day - firstDay);
    }
    last = day;
  }
  return { last, gaps };
}

interface Silence {
  days: number;
  chance: number;
  /** The day from which it was improbable; undefined: it is not, or nobody can tell. */
  since: number | undefined;
}

function silenceOf({ firstDay, isTelling }: Series, habit: Habit, { from, to }: Range): Silence {
  const canTell = habit.activeDays >= LEARNING_DAYS;
  const silence: Silence = { days: 0, chance: 1, since: undefined };
  for (let day = from; day <= to; day += 1) {
    if (!isTelling[day - firstDay]) continue;
    silence.days += 1;
    if (!canTell) continue;
    silence.chance *= habit.chanceOfSilence(day);
    const isRare = silence.chance * habit.startsPerYear < TIMES_A_YEAR;
    if (isRare && silence.chance < IMPROBABLE) silence.since ??= day;
  }
  return silence;
}
