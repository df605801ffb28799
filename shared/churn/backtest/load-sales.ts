// From the text of a sales file to histories as of a day, with notes on everything a user should know.
import { dateOfDay, dayOfDate } from '../../platform/days.ts';
import { type Histories, historiesOf } from '../calibration/histories.ts';
import { statesAt } from '../calibration/states.ts';
import { datedSales } from './sales.ts';
import { readDay } from './sales-day.ts';
import { readSalesFile, type SalesProblem } from './sales-file.ts';

export interface LoadedSales {
  notes: string[];
  /** Day number everything is judged on: `asOf`, or the last purchase in the file. */
  now: number;
  /** Absent when nothing can be done with the file. */
  histories?: Histories;
}

/** Notes of one kind beyond this many are counted, not shown. */
const shown = 5;

/** Sales after `asOf` are not used at all. Never throws on content. */
export function loadSales(text: string, asOf?: string): LoadedSales {
  const { lines, problems } = readSalesFile(text);
  const notes = notesOf(problems);
  const all = datedSales(lines);
  const nothing = (note: string) => ({ notes: [...notes, note], now: 0 });
  const last = all.reduce((latest, sale) => (sale.bought ? Math.max(latest, sale.day) : latest), -Infinity);
  if (last === -Infinity) return nothing('No purchase in this file can be used.');
  const day = asOf === undefined ? undefined : readDay(asOf);
  if (day && !day.ok) return nothing(`--as-of: ${day.reason}`);
  const now = day ? dayOfDate(day.day) : last;
  const histories = historiesOf(all.filter((sale) => sale.day <= now));
  const { customer, T } = statesAt(histories, now);
  if (customer.length === 0) return nothing(`Nobody had bought by ${dateOfDay(now)}.`);
  if (day && now < last) notes.push(`Sales after ${dateOfDay(now)} are left out of account.`);
  if (now > last) {
    notes.push(`The last sale is of ${dateOfDay(last)}: the ${now - last} days since count as silence.`);
  }
  if (customer.length === 1)
    notes.push('Only one customer: scores rest on what is known of shops in general.');
  const age = T.reduce((oldest, weeks) => Math.max(oldest, weeks * 7), 0);
  if (age < 1) notes.push('All purchases are of one day: nothing is known yet about who comes back.');
  return { notes, now, histories };
}

function notesOf(problems: readonly SalesProblem[]): string[] {
  const byCode = Map.groupBy(problems, (problem) => problem.code);
  return [...byCode.values()].flatMap((same) => {
    const rest = same.length - shown;
    const more = rest > 0 ? [`... and ${rest} more like it, the last on line ${same.at(-1)?.line}.`] : [];
    return [...same.slice(0, shown).map((problem) => problem.message), ...more];
  });
}
