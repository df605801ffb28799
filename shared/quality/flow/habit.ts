// How a source usually behaves: events a day, and on each weekday how likely a day without any is.

/** What a source brought of a kind, day by day. */
export interface Series {
  /** Day number of the first entry. */
  firstDay: number;
  counts: readonly number[];
  /** Days that say something; false: quiet, not known, or part of a silence that was none of the source's habit. */
  isTelling: readonly boolean[];
}

export interface Habit {
  /** Events per telling day. */
  perDay: number;
  activeDays: number;
  /** How often in a year a silence may begin: after each day with events. */
  startsPerYear: number;
  /** How likely a day of that number is to bring nothing while all is well. */
  chanceOfSilence(day: number): number;
}

/** How far back habits are looked for. */
export const HABIT_DAYS = 56;

const RECENT_DAYS = 14;
/** Days of the overall mean that a weekday's own mean is joined by. */
const MEAN_WEIGHT = 2;
/** The same for its share of silent days. */
const SILENCE_WEIGHT = 4;
const WEEK = 7;
const YEAR = 365;

interface Sum {
  days: number;
  silent: number;
  events: number;
}
const empty = (): Sum => ({ days: 0, silent: 0, events: 0 });

function add(sum: Sum, events: number): void {
  sum.days += 1;
  sum.events += events;
  if (events === 0) sum.silent += 1;
}

/** Habits in the eight weeks up to day `last`, or since its first event if that is later. */
export function habitOf({ firstDay, counts, isTelling }: Series, last: number): Habit {
  const [all, recent] = [empty(), empty()];
  const weekdays = Array.from({ length: WEEK }, empty);
  const begin = Math.max(
    0,
    last - firstDay - HABIT_DAYS + 1,
    counts.findIndex((events) => events > 0),
  );
  for (let index = last - firstDay; index >= begin; index -= 1) {
    if (!isTelling[index]) continue;
    const events = counts[index] ?? 0;
    add(all, events);
    if (recent.days < RECENT_DAYS) add(recent, events);
    add(weekdays[(firstDay + index) % WEEK] ?? empty(), events);
  }
  const perDay = all.events / Math.max(1, all.days);
  const level = cautious(all, recent);
  const silentShare = (all.silent + geometric(perDay * level)) / (all.days + 1);
  const chances = weekdays.map(({ days, silent, events }) => {
    const mean = (events + MEAN_WEIGHT * perDay) / (days + MEAN_WEIGHT);
    const share = (silent + SILENCE_WEIGHT * silentShare) / (days + SILENCE_WEIGHT);
    return Math.max(geometric(mean * level), share);
  });
  return {
    perDay,
    activeDays: all.days - all.silent,
    startsPerYear: (YEAR * (all.days - all.silent)) / Math.max(1, all.days),
    chanceOfSilence: (day) => chances[day % WEEK] ?? 1,
  };
}

/**
 * The part of the mean that may be relied on: less by its standard error, and by what it faded lately. Who grew is judged by
 * less than they bring now: slow rather than wrong.
 */
function cautious(all: Sum, recent: Sum): number {
  const before = all.events / Math.max(1, all.days);
  const lately = recent.events / Math.max(1, recent.days);
  const fading = before === 0 ? 1 : Math.min(1, lately / before);
  return fading * (1 - 1 / Math.sqrt(all.events + 1));
}

/** P(0) of the geometric distribution with this mean: far more spread than Poisson's, on purpose. */
const geometric = (mean: number): number => 1 / (1 + mean);
