// Which sales a local run looks at, and as of which day.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSalesFile, type SalesLine } from '../../shared/churn/backtest/sales-file.ts';
import { dateOf, dateOfDay, dayOfDate } from '../../shared/platform/days.ts';
import { DEMO_CURRENCY, demoSales, lastDate } from './demo-data.ts';
import type { Options } from './options.ts';
import { repository } from './paths.ts';
import { Friendly } from './progress.ts';

export interface Sales {
  title: string;
  /** Ordered by date; none after `asOf`. */
  lines: SalesLine[];
  /** Business date the run looks from, `YYYY-MM-DD`. */
  asOf: string;
  currency: string;
  hasConsent: boolean;
  /** What the user should know about their file. */
  remarks: string[];
}

const byDate = (one: SalesLine, other: SalesLine) =>
  one.date < other.date ? -1 : one.date > other.date ? 1 : 0;
const REMARKS_SHOWN = 10;

function demo(now: Date, timeZone: string): Sales {
  const csv = readFileSync(join(repository, 'test', 'fixtures', 'online-retail-2011.csv'), 'utf8');
  // The last complete day.
  const asOf = dateOfDay(dayOfDate(dateOf(now, timeZone)) - 1);
  const lines = demoSales(csv, asOf).sort(byDate);
  const title = 'the sales of a UK online shop (UCI Online Retail, CC BY 4.0), moved to the present';
  return { title, lines, asOf, currency: DEMO_CURRENCY, hasConsent: true, remarks: [] };
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new Friendly(`Cannot read ${path}`, { cause });
  }
}

function own(path: string, options: Options): Sales {
  const file = readSalesFile(textOf(path));
  const remarks = file.problems.map(({ message }) => message);
  const last = lastDate(file.lines);
  if (!last)
    throw new Friendly(
      [`${path} has no line that can be used.`, ...remarks.slice(0, REMARKS_SHOWN)].join('\n  '),
    );
  const asOf = options.asOf ?? last;
  const lines = file.lines.filter(({ date }) => date <= asOf).sort(byDate);
  if (lines.length === 0) throw new Friendly(`${path} has no sale up to ${asOf}`);
  const later = file.lines.length - lines.length;
  const currency = options.currency ?? file.currency ?? 'ETB';
  const shown = [
    ...remarks.slice(0, REMARKS_SHOWN),
    ...(remarks.length > REMARKS_SHOWN ? [`... and ${remarks.length - REMARKS_SHOWN} more`] : []),
    ...(later > 0 ? [`${later} lines after ${asOf} are left out.`] : []),
  ];
  return { title: path, lines, asOf, currency, hasConsent: options.consentGiven, remarks: shown };
}

/** The demo, or the file of `--purchases`. Throws Friendly when the file cannot be used. */
export const chooseSales = (options: Options, now: Date, timeZone: string): Sales =>
  options.purchases ? own(options.purchases, options) : demo(now, timeZone);
