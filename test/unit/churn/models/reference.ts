// Reads the reference values and the two public data sets the way the reference values define them.

import { readFileSync } from 'node:fs';
import { groupHistories } from '../../../../shared/churn/models/histories.ts';
import type { History, HistoryGroups } from '../../../../shared/churn/models/model.ts';

const fixture = (path: string): string =>
  readFileSync(new URL(`../../../fixtures/${path}`, import.meta.url), 'utf8');

export function reference<Shape>(name: string): Shape {
  return JSON.parse(fixture(`reference/${name}.json`));
}

export interface Purchase {
  readonly customer: number;
  /** Days since 1970. */
  readonly day: number;
  readonly amount: number;
}

export interface Buyer extends Required<History> {
  readonly customer: number;
  readonly mx: number;
}

const dayOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 86_400_000;

export function cdnowPurchases(): Purchase[] {
  const lines = fixture('cdnow-sample.txt').trim().split('\n');
  return lines.map((line) => {
    const [customer = '', , date = '', , value = ''] = line.trim().split(/\s+/);
    const day = dayOf(`${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`);
    return { customer: Number(customer), day, amount: Number(value) };
  });
}

export function onlineRetailPurchases(): Purchase[] {
  const [, ...lines] = fixture('online-retail-2011.csv').trim().split('\n');
  const purchases = lines.map((line) => {
    const [customer = '', date = '', sales = ''] = line.split(',');
    return { customer: Number(customer), day: dayOf(date), amount: Number(sales) };
  });
  return purchases.filter(({ amount }) => amount > 0);
}

/** One customer's history as of a day, from spend by purchase day; undefined if the first purchase is later. */
function buyer(customer: number, spendByDay: ReadonlyMap<number, number>, now: number): Buyer | undefined {
  const days = [...spendByDay.keys()].filter((day) => day <= now).sort((p, q) => p - q);
  const [first, ...later] = days;
  if (first === undefined) return undefined;
  const gaps = later.map((day, i) => (day - (days[i] ?? day)) / 7);
  const litt = gaps.reduce((sum, gap) => sum + Math.log(gap), 0);
  const spend = later.reduce((sum, day) => sum + (spendByDay.get(day) ?? 0), 0);
  const last = days.at(-1) ?? first;
  const x = later.length;
  return { customer, x, tx: (last - first) / 7, T: (now - first) / 7, litt, mx: x > 0 ? spend / x : 0 };
}

export function buyersAsOf(purchases: readonly Purchase[], date: string): Buyer[] {
  const now = dayOf(date);
  const spend = new Map<number, Map<number, number>>();
  for (const { customer, day, amount } of purchases) {
    const days = spend.get(customer) ?? new Map<number, number>();
    days.set(day, (days.get(day) ?? 0) + amount);
    spend.set(customer, days);
  }
  return [...spend].flatMap(([customer, days]) => buyer(customer, days, now) ?? []);
}

export const cdnow = (): Buyer[] => buyersAsOf(cdnowPurchases(), '1997-09-30');
export const onlineRetail = (): Buyer[] => buyersAsOf(onlineRetailPurchases(), '2011-06-09');
export const grouped = (buyers: readonly Buyer[]): HistoryGroups => groupHistories(buyers);
