// Accepted events as items of the log.
import { hashOf } from '../platform/ids.ts';
import type { Accepted, Rejected } from './accept.ts';
import { packText } from './body.ts';
import { type Entry, entryKey } from './schema.ts';
import { instantText } from './times.ts';

export interface Placed {
  accepted: Accepted;
  customerId: string;
  /** Milliseconds that stand for the raw time of an event that has none: when we first met it. */
  firstSeen: number;
}

/** The log entry of an event; `receivedAt` in milliseconds. Equal events give the equal key, whenever they arrive. */
export function entryOf(
  { accepted, customerId, firstSeen }: Placed,
  source: string,
  receivedAt: number,
): Entry {
  const { kind, id, name, order, body, expiresAt } = accepted;
  return {
    pk: customerId,
    sk: entryKey(kind, instantText(accepted.raw ?? firstSeen), id),
    kind,
    id,
    name,
    at: instantText(accepted.at ?? firstSeen),
    source,
    receivedAt: instantText(receivedAt),
    ...(order && { order }),
    body,
    ...(expiresAt !== undefined && { expiresAt }),
  };
}

/** One entry per key, the first: stores refuse a batch with a key twice, and clients do send the same event twice. */
export function distinctEntries(entries: readonly Entry[]): Entry[] {
  const byKey = new Map<string, Entry>();
  for (const entry of entries) {
    const key = `${entry.pk}#${entry.sk}`;
    if (!byKey.has(key)) byKey.set(key, entry);
  }
  return [...byKey.values()];
}

export const REJECTED_DAYS = 30;
const DAY_SECONDS = 86_400;
// An item may have 400 KB, and packed text can be as long as plain text.
const MAX_TEXT = 256 * 1024;

export const rejectedDayKey = (date: string): string => `rejected#${date}`;

/** A rejected event as kept for 30 days; `index` is its place in the request. */
export function rejectedItem(
  rejected: Rejected,
  from: { source: string; receivedAt: number; index: number },
) {
  const receivedAt = instantText(from.receivedAt);
  const isCut = rejected.text.length > MAX_TEXT;
  const id = `rej_${hashOf([from.source, receivedAt, String(from.index), rejected.text], 26)}`;
  return {
    pk: rejectedDayKey(receivedAt.slice(0, 10)),
    sk: `rejected#${receivedAt}#${id}`,
    id,
    receivedAt,
    source: from.source,
    ...(rejected.type !== undefined && { type: rejected.type }),
    ...(rejected.messageId !== undefined && { messageId: rejected.messageId }),
    reasons: rejected.reasons
      .slice(0, 10)
      .map(({ pointer, detail }) => ({ pointer: pointer.slice(0, 200), detail })),
    body: packText(isCut ? rejected.text.slice(0, MAX_TEXT) : rejected.text),
    isCut,
    expiresAt: Math.floor(from.receivedAt / 1000) + REJECTED_DAYS * DAY_SECONDS,
  };
}
