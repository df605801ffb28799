// The purchase days of a shop's customers, and what could be known of each customer on any day.
import type { QuietRange } from '../quiet-days.ts';

/** One dated fact: a purchase, or (bought = false) money handed back on a day without a purchase. */
export interface DatedSale {
  customer: string;
  /** Whole days since 1970-01-01 in the business's time zone. */
  day: number;
  /** Money in major units, net of what was returned in the same entry. */
  net: number;
  bought: boolean;
}

/** Entries of customer i are [start[i], start[i + 1]), sorted by day, one per day. */
export interface Histories {
  ids: readonly string[];
  start: Int32Array;
  day: Int32Array;
  bought: Uint8Array;
  net: Float64Array;
  /** Days on which silence is not counted. Default none. */
  quiet?: readonly QuietRange[];
}

/** Columns over the customers known on a day; durations in weeks. */
export interface States {
  /** Index into the histories. */
  customer: Int32Array;
  /** Repeat purchase days, first to last purchase, first purchase to the day, and their difference T - tx. */
  x: Float64Array;
  tx: Float64Array;
  T: Float64Array;
  gap: Float64Array;
  /** Sum of ln(weeks between consecutive purchase days). */
  litt: Float64Array;
  /** Net spend to date, first purchase included; mean net spend per repeat purchase day (0 without one). */
  spend: Float64Array;
  repeatSpend: Float64Array;
}

/** Merges sales of one customer and day; customers who never bought are left out. */
export function historiesOf(sales: Iterable<DatedSale>): Histories {
  const byCustomer = new Map<string, Map<number, { net: number; bought: boolean }>>();
  for (const sale of sales) {
    const days = byCustomer.get(sale.customer) ?? new Map<number, { net: number; bought: boolean }>();
    byCustomer.set(sale.customer, days);
    const before = days.get(sale.day);
    days.set(sale.day, {
      net: (before?.net ?? 0) + sale.net,
      bought: sale.bought || (before?.bought ?? false),
    });
  }
  const kept = [...byCustomer].filter(([, days]) => [...days.values()].some((d) => d.bought));
  return pack(kept.map(([id, days]) => ({ id, days: [...days].sort(([a], [b]) => a - b) })));
}

type Entry = readonly [day: number, entry: { net: number; bought: boolean }];

function pack(customers: readonly { id: string; days: readonly Entry[] }[]): Histories {
  const size = customers.reduce((sum, c) => sum + c.days.length, 0);
  const start = new Int32Array(customers.length + 1);
  const day = new Int32Array(size);
  const bought = new Uint8Array(size);
  const net = new Float64Array(size);
  let at = 0;
  for (const [i, { days }] of customers.entries()) {
    for (const [date, entry] of days) {
      day[at] = date;
      bought[at] = entry.bought ? 1 : 0;
      net[at] = entry.net;
      at += 1;
    }
    start[i + 1] = at;
  }
  return { ids: customers.map((c) => c.id), start, day, bought, net };
}

/** First and last purchase day in the shop. Throws RangeError when there is none. */
export function span(histories: Histories): { first: number; last: number } {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const [i, day] of histories.day.entries()) {
    if (!histories.bought[i]) continue;
    if (day < first) first = day;
    if (day > last) last = day;
  }
  if (first > last) throw new RangeError('no purchases');
  return { first, last };
}

/** The customers with these positions in `histories`, in this order. */
export function pick(histories: Histories, positions: ArrayLike<number>): Histories {
  const customers = Array.from(positions, (i) => ({
    id: histories.ids[i] ?? '',
    days: entriesOf(histories, i),
  }));
  return { ...pack(customers), ...(histories.quiet && { quiet: histories.quiet }) };
}

function entriesOf(histories: Histories, i: number): Entry[] {
  const { start, day, bought, net } = histories;
  const entries: Entry[] = [];
  for (let j = start[i] ?? 0; j < (start[i + 1] ?? 0); j++) {
    entries.push([day[j] ?? 0, { net: net[j] ?? 0, bought: bought[j] === 1 }]);
  }
  return entries;
}
