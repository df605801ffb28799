// The dated facts of a customer's log from which every signal can be told on any day of the past; bounded per customer.
import type { LoggedOrder } from '../ingest/orders.ts';
import { complaintStates, inOrder, type LoggedSignal } from '../ingest/signals.ts';
import { VISIT_DAYS } from '../ingest/visit-days.ts';
import { dayOf } from '../platform/days.ts';
import { isLow, type Known } from './signals.ts';

export const factKinds = ['complaint', 'rating', 'refund', 'mail', 'visit', 'visits-from'] as const;
type FactKind = (typeof factKinds)[number];

/**
 * From `day` on. `value`: the day a complaint has been open since, or NONE; 1 for a low rating; 1 for mail that bounces.
 * `visits-from`: all visits since that day are known, older ones were forgotten or left out.
 */
export interface Fact {
  day: number;
  kind: FactKind;
  value: number;
}

export const NONE = -1;

/** Newest facts kept of each kind, and visiting days of a customer. */
const KEPT = 40;
const VISITS_KEPT = 200;
/** The log forgets visits after 400 days (ingest/kinds.ts). */
const VISITS_LOGGED_DAYS = 400;

export interface SignalEntries {
  orders: readonly Pick<LoggedOrder, 'kind' | 'at'>[];
  signals: readonly LoggedSignal[];
  mails: readonly { at: string; isBounced: boolean }[];
  /** Newest first; `isCut`: there are older ones that were not read. */
  visits: { at: readonly string[]; isCut: boolean };
}

/** The last word of each day. */
function perDay(facts: readonly Fact[]): Fact[] {
  return [...new Map(facts.map((fact) => [fact.day, fact])).values()];
}

function visitFacts({ at, isCut }: SignalEntries['visits'], untilDay: number, timeZone: string): Fact[] {
  if (at.length === 0) return [];
  const days = [...new Set(at.map((instant) => dayOf(instant, timeZone)))]
    .sort((one, other) => other - one)
    .filter((day) => day <= untilDay);
  const kept = days.slice(0, VISITS_KEPT).reverse();
  const isAll = !isCut && kept.length === days.length;
  // Of the oldest day that was read, some visits may be missing; the day itself is known.
  const from = Math.max(
    untilDay - VISITS_LOGGED_DAYS,
    isAll ? Number.NEGATIVE_INFINITY : (kept[0] ?? untilDay),
  );
  return [
    { day: from, kind: 'visits-from', value: 0 },
    ...kept.filter((day) => day >= from).map((day): Fact => ({ day, kind: 'visit', value: 0 })),
  ];
}

/** The facts up to a day, in order of time within each kind. */
export function factsOf(entries: SignalEntries, untilDay: number, timeZone: string): Fact[] {
  const complaints = complaintStates(entries.signals, timeZone).map(
    ({ day, since }): Fact => ({ day, kind: 'complaint', value: since ?? NONE }),
  );
  const ratings = inOrder(entries.signals).flatMap(({ at, signal }): Fact[] =>
    signal.type === 'rating'
      ? [{ day: dayOf(at, timeZone), kind: 'rating', value: isLow(signal) ? 1 : 0 }]
      : [],
  );
  const refunds = entries.orders
    .filter(({ kind }) => kind === 'refund')
    .map(({ at }): Fact => ({ day: dayOf(at, timeZone), kind: 'refund', value: 0 }))
    .sort((one, other) => one.day - other.day);
  const mails = entries.mails
    .map(({ at, isBounced }): Fact => ({ day: dayOf(at, timeZone), kind: 'mail', value: isBounced ? 1 : 0 }))
    .sort((one, other) => one.day - other.day || one.value - other.value);
  const kept = [complaints, ratings, refunds, mails].flatMap((facts) =>
    perDay(facts.filter(({ day }) => day <= untilDay)).slice(-KEPT),
  );
  return [...kept, ...visitFacts(entries.visits, untilDay, timeZone)];
}

/** What the facts say at the end of a day. Visits count only where all that could matter are known. */
export function knownAt(facts: readonly Fact[], day: number): Known {
  const last = (kind: FactKind) => facts.findLast((fact) => fact.kind === kind && fact.day <= day);
  const [complaint, rating, refund, mail] = [last('complaint'), last('rating'), last('refund'), last('mail')];
  const from = facts.find(({ kind }) => kind === 'visits-from')?.day ?? Number.POSITIVE_INFINITY;
  const visits = day - VISIT_DAYS >= from ? facts.filter((f) => f.kind === 'visit' && f.day <= day) : [];
  return {
    complaintSince: complaint && complaint.value !== NONE ? complaint.value : undefined,
    ...(rating && { rating: { isLow: rating.value === 1, day: rating.day } }),
    refundDay: refund?.day,
    visitDays: visits.map((visit) => visit.day),
    isBounced: mail?.value === 1,
  };
}
