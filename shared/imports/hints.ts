// What a run makes one suspect of the whole file, in words for the person who tries it: no cell but dates.
import { dayOfDate } from '../platform/days.ts';
import { formatDay } from '../platform/i18n.ts';
import type { Calendar } from './dates.ts';
import type { NewestDate } from './newest-date.ts';
import type { OrderLines } from './order-lines.ts';
import type { Survey } from './survey.ts';

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

/** One in a hundred: less are mistakes of a till. */
const MANY = 0.01;

/** Whether rows may be something else than was asked for: orders where they are lines, or lines with the whole order's total. */
export function rowHints(
  { rows, notes }: Pick<Survey, 'rows' | 'notes'>,
  lines: OrderLines | undefined,
): string[] {
  if (lines?.areTotalsRepeated)
    return [
      'The lines of an order nearly all have the same amount. If that is the total of the order, it is counted once for each line: name the column with the amount of the line in the mapping, or as unitPrice the one with the price of a piece.',
    ];
  const clashes = [...notes.values()].reduce((sum, { clash }) => sum + Object.keys(clash).length, 0);
  if (clashes === 0 || clashes < MANY * rows) return [];
  return [
    `${clashes.toLocaleString('en')} of ${rows.toLocaleString('en')} rows have the order id of a row before them, with other values, and are refused. If this file has a row for each item of an order, announce it again with the option rows: lines.`,
  ];
}

/** Most: a few customers may have no other name with a shop than their number. */
const MOST = 0.5;

/** Whether the column of the customer's id holds names: two people of one name would then be one customer. */
export function nameHints({ ids, columns }: Pick<Survey, 'ids' | 'columns'>): string[] {
  if (columns.name !== undefined || ids.likeNames === 0 || ids.likeNames < MOST * ids.all) return [];
  return [
    'The column that is read as the customer’s own id seems to hold names, so two people of one name would be one customer. If it does, start again with the mapping id: null and name: its header.',
  ];
}
