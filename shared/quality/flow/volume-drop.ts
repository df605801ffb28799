// Whether a source that still sends sends far less than it used to: its last seven days against the weeks before.
//
// Simulated (node test/bench/quality.ts): 0 to 0.15 false drops a year, looked at daily; of drops to a fifth, 95 % of even
// sources are told at ten events a day, 75 to 90 % of uneven ones, half of them at three; hardly any of wild ones.
import type { Series } from './habit.ts';

/** Events of the last seven complete days, and how many the weeks before let expect. */
export interface Drop {
  usual: number;
  lately: number;
}

const WEEK = 7;
const WEEKS_BEFORE = 7;
/** Fewer weeks say too little about how much weeks differ. */
const MIN_WEEKS = 4;
/** Expected events below which half of them missing is nothing to speak of. */
const MIN_EXPECTED = 10;
/** A smaller loss may be a slow season; the report's own trend shows it. */
const FAR_BELOW = 0.5;
/** Standard deviations; the spread is estimated from few weeks, so more than the normal distribution would ask for. */
const DEVIATIONS = 3.5;
/** Weeks that usual means: after a slow decline only the last of them count. */
const RECENT_WEEKS = 3;
const WEEKDAY_WEIGHT = 1;

interface Week {
  events: number;
  /** Of an average week, the part that its telling days stand for: about 7 when all are. */
  share: number;
}

/** Undefined: no sudden drop, or nobody can tell. */
export function dropOf(series: Series, upTo: number): Drop | undefined {
  const shares = weekdayShares(series, upTo);
  const [lately, ...before] = Array.from({ length: WEEKS_BEFORE + 1 }, (_, back) =>
    weekOf(series, upTo - back * WEEK, shares),
  );
  const weeks = before.filter((week) => week.share >= WEEK / 2);
  if (!lately || lately.share < WEEK / 2 || weeks.length < MIN_WEEKS) return undefined;
  const rate = rateOf(weeks);
  const recent = weeks.slice(0, RECENT_WEEKS);
  const usual = Math.min(rate, rateOf(recent)) * lately.share;
  if (usual < MIN_EXPECTED || lately.events >= FAR_BELOW * usual) return undefined;
  const spread = Math.max(1, spreadOfWeeks(weeks, rate), spreadOfDays(series, upTo, shares, rate));
  // The square root of a count has a variance that hardly depends on its mean (Anscombe 1948); `usual` is uncertain too.
  const root = (events: number) => 2 * Math.sqrt(events + 3 / 8);
  const deviations = (root(usual) - root(lately.events)) / Math.sqrt(spread * (1 + 1 / recent.length));
  return deviations > DEVIATIONS ? { usual: Math.round(usual), lately: lately.events } : undefined;
}

/** By weekday: how much more or less than an average day it brings. */
function weekdayShares(series: Series, upTo: number): number[] {
  const days = telling(series, { from: upTo - WEEK * (WEEKS_BEFORE + 1) + 1, to: upTo - WEEK });
  const mean = sumOf(days) / Math.max(1, days.length);
  return Array.from({ length: WEEK }, (_, weekday) => {
    const own = days.filter(({ day }) => day % WEEK === weekday);
    return mean === 0 ? 1 : (sumOf(own) / mean + WEEKDAY_WEIGHT) / (own.length + WEEKDAY_WEIGHT);
  });
}

interface Day {
  day: number;
  events: number;
}
const sumOf = (days: readonly Day[]): number => days.reduce((sum, { events }) => sum + events, 0);

function telling({ firstDay, counts, isTelling }: Series, { from, to }: { from: number; to: number }): Day[] {
  const begin = Math.max(from, firstDay + counts.findIndex((events) => events > 0));
  const days = Array.from({ length: Math.max(0, to - begin + 1) }, (_, index) => begin + index);
  return days
    .filter((day) => isTelling[day - firstDay])
    .map((day) => ({ day, events: counts[day - firstDay] ?? 0 }));
}

function weekOf(series: Series, last: number, shares: readonly number[]): Week {
  const days = telling(series, { from: last - WEEK + 1, to: last });
  return { events: sumOf(days), share: days.reduce((sum, { day }) => sum + (shares[day % WEEK] ?? 1), 0) };
}

const rateOf = (weeks: readonly Week[]): number =>
  weeks.reduce((sum, { events }) => sum + events, 0) / weeks.reduce((sum, { share }) => sum + share, 0);

/** Variance over mean of whole weeks; 1 for Poisson. */
function spreadOfWeeks(weeks: readonly Week[], rate: number): number {
  const squares = weeks.map(({ events, share }) => (events - rate * share) ** 2 / (rate * share));
  return squares.reduce((sum, square) => sum + square, 0) / (weeks.length - 1);
}

/** The same of single days: of more numbers, but blind for what makes whole weeks differ. */
function spreadOfDays(series: Series, upTo: number, shares: readonly number[], rate: number): number {
  const days = telling(series, { from: upTo - WEEK * (WEEKS_BEFORE + 1) + 1, to: upTo - WEEK });
  const squares = days.map(({ day, events }) => {
    const expected = rate * (shares[day % WEEK] ?? 1);
    return (events - expected) ** 2 / expected;
  });
  return squares.reduce((sum, square) => sum + square, 0) / Math.max(1, days.length - WEEK);
}
