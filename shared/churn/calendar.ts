// Which days are quiet for a shop: its own periods and the calendars it switched on.
import { getFastingPeriod, getHolidaysForYear, HolidayTags, toGC } from 'kenat';
import * as z from 'zod';
import { dayOfDate } from '../platform/days.ts';
import { merged, type QuietRange } from './quiet-days.ts';
import type { ChurnSettings, QuietCalendar } from './settings.ts';

const EthiopianDate = z.object({ year: z.int(), month: z.int(), day: z.int() });
type EthiopianDate = z.infer<typeof EthiopianDate>;

const DAYS_PER_YEAR = 365.25;
const YEARS_BACK = 5;
/** Ethiopian years begin in September and are 7 or 8 behind; 1970 is 1962. */
const ethiopianYearOf = (day: number): number => Math.floor(day / DAYS_PER_YEAR) + 1962;

function dayNumber({ year, month, day }: EthiopianDate): number {
  const date = toGC(year, month, day);
  return Math.round(Date.UTC(date.year, date.month - 1, date.day) / 86_400_000);
}

const holidays = (year: number): QuietRange[] =>
  getHolidaysForYear(year, { filter: HolidayTags.PUBLIC }).map((holiday: { ethiopian: EthiopianDate }) => {
    const day = dayNumber(holiday.ethiopian);
    return [day, day] as const;
  });

function fast(key: 'ABIY_TSOME' | 'RAMADAN', year: number): QuietRange[] {
  const period = getFastingPeriod(key, year);
  if (!period) return [];
  // kenat types these dates as plain objects.
  return [[dayNumber(EthiopianDate.parse(period.start)), dayNumber(EthiopianDate.parse(period.end))]];
}

const calendars: Record<QuietCalendar, (ethiopianYear: number) => QuietRange[]> = {
  'ethiopian-public-holidays': holidays,
  'great-lent': (year) => fast('ABIY_TSOME', year),
  ramadan: (year) => fast('RAMADAN', year),
};

/** The shop's quiet days of the last five years up to `untilDay`; older silence counts in full. */
export function quietRanges(
  settings: Pick<ChurnSettings, 'quiet' | 'calendars'>,
  untilDay: number,
): QuietRange[] {
  const last = ethiopianYearOf(untilDay) + 1;
  const years = Array.from({ length: YEARS_BACK + 2 }, (_, back) => last - back);
  const own = settings.quiet.map(({ from, to }) => [dayOfDate(from), dayOfDate(to)] as const);
  const known = settings.calendars.flatMap((name) => years.flatMap((year) => calendars[name](year)));
  return merged([...own, ...known].filter(([from]) => from <= untilDay));
}
