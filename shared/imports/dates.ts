// Dates as people and spreadsheets write them, Gregorian or Ethiopian.
import { monthNames, toEC, toGC } from 'kenat';
import * as z from 'zod';
import { foldEthiopic } from '../customers/names.ts';
import { dateOfDay, dayOfDate } from '../platform/days.ts';
import { cutText } from '../platform/text.ts';

export const Calendar = z.enum(['gregorian', 'ethiopic']);
export type Calendar = z.infer<typeof Calendar>;
export const DateOrder = z.enum(['day-first', 'month-first']);
export type DateOrder = z.infer<typeof DateOrder>;

/** How dates of a column are to be read. `order` undefined: the file contradicts itself, so 3/4 has no reading. */
export interface DateStyle {
  calendar: Calendar;
  order: DateOrder | undefined;
  /** ISO date: two-digit years are those up to next year. */
  today: string;
  /** Day 0 of the workbook is 1904-01-01 (old Macs). */
  is1904?: boolean | undefined;
}

/** A calendar day, with the local time (HH:MM:SS) or the exact instant (milliseconds) where one is written. */
export type WrittenDate = { date: string; time?: string; instant?: number };
export type DateRead = WrittenDate | { why: string };

const numeric = /^(\d{1,4})([-/.\u1361\s])(\d{1,2})\2(\d{1,4})$/;
const english = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const monthKey = (name: string): string => foldEthiopic(name).toLowerCase();

/** Number of the month (from 0) by its name in Amharic, in the spellings there are, or in Latin letters. */
const ethiopian = new Map(
  [...monthNames.amharic.entries(), ...monthNames.english.entries(), [7, 'ሚያዚያ'], [12, 'ጳጉሜን']].map(
    ([month, name]) => [monthKey(String(name)), Number(month)],
  ),
);

/** Reads one cell. */
export function readDate(text: string, style: DateStyle): DateRead {
  const exact = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?\s?(Z|[+-]\d{2}:?\d{2})$/i.exec(text);
  if (exact && style.calendar === 'gregorian') {
    const instant = Date.parse(
      text
        .replace(' ', 'T')
        .replace(/\s/, '')
        .replace(/([+-]\d{2})(\d{2})$/, '$1:$2'),
    );
    if (!Number.isNaN(instant)) return { date: new Date(instant).toISOString().slice(0, 10), instant };
  }
  if (/^\d{4,5}(\.\d+)?$/.test(text)) return serial(Number(text), style);
  const split = splitTime(text);
  if (!split) return unreadable(text);
  const day = readDay(split.day, style);
  return typeof day === 'string' ? { date: day, ...(split.time && { time: split.time }) } : day;
}

const unreadable = (text: string) => ({ why: `"${cutText(text, 40)}" is not a date we can read` });

const FIRST_SERIAL = 3_654; // 1910
const LAST_SERIAL = 73_415; // 2100

/** Spreadsheets know one calendar: whoever typed 1/1/2017 and meant the Ethiopian one has 1 January 2017 in the cell. */
function serial(days: number, style: DateStyle): DateRead {
  if (days < FIRST_SERIAL || days > LAST_SERIAL) return { why: `"${days}" is not a date we can read` };
  const first = dayOfDate(style.is1904 ? '1904-01-01' : '1899-12-30');
  const shown = dateOfDay(first + Math.floor(days));
  const [year = 0, month = 0, day = 0] = shown.split('-').map(Number);
  const date = existing(shown, style, year, month, day);
  if (typeof date !== 'string') return date;
  return days % 1 === 0 ? { date } : { date, time: partOfDay(days % 1) };
}

const LAST_SECOND = 86_399;

function partOfDay(part: number): string {
  const seconds = Math.min(Math.round(part * 86_400), LAST_SECOND);
  return clock(Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60);
}

const clock = (...parts: number[]): string => parts.map((part) => String(part).padStart(2, '0')).join(':');

