// A small shop for end-to-end tests: a part of a real one, and regulars who fell silent one after the other.
import { readFileSync } from 'node:fs';
import { demoSales } from '../../infra/local/demo-data.ts';
import type { Sales } from '../../infra/local/sales.ts';
import type { SalesLine } from '../../shared/churn/backtest/sales-file.ts';
import { dateOfDay, dayOfDate } from '../../shared/platform/days.ts';

const fixture = new URL('../fixtures/online-retail-2011.csv', import.meta.url);
const EVERY = 16;
const REGULARS = 50;
const WEEKS = 26;

/** Bought once a week for half a year; the last purchases are two days apart, so that some turn at-risk every week. */
function regulars(asOf: string): SalesLine[] {
  const today = dayOfDate(asOf);
  return Array.from({ length: REGULARS }, (_, who) => {
    const lastDay = today - 14 - 2 * who;
    return Array.from({ length: WEEKS }, (_, week) => ({
      line: 1_000_000 + who * WEEKS + week,
      customer: `regular-${who}`,
      date: dateOfDay(lastDay - 7 * week),
      amount: 20 + ((who + week) % 7),
      returned: 0,
      email: `customer-regular-${who}@example.com`,
      name: `Regular ${who}`,
      language: who % 2 === 0 ? 'am' : 'en',
    }));
  }).flat();
}

/** The shop as of a day. */
export function aSmallShop(asOf: string): Sales {
  const part = demoSales(readFileSync(fixture, 'utf8'), asOf).filter(
    ({ customer }) => Number(customer) % EVERY === 0,
  );
  const lines = [...part, ...regulars(asOf)].sort((one, other) => one.date.localeCompare(other.date));
  return { title: 'a small shop', lines, asOf, currency: 'GBP', hasConsent: true, remarks: [] };
}
