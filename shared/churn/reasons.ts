// Why a customer is where they are: structured reasons from stored numbers only. Sentences: reason-texts.ts.
import * as z from 'zod';
import type { Signals, Stats } from '../customers/schema.ts';
import { visitDaysOf } from '../ingest/visit-days.ts';
import { type QuietRange, quietDaysBetween } from './quiet-days.ts';
import type { Score } from './schema.ts';
import { COMPLAINT_DAYS, isLow, type SignalName } from './signals.ts';

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
  reason('rating', { rating: z.number().min(0), outOf: z.number().min(0), day: z.int() }),
  reason('visits', { visitsBefore: Count, visitsNow: Count, days: Days }),
  reason('bounce', { day: z.int() }),
  reason('quiet-days', { quietDays: Days }),
]);
export type Reason = z.infer<typeof Reason>;
export type ReasonCode = Reason['code'];

export interface ReasonRecord {
  stats: Pick<Stats, 'firstDay' | 'lastDay' | 'repeatDays' | 'revenue' | 'refunded'>;
  score: Pick<Score, 'band' | 'risk' | 'lostChance' | 'signals'>;
  /** The shop's usual time to a second purchase (model record). */
  usualReturnDays: number;
  quiet?: readonly QuietRange[];
  signals?: Omit<Signals, 'version'> | undefined;
}

/**
 * A signal that the shop's own past has given a weight costs what the score says. The others are told as context, for
 * whoever reads knows what to make of a complaint: they are taken to cost this much at their worst, which orders reasons
 * and nothing else. No risk is computed from it.
 */
const worst: Record<SignalName, number> = {
  complaint: 0.6,
  rating: 0.5,
  refund: 0.4,
  visits: 0.3,
  bounce: 0.2,
};
/** A refund below this share of what was bought is not worth a sentence. */
const SHARE_WORTH_SAYING = 0.1;
/** A low rating and a bounce are worth a sentence for so long. */
const RATING_DAYS = 180;
const BOUNCE_DAYS = 180;
/** Visiting days are compared over two stretches of this length. */
const VISIT_SPAN = 30;
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

const costOf = ({ score }: ReasonRecord, name: SignalName, asContext: number): number =>
  score.signals?.[name] ?? worst[name] * Math.min(1, Math.max(0, asContext));

function refundReason(record: ReasonRecord): Reason[] {
  const { revenue, refunded } = record.stats;
  if (refunded <= 0 || revenue <= 0 || refunded < SHARE_WORTH_SAYING * revenue) return [];
  const contribution = costOf(record, 'refund', refunded / revenue);
  return [{ code: 'refund', numbers: { refunded, bought: revenue }, contribution }];
}

function complaintReason(record: ReasonRecord, asOfDay: number): Reason[] {
  const since = record.signals?.complaintSince;
  if (since === undefined || asOfDay - since > COMPLAINT_DAYS) return [];
  const openDays = Math.max(0, asOfDay - since);
  const contribution = costOf(record, 'complaint', (openDays + 1) / LONG_OPEN_DAYS);
  return [{ code: 'complaint', numbers: { openDays }, contribution }];
}

function ratingReason(record: ReasonRecord, asOfDay: number): Reason[] {
  const rating = record.signals?.rating;
  if (!rating || !isLow(rating) || asOfDay - rating.day > RATING_DAYS) return [];
  const contribution = costOf(record, 'rating', 1 - rating.rating / rating.outOf);
  return [{ code: 'rating', numbers: { ...rating }, contribution }];
}

function visitsReason(record: ReasonRecord, asOfDay: number): Reason[] {
  const ages = visitDaysOf(record.signals?.visits).map((day) => asOfDay - day);
  const within = (from: number) => ages.filter((age) => age >= from && age < from + VISIT_SPAN).length;
  const [visitsNow, visitsBefore] = [within(0), within(VISIT_SPAN)];
  if (visitsNow >= visitsBefore) return [];
  const contribution = costOf(record, 'visits', 1 - visitsNow / visitsBefore);
  return [{ code: 'visits', numbers: { visitsBefore, visitsNow, days: VISIT_SPAN }, contribution }];
}

function bounceReason(record: ReasonRecord, asOfDay: number): Reason[] {
  const mail = record.signals?.mail;
  if (!mail?.isBounced || asOfDay - mail.day > BOUNCE_DAYS) return [];
  return [{ code: 'bounce', numbers: { day: mail.day }, contribution: costOf(record, 'bounce', 1) }];
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
  const beyond = [complaintReason, ratingReason, visitsReason, bounceReason].flatMap((reasonFor) =>
    reasonFor(record, asOfDay),
  );
  return [...silence, ...refundReason(record), ...beyond, ...quiet].toSorted(
    (a, b) => b.contribution - a.contribution,
  );
}