function splitTime(text: string): { day: string; time?: string } | undefined {
  const found = /^(.*?)[T,\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([ap]\.?m\.?)?$/i.exec(text);
  if (!found) return { day: text };
  const [, day = '', hour, minute, second = '0', half = ''] = found;
  const time = readClock(Number(hour), Number(minute), Number(second), half.toLowerCase());
  return time === undefined ? undefined : { day: day.trim(), time };
}

function readClock(hour: number, minute: number, second: number, half: string): string | undefined {
  if (half !== '' && (hour < 1 || hour > 12)) return undefined;
  const hours = half === '' ? hour : (hour % 12) + (half.startsWith('p') ? 12 : 0);
  return hours > 23 || minute > 59 || second > 59 ? undefined : clock(hours, minute, second);
}

/** A cell of a column of times, HH:MM:SS; undefined when it is none. In a workbook a time is a part of a day. */
export function readTime(text: string): string | undefined {
  if (/^0?\.\d+$|^0$/.test(text)) return partOfDay(Number(text));
  const split = splitTime(`0 ${text}`);
  return split?.day === '0' ? split.time : undefined;
}

function readDay(text: string, style: DateStyle): string | { why: string } {
  const compact = /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  if (compact) return existing(text, style, Number(compact[1]), Number(compact[2]), Number(compact[3]));
  const named = readNamed(text, style);
  if (named !== undefined) return named;
  const found = numeric.exec(text);
  if (!found) return unreadable(text);
  const [first, second, third] = [found[1], found[3], found[4]].map(String) as [string, string, string];
  if (first.length > 2) return existing(text, style, Number(first), Number(second), Number(third));
  const order = dayPlace(Number(first), Number(second), style.calendar, found[2]) ?? style.order;
  if (order === undefined) return { why: `"${text}" can be read two ways; write it as year-month-day` };
  const [day, month] = order === 'day-first' ? [first, second] : [second, first];
  return existing(text, style, fullYear(third, style), Number(month), Number(day));
}

/** The order that the numbers leave open to no doubt; dots are written by people who put the day first. */
function dayPlace(first: number, second: number, calendar: Calendar, mark?: string): DateOrder | undefined {
  const months = calendar === 'ethiopic' ? 13 : 12;
  if (first > months || mark === '.' || first === second) return 'day-first';
  return second > months ? 'month-first' : undefined;
}

/** What a cell proves about the order of its column; undefined when it proves nothing. */
export function orderEvidence(text: string, calendar: Calendar): DateOrder | undefined {
  const found = /^(\d{1,2})([-/])(\d{1,2})\2\d{2,4}\b/.exec(text);
  if (!found || found[1] === found[3]) return undefined;
  return dayPlace(Number(found[1]), Number(found[3]), calendar);
}

function fullYear(text: string, { today, calendar }: DateStyle): number {
  if (text.length > 2) return Number(text);
  const [year = 0, month = 1, day = 1] = today.split('-').map(Number);
  const next = (calendar === 'ethiopic' ? toEC(year, month, day).year : year) + 1;
  const guess = Math.floor(next / 100) * 100 + Number(text);
  return guess > next ? guess - 100 : guess;
}

/** `12 መስከረም 2017` is Ethiopian whatever the column says; `Sep 11, 2024` is not. */
function readNamed(text: string, style: DateStyle): string | { why: string } | undefined {
  const found =
    /^(\d{1,2})[\s\-/.]+(\p{L}{2,})\.?[\s\-/,.፣]+(\d{2}|\d{4})(?:\s*ዓ\.?\s*ም\.?)?$/u.exec(text) ??
    /^(\p{L}{2,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?[\s,፣]+(\d{2}|\d{4})(?:\s*ዓ\.?\s*ም\.?)?$/u.exec(text);
  if (!found) return undefined;
  const [one = '', two = '', year = ''] = found.slice(1);
  const [day, name] = /\d/.test(one) ? [Number(one), two] : [Number(two), one];
  const ethiopic = ethiopian.get(monthKey(name));
  const calendar: Calendar = ethiopic === undefined ? 'gregorian' : 'ethiopic';
  const month = ethiopic ?? english.indexOf(name.slice(0, 3).toLowerCase());
  if (month < 0) return unreadable(text);
  return existing(text, { ...style, calendar }, fullYear(year, { ...style, calendar }), month + 1, day);
}

function existing(text: string, { calendar }: DateStyle, year: number, month: number, day: number) {
  try {
    const found = calendar === 'ethiopic' ? toGC(year, month, day) : { year, month, day };
    const date = `${String(found.year).padStart(4, '0')}-${clock(found.month, found.day).replace(':', '-')}`;
    dayOfDate(date);
    return date;
  } catch {
    // kenat and dayOfDate throw for a day that the calendar does not have.
    return {
      why: `"${text}" is not a day of the ${calendar === 'ethiopic' ? 'Ethiopian' : 'Gregorian'} calendar`,
    };
  }
}
