// Why a customer is where they are: structured reasons from stored numbers only. Sentences: reason-texts.ts.
import * as z from 'zod';
import type { Stats } from '../customers/schema.ts';
import { type QuietRange, quietDaysBetween } from './quiet-days.ts';
import type { Score } from './schema.ts';

const Days = z.int().min(0);
const Count = z.int().min(0);

const reason = <Code extends string, Shape extends z.ZodRawShape>(code: Code, numbers: Shape) =>
  z.object({
    code: z.literal(code),
    numbers: z.object(numbers),
    /** Share of the chance to return that this has cost, 0 to 1: reasons are ordered by it. */
    contribution: z.number().min(0).max(1),
  });

/** Days are counts of days; money is minor units of the tenant's currency. */
export const Reason = z.discriminatedUnion('code', [
  reason('silence', { usualDays: Days, silentDays: Days }),
  reason('second-purchase', { intervalDays: Days, silentDays: Days }),
  reason('first-purchase', { silentDays: Days, usualReturnDays: Days }),
  reason('last-purchase', { silentDays: Days }),
  reason('refund', { refunded: Count, bought: Count }),
  reason('complaint', { openDays: Days }),
  reason('rating', { rating: Count, outOf: Count, day: z.int() }),
  reason('visits', { visitsBefore: Count, visitsNow: Count, days: Days }),
  reason('quiet-days', { quietDays: Days }),
]);
export type Reason = z.infer<typeof Reason>;
export type ReasonCode = Reason['code'];

/** What else is known of a customer; each is left out when it is not. */
export interface Signals {
  complaintOpenDays?: number;
  rating?: { rating: number; outOf: number; day: number };
  visits?: { visitsBefore: number; visitsNow: number; days: number };
}

export interface ReasonRecord {
  stats: Pick<Stats, 'firstDay' | 'lastDay' | 'repeatDays' | 'revenue' | 'refunded'>;
  score: Pick<Score, 'band' | 'risk' | 'lostChance'>;
  /** The shop's usual time to a second purchase (model record). */
  usualReturnDays: number;
  quiet?: readonly QuietRange[];
  signals?: Signals;
}

/**
 * How much of the chance to return each is taken to cost at its worst. They order reasons and nothing else: no risk
 * is computed from them. A complaint outweighs a refund, which outweighs fewer visits.
 */
const worst = { complaint: 0.6, rating: 0.5, refund: 0.4, visits: 0.3 };
/** A refund below this share of what was bought is not worth a sentence. */
const SHARE_WORTH_SAYING = 0.1;
/** From this many days on an open complaint weighs in full. */
const LONG_OPEN_DAYS = 14;

const listed = new Set(['watch', 'at-risk', 'lapsed']);

/** Average days between a customer's purchase days, at least 1; undefined for somebody who bought on one day only. */
export function usualIntervalDays(
  stats: Pick<Stats, 'firstDay' | 'lastDay' | 'repeatDays'>,
): number | undefined {
  if (stats.repeatDays === 0) return undefined;
  return Math.max(1, Math.round((stats.lastDay - stats.firstDay) / stats.repeatDays));
}

function silenceReason(record: ReasonRecord, silentDays: number): Reason[] {
  const { stats, score, usualReturnDays } = record;
  const contribution = score.lostChance ?? score.risk;
  const usualDays = usualIntervalDays(stats);
  if (usualDays === undefined) {
    if (silentDays <= usualReturnDays) return [];
    return [{ code: 'first-purchase', numbers: { silentDays, usualReturnDays }, contribution }];
  }
  if (silentDays > usualDays) {
    if (stats.repeatDays > 1) return [{ code: 'silence', numbers: { usualDays, silentDays }, contribution }];
    return [{ code: 'second-purchase', numbers: { intervalDays: usualDays, silentDays }, contribution }];
  }
  if (!listed.has(score.band)) return [];
  return [{ code: 'last-purchase', numbers: { silentDays }, contribution }];
}

function refundReason({ stats: { revenue, refunded } }: ReasonRecord): Reason[] {
  if (refunded <= 0 || revenue <= 0 || refunded < SHARE_WORTH_SAYING * revenue) return [];
  const contribution = worst.refund * Math.min(1, refunded / revenue);
  return [{ code: 'refund', numbers: { refunded, bought: revenue }, contribution }];
}

function signalReasons({ complaintOpenDays, rating, visits }: Signals): Reason[] {
  const reasons: Reason[] = [];
  if (complaintOpenDays !== undefined) {
    const contribution = worst.complaint * Math.min(1, (complaintOpenDays + 1) / LONG_OPEN_DAYS);
    reasons.push({ code: 'complaint', numbers: { openDays: complaintOpenDays }, contribution });
  }
  if (rating && rating.rating <= rating.outOf / 2) {
    const contribution = worst.rating * (1 - rating.rating / rating.outOf);
    reasons.push({ code: 'rating', numbers: { ...rating }, contribution });
  }
  if (visits && visits.visitsNow < visits.visitsBefore) {
    const contribution = worst.visits * (1 - visits.visitsNow / visits.visitsBefore);
    reasons.push({ code: 'visits', numbers: { ...visits }, contribution });
  }
  return reasons;
}

/** The reasons for a customer's score on a day, the weightiest first; none for a customer with nothing to explain. */
export function reasonsOf(record: ReasonRecord, asOfDay: number): Reason[] {
  const { lastDay } = record.stats;
  const silence = silenceReason(record, Math.max(0, asOfDay - lastDay));
  const quietDays = quietDaysBetween(record.quiet ?? [], lastDay, asOfDay);
  const quiet: Reason[] =
    silence.length > 0 && quietDays > 0
      ? [{ code: 'quiet-days', numbers: { quietDays }, contribution: 0 }]
      : [];
  return [...silence, ...refundReason(record), ...signalReasons(record.signals ?? {}), ...quiet].toSorted(
    (a, b) => b.contribution - a.contribution,
  );
}
