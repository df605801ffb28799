// The fold of what is known of a customer beyond purchases: open complaint, rating, visiting days, whether mail arrives.
import type { Customer, Signals } from '../customers/schema.ts';
import { dayOf } from '../platform/days.ts';
import type { Change } from './change.ts';
import { compareEntries } from './orders.ts';
import type { Entry, SignalFact } from './schema.ts';
import { visitDaysOf, withVisit } from './visit-days.ts';

/** A complaint or rating of the log, as far as the fold looks at it. */
export type LoggedSignal = Pick<Entry, 'sk' | 'id' | 'at'> & { signal: SignalFact };
export type FoldedSignals = Omit<Signals, 'version'>;

export interface SignalLog {
  /** All complaints and ratings of the customer. */
  signals?: readonly LoggedSignal[];
  /** Instants of all visits. */
  visits?: readonly string[];
}

/** The distinct entries (by `sk`), chronological; the key decides between equal times and ids. */
export function inOrder(entries: readonly LoggedSignal[]): LoggedSignal[] {
  return [...new Map(entries.map((entry) => [entry.sk, entry])).values()].sort(
    (one, other) => compareEntries(one, other) || (one.sk < other.sk ? -1 : 1),
  );
}

/** Day on which the oldest case that is still open was opened, after each complaint entry; undefined: none is open. */
export function complaintStates(
  entries: readonly LoggedSignal[],
  timeZone: string,
): { day: number; since: number | undefined }[] {
  const open = new Map<string, number>();
  return inOrder(entries).flatMap(({ at, signal }) => {
    if (signal.type !== 'complaint') return [];
    const day = dayOf(at, timeZone);
    const { case: id = '' } = signal;
    if (signal.isOpen) open.set(id, open.get(id) ?? day);
    // An end that names no case ends them all: nobody can tell which.
    else if (id === '') open.clear();
    else open.delete(id);
    return [{ day, since: open.size > 0 ? Math.min(...open.values()) : undefined }];
  });
}

/** What the complaints and ratings of a log amount to, in any order and with any repetitions. */
export function feedbackOf(
  entries: readonly LoggedSignal[],
  timeZone: string,
): Pick<FoldedSignals, 'complaintSince' | 'rating'> {
  const since = complaintStates(entries, timeZone).at(-1)?.since;
  const last = inOrder(entries).findLast(({ signal }) => signal.type === 'rating');
  return {
    ...(since !== undefined && { complaintSince: since }),
    ...(last?.signal.type === 'rating' && {
      rating: {
        rating: last.signal.rating,
        outOf: last.signal.outOf,
        day: dayOf(last.at, timeZone),
      },
    }),
  };
}

/** The newest word on whether mail arrives; on one day a bounce stands. */
function newerMail(mail: FoldedSignals['mail'], other: FoldedSignals['mail']): FoldedSignals['mail'] {
  if (!mail || !other) return mail ?? other;
  if (mail.day !== other.day) return mail.day > other.day ? mail : other;
  return mail.isBounced ? mail : other;
}

/** With the visits that arrived: what a set of days becomes without a look at the log. */
function withArrived(visits: FoldedSignals['visits'], changes: readonly Change[], timeZone: string) {
  return changes
    .filter(({ entry, isGone }) => entry.kind === 'visit' && !isGone)
    .reduce((known, { entry }) => withVisit(known, dayOf(entry.at, timeZone)), visits);
}

/** Complaints and ratings are rare and depend on each other: any change of them is folded from the log. */
function needsOf(
  visits: FoldedSignals['visits'],
  changes: readonly Change[],
  timeZone: string,
  log: SignalLog,
): (keyof SignalLog)[] {
  const needs: (keyof SignalLog)[] = [];
  if (!log.signals && changes.some(({ entry }) => entry.kind === 'signal')) needs.push('signals');
  const days = visitDaysOf(visits);
  const isUndone = ({ entry, isNew, isGone }: Change) =>
    entry.kind === 'visit' && !isNew && (!isGone || days.includes(dayOf(entry.at, timeZone)));
  if (!log.visits && changes.some(isUndone)) needs.push('visits');
  return needs;
}

/**
 * Signals after some changes, or what of the log must be read for them; undefined: these changes are about something else.
 * Visits and mail are sets and maxima, so they need no log: only a visit that changed or went does.
 */
export function foldSignals(
  customer: Pick<Customer, 'signals'>,
  changes: readonly Change[],
  timeZone: string,
  log: SignalLog,
): { folded: FoldedSignals } | { needs: (keyof SignalLog)[] } | undefined {
  const mine = changes.filter(({ entry, mail }) => entry.kind === 'signal' || entry.kind === 'visit' || mail);
  if (mine.length === 0) return undefined;
  const { version: _, ...before } = customer.signals ?? { version: 0 };
  const { complaintSince, rating, mail } = before;
  const arrived = withArrived(before.visits, mine, timeZone);
  const needs = needsOf(arrived, mine, timeZone, log);
  if (needs.length > 0) return { needs };
  const visits = log.visits
    ? log.visits.reduce<typeof arrived>((known, at) => withVisit(known, dayOf(at, timeZone)), undefined)
    : arrived;
  const outcome = mine.reduce(
    (newest, { mail: fate }) =>
      newerMail(newest, fate && { day: dayOf(fate.at, timeZone), isBounced: fate.isBounced }),
    mail,
  );
  return {
    folded: {
      ...(log.signals
        ? feedbackOf(log.signals, timeZone)
        : { ...(complaintSince !== undefined && { complaintSince }), ...(rating && { rating }) }),
      ...(visits && { visits }),
      ...(outcome && { mail: outcome }),
    },
  };
}
