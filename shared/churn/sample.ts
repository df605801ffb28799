// A bounded sample of purchase histories from the log, for learning and proving on the shop's own past.
import * as z from 'zod';
import { distinctOrders, type LoggedOrder, refundedByOrder } from '../ingest/orders.ts';
import { dayOf } from '../platform/days.ts';
import { hashOf } from '../platform/ids.ts';
import { toMajor } from '../platform/money.ts';
import type { Histories } from './calibration/histories.ts';

/** More customers than this no longer make the correction better; they would only cost reads of the log. */
export const SAMPLE_SIZE = 20_000;

/** Purchase days of customer i are [start[i], start[i + 1]), rising; `net` is minor units. No ids: none are needed. */
export const StoredSample = z.object({
  start: z.array(z.int()),
  day: z.array(z.int()),
  net: z.array(z.int()),
});
export type StoredSample = z.infer<typeof StoredSample>;

/**
 * At most `size` of the ids, those with the smallest hashes: as good as random, the same every week, and each worker
 * can take its share without knowing how many customers there are.
 */
export function sampled(customerIds: readonly string[], size: number): string[] {
  if (customerIds.length <= size) return [...customerIds];
  return customerIds
    .map((id) => [hashOf([id], 16), id] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, size)
    .map(([, id]) => id);
}

/**
 * Purchase days up to `untilDay` with their net money, from a customer's purchases and refunds. Money returned counts
 * on the day of the purchase it undoes, as in the customer's stats.
 */
export function purchaseDays(
  entries: readonly LoggedOrder[],
  untilDay: number,
  business: { timeZone: string; currency: string },
): { day: number; net: number }[] {
  const { purchases, refunds } = distinctOrders(entries);
  const refunded = refundedByOrder(
    purchases.filter(({ order }) => order.currency === business.currency),
    refunds,
  );
  const byDay = new Map<number, number>();
  for (const { at, sk, order } of purchases) {
    const day = dayOf(at, business.timeZone);
    if (day > untilDay) continue;
    const net = order.currency === business.currency ? order.amount - (refunded.get(sk) ?? 0) : 0;
    byDay.set(day, (byDay.get(day) ?? 0) + net);
  }
  return [...byDay].map(([day, net]) => ({ day, net })).toSorted((a, b) => a.day - b.day);
}

export function storeSample(customers: readonly (readonly { day: number; net: number }[])[]): StoredSample {
  const kept = customers.filter((days) => days.length > 0);
  const start = [0];
  for (const days of kept) start.push((start.at(-1) ?? 0) + days.length);
  return { start, day: kept.flat().map(({ day }) => day), net: kept.flat().map(({ net }) => net) };
}

export function mergeSamples(samples: readonly StoredSample[]): StoredSample {
  const start = [0];
  for (const sample of samples) {
    const offset = start.at(-1) ?? 0;
    for (const end of sample.start.slice(1)) start.push(offset + end);
  }
  return {
    start,
    day: samples.flatMap(({ day }) => day),
    net: samples.flatMap(({ net }) => net),
  };
}

/** As the calibration and the backtest take it: money in major units. */
export function historiesOfSample({ start, day, net }: StoredSample, currency: string): Histories {
  return {
    ids: start.slice(1).map((_, i) => String(i)),
    start: Int32Array.from(start),
    day: Int32Array.from(day),
    bought: new Uint8Array(day.length).fill(1),
    net: Float64Array.from(net, (minor) => toMajor(minor, currency)),
  };
}

/** The purchase days of each customer, for counting who came back. */
export function* daysOf({ start, day }: StoredSample): Generator<readonly number[]> {
  for (let i = 0; i + 1 < start.length; i += 1) yield day.slice(start[i], start[i + 1]);
}
