// A bounded sample of purchase histories from the log, for learning and proving on the shop's own past.
import * as z from 'zod';
import { distinctOrders, type LoggedOrder, refundedByOrder } from '../ingest/orders.ts';
import { dayOf } from '../platform/days.ts';
import { hashOf } from '../platform/ids.ts';
import { toMajor } from '../platform/money.ts';
import type { Histories } from './calibration/histories.ts';
import type { Signal } from './calibration/replay.ts';
import type { QuietRange } from './quiet-days.ts';
import { type Fact, factKinds, knownAt } from './signal-facts.ts';
import { SignalName, signalValue } from './signals.ts';

/** More customers than this no longer make the correction better; they would only cost reads of the log. */
export const SAMPLE_SIZE = 20_000;

const Column = z.array(z.int());

/**
 * Purchase days of customer i are [start[i], start[i + 1]), rising; `net` is minor units. Likewise the dated facts of the
 * signals (signal-facts.ts), their kinds by position in `factKinds`. No ids: none are needed.
 */
export const StoredSample = z.object({
  start: Column,
  day: Column,
  net: Column,
  facts: z.object({ start: Column, day: Column, kind: Column, value: Column }).optional(),
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

/** `facts` of the same customers, in the same order. */
export function storeSample(
  customers: readonly (readonly { day: number; net: number }[])[],
  facts: readonly (readonly Fact[])[] = [],
): StoredSample {
  const kept = customers.flatMap((days, i) => (days.length > 0 ? [{ days, facts: facts[i] ?? [] }] : []));
  const all = kept.flatMap(({ days }) => days);
  const told = kept.flatMap((customer) => customer.facts);
  return {
    start: endsOf(kept.map(({ days }) => days.length)),
    day: all.map(({ day }) => day),
    net: all.map(({ net }) => net),
    ...(told.length > 0 && {
      facts: {
        start: endsOf(kept.map((customer) => customer.facts.length)),
        day: told.map(({ day }) => day),
        kind: told.map(({ kind }) => factKinds.indexOf(kind)),
        value: told.map(({ value }) => value),
      },
    }),
  };
}

/** 0 and where each of so many entries ends. */
function endsOf(lengths: readonly number[]): number[] {
  const ends = [0];
  for (const length of lengths) ends.push((ends.at(-1) ?? 0) + length);
  return ends;
}

const lengthsOf = (start: readonly number[]) => start.slice(1).map((end, i) => end - (start[i] ?? 0));

export function mergeSamples(samples: readonly StoredSample[]): StoredSample {
  const facts = samples.map(
    (sample) => sample.facts ?? { start: sample.start.map(() => 0), day: [], kind: [], value: [] },
  );
  return {
    start: endsOf(samples.flatMap(({ start }) => lengthsOf(start))),
    day: samples.flatMap(({ day }) => day),
    net: samples.flatMap(({ net }) => net),
    ...(samples.some((sample) => sample.facts) && {
      facts: {
        start: endsOf(facts.flatMap(({ start }) => lengthsOf(start))),
        day: facts.flatMap(({ day }) => day),
        kind: facts.flatMap(({ kind }) => kind),
        value: facts.flatMap(({ value }) => value),
      },
    }),
  };
}

/** A signal of fewer customers than this cannot show that it helps; trying it would cost time and chance finds. */
const ENOUGH_TO_TRY = 20;

function factsOfCustomer({ facts }: StoredSample, customer: number): Fact[] {
  if (!facts) return [];
  const own: Fact[] = [];
  for (let i = facts.start[customer] ?? 0; i < (facts.start[customer + 1] ?? 0); i += 1) {
    const kind = factKinds[facts.kind[i] ?? 0];
    if (kind) own.push({ day: facts.day[i] ?? 0, kind, value: facts.value[i] ?? 0 });
  }
  return own;
}

const told: Record<SignalName, (typeof factKinds)[number]> = {
  complaint: 'complaint',
  rating: 'rating',
  refund: 'refund',
  visits: 'visit',
  bounce: 'mail',
};

/** The signals of which enough customers have facts, by position in the sample, as the calibration tries them. */
export function signalsOfSample(sample: StoredSample): Signal[] {
  const customers = sample.start.slice(1).map((_, i) => factsOfCustomer(sample, i));
  const counted = (name: SignalName) =>
    customers.filter((facts) => facts.some(({ kind }) => kind === told[name])).length;
  return SignalName.options
    .filter((name) => counted(name) >= ENOUGH_TO_TRY)
    .map((name) => ({
      name,
      at: (customer, day) => {
        const facts = customers[customer] ?? [];
        return facts.length > 0 ? signalValue(name, knownAt(facts, day), day) : 0;
      },
    }));
}

/** As the calibration and the backtest take it: money in major units. */
export function historiesOfSample(
  { start, day, net }: StoredSample,
  currency: string,
  quiet: readonly QuietRange[] = [],
): Histories {
  return {
    quiet,
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
