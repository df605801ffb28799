// The demo's sales: a real shop's (test/fixtures/README.md has source and licence), moved to the present.
import { parse } from 'csv-parse/sync';
import type { SalesLine } from '../../shared/churn/backtest/sales-file.ts';
import { dateOfDay, dayOfDate } from '../../shared/platform/days.ts';

export const DEMO_CURRENCY = 'GBP';

interface Row {
  cust: string;
  date: string;
  sales: string;
  returns: string;
}

/** The newest of ISO dates; empty text when there is none. */
export const lastDate = (lines: readonly { date: string }[]): string =>
  lines
    .map(({ date }) => date)
    .sort()
    .at(-1) ?? '';

/** Days to move dates by: whole weeks, so that weekdays stay, to bring `last` into the seven days up to `newest`. */
export const shiftOf = (last: number, newest: number): number => Math.floor((newest - last) / 7) * 7;

/** The fixture holds numbers for customers; people get plain stand-ins, every second one in Amharic. */
function person(customer: string) {
  const isAmharic = Number(customer) % 2 === 0;
  return {
    name: isAmharic ? `ደንበኛ ${customer}` : `Customer ${customer}`,
    language: isAmharic ? 'am' : 'en',
    email: `customer-${customer}@example.com`,
  };
}

/** The fixture's lines with the last sale in the seven days up to the date `newest`. */
export function demoSales(csv: string, newest: string): SalesLine[] {
  const rows = parse<Row>(csv, { columns: true });
  const last = lastDate(rows);
  const shift = shiftOf(dayOfDate(last), dayOfDate(newest));
  return rows.map((row, index) => ({
    line: index + 2,
    customer: row.cust,
    date: dateOfDay(dayOfDate(row.date) + shift),
    amount: Number(row.sales),
    returned: Number(row.returns),
    currency: DEMO_CURRENCY,
    ...person(row.cust),
  }));
}
