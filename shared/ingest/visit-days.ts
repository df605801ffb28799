// The days of the last months on which somebody visited, as bits: a set forgets no order and counts no visit twice.
import type { Signals } from '../customers/schema.ts';

type Visits = NonNullable<Signals['visits']>;

/** Days before the newest visit that are remembered, itself included: 16 bytes on the customer's item. */
export const VISIT_DAYS = 128;
const ALL = (1n << BigInt(VISIT_DAYS)) - 1n;

const bitsOf = (text: string): bigint => BigInt(`0x${Buffer.from(text, 'base64').toString('hex') || '0'}`);
const textOf = (bits: bigint): string =>
  Buffer.from(bits.toString(16).padStart(VISIT_DAYS / 4, '0'), 'hex').toString('base64');

/**
 * With the visits of that day: the same in any order and with any repetitions, for a day too old to be remembered is
 * one that a newer visit pushes out. At most one write per customer and day follows from it.
 */
export function withVisit(visits: Visits | undefined, day: number): Visits {
  if (!visits) return { until: day, days: textOf(1n) };
  const { until } = visits;
  const bits = bitsOf(visits.days);
  if (day > until) {
    const moved = day - until < VISIT_DAYS ? (bits << BigInt(day - until)) & ALL : 0n;
    return { until: day, days: textOf(moved | 1n) };
  }
  if (until - day >= VISIT_DAYS) return visits;
  return { until, days: textOf(bits | (1n << BigInt(until - day))) };
}

/** Day numbers, the newest first. */
export function visitDaysOf(visits: Visits | undefined): number[] {
  if (!visits) return [];
  const days: number[] = [];
  for (let bits = bitsOf(visits.days), day = visits.until; bits > 0n; bits >>= 1n, day -= 1) {
    if (bits & 1n) days.push(day);
  }
  return days;
}
