// Signals beyond purchases as numbers: about zero for most customers, at most about one. The same from a customer's item
// today as from the dated facts of the log on a day of the past, so that what is learnt there holds here.
import * as z from 'zod';
import type { Signals, Stats } from '../customers/schema.ts';
import { VISIT_DAYS, visitDaysOf } from '../ingest/visit-days.ts';

/** Opens and clicks are none: scanners make them too. */
export const SignalName = z.enum(['complaint', 'rating', 'refund', 'visits', 'bounce']);
export type SignalName = z.infer<typeof SignalName>;

/** What is known of a customer on a day; days are day numbers. */
export interface Known {
  complaintSince?: number | undefined;
  rating?: { isLow: boolean; day: number } | undefined;
  refundDay?: number | undefined;
  visitDays?: readonly number[];
  isBounced?: boolean;
}

/** Systems forget to close cases: after half a year nobody waits for an answer any more. */
export const COMPLAINT_DAYS = 180;
/** Half-life of a bad experience. */
const MEMORY_DAYS = 60;
/** Half-lives of the two visit counters: what they do of late, and what they used to do. */
const FAST_DAYS = 14;
const SLOW_DAYS = 42;
/** Visiting days a week that make no difference: keeps the ratio of the counters finite and calm for rare visitors. */
const FEW_VISITS = 0.1;
const MOST_FADING = 2;

/** At or below the middle of its scale. */
export const isLow = ({ rating, outOf }: { rating: number; outOf: number }): boolean => rating <= outOf / 2;

const decayed = (age: number, halfLife: number) => 0.5 ** (Math.max(0, age) / halfLife);

/** ln of the usual over the recent rate of visiting days; above 0: fading. 0 for somebody who never visits. */
function fading(visitDays: readonly number[], day: number): number {
  const rate = (halfLife: number) =>
    visitDays.reduce((sum, visit) => {
      const isCounted = visit <= day && day - visit < VISIT_DAYS;
      return isCounted ? sum + decayed(day - visit, halfLife) : sum;
    }, 0) *
    ((7 * Math.LN2) / halfLife);
  const ratio = Math.log((rate(SLOW_DAYS) + FEW_VISITS) / (rate(FAST_DAYS) + FEW_VISITS));
  return Math.min(MOST_FADING, Math.max(-MOST_FADING, ratio));
}

/** A signal's value on a day; 0 where nothing is known. */
export function signalValue(name: SignalName, known: Known, day: number): number {
  switch (name) {
    case 'complaint':
      return known.complaintSince !== undefined && day - known.complaintSince <= COMPLAINT_DAYS ? 1 : 0;
    case 'rating':
      return known.rating?.isLow ? decayed(day - known.rating.day, MEMORY_DAYS) : 0;
    case 'refund':
      return known.refundDay === undefined ? 0 : decayed(day - known.refundDay, MEMORY_DAYS);
    case 'visits':
      return fading(known.visitDays ?? [], day);
    case 'bounce':
      return known.isBounced ? 1 : 0;
  }
}

/** What a customer's item says. */
export function knownOf(
  stats: Pick<Stats, 'lastRefundDay'>,
  signals: Omit<Signals, 'version'> | undefined,
): Known {
  const rating = signals?.rating;
  return {
    complaintSince: signals?.complaintSince,
    ...(rating && { rating: { isLow: isLow(rating), day: rating.day } }),
    refundDay: stats.lastRefundDay,
    visitDays: visitDaysOf(signals?.visits),
    isBounced: signals?.mail?.isBounced ?? false,
  };
}

/** Values of the named signals, in their order; 0 for a name of a later version. */
export function signalValues(names: readonly string[], known: Known, day: number): number[] {
  return names.map((name) => {
    const signal = SignalName.safeParse(name);
    return signal.success ? signalValue(signal.data, known, day) : 0;
  });
}
