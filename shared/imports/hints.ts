// What a run makes one suspect of the whole file, in words for the person who tries it: no cell but dates.
import { dayOfDate } from '../platform/days.ts';
import { formatDay } from '../platform/i18n.ts';
import type { Calendar } from './dates.ts';
import type { NewestDate } from './newest-date.ts';

const DAY_MS = 86_400_000;
const YEAR = 365;
const spelled = (date: string): string => formatDay(dayOfDate(date), 'en', 'gregorian');

/**
 * Ethiopian years are seven to eight behind: such dates taken for Gregorian ones are old sales, and every customer looks
 * lapsed. The other way round everything is in the future and refused. `now` in milliseconds.
 */
export function calendarHints(newest: NewestDate | undefined, calendar: Calendar, now: number): string[] {
  if (!newest) return [];
  const today = Math.floor(now / DAY_MS);
  const age = today - dayOfDate(newest.read);
  const otherAge = today - dayOfDate(newest.otherwise);
  // Time zones: today may have begun where the business is.
  const isLately = otherAge >= -1 && otherAge <= YEAR;
  if (calendar === 'gregorian' && isLately && age > 7 * YEAR)
    return [
      `The newest date is ${spelled(newest.read)}. If the dates of this file are of the Ethiopian calendar, it is ${spelled(newest.otherwise)}: announce the file again with the option calendar: ethiopic.`,
    ];
  if (calendar === 'ethiopic' && age <= -5 * YEAR)
    return [
      `The newest date, read as one of the Ethiopian calendar, is ${spelled(newest.read)}, which is still to come. If the dates of this file are Gregorian, it is ${spelled(newest.otherwise)}: announce the file again with the option calendar: gregorian.`,
    ];
  return [];
}
