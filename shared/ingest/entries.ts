// Accepted events as items of the log.
import { hashOf } from '../platform/ids.ts';
import { cutText } from '../platform/text.ts';
import type { Accepted, Envelope, Rejected } from './accept.ts';
import { MAX_EVENT_BYTES, packBody, packText } from './body.ts';
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
  const { kind, id, name, order, signal, body, expiresAt, flags } = accepted;
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
    ...(signal && { signal }),
    ...flags,
    body,
    ...(expiresAt !== undefined && { expiresAt }),
  };
}

/**
 * One entry per customer, kind and message id, the first: stores refuse a batch with a key twice, and clients do send the
 * same event twice, some with a new timestamp.
 */
export function distinctEntries(entries: readonly Entry[]): Entry[] {
  const byKey = new Map<string, Entry>();
  for (const entry of entries) {
    const key = `${entry.pk}#${entry.kind}#${entry.id}`;
    if (!byKey.has(key)) byKey.set(key, entry);
  }
  return [...byKey.values()];
}

export const REJECTED_DAYS = 30;
const DAY_SECONDS = 86_400;
// An item may have 400 KB, and packed text can be as long as plain text.
const MAX_BYTES = 256 * 1024;

export const rejectedDayKey = (date: string): string => `rejected#${date}`;

const MS_DIGITS = 9;

/** The id of a rejected event says when it came, so that one id is enough to find it. */
function rejectedId(receivedAt: number, about: readonly string[]): string {
  return `rej_${receivedAt.toString(36).padStart(MS_DIGITS, '0')}${hashOf(about, 20)}`;
}

/** Where a rejected event of this id stands. */
export function rejectedKey(id: string): { pk: string; sk: string } {
  const receivedAt = instantText(Number.parseInt(id.slice(4, 4 + MS_DIGITS), 36));
  return { pk: rejectedDayKey(receivedAt.slice(0, 10)), sk: `rejected#${receivedAt}#${id}` };
}

/** What came beside an event that was rejected: needed to judge it again. */
interface CameWith {
  source: string;
  /** Milliseconds. */
  receivedAt: number;
  /** Its place in the request. */
  index: number;
  envelope?: Envelope;
}

// What the events of a batch share is kept with each rejected one: small, or not at all.
const isPackable = ({ contextBytes = 0 }: Envelope) => contextBytes < MAX_EVENT_BYTES;

/** A rejected event as kept for 30 days. */
export function rejectedItem(rejected: Rejected, from: CameWith) {
  const receivedAt = instantText(from.receivedAt);
  const { envelope } = from;
  const bytes = Buffer.from(rejected.text);
  const isCut = bytes.length > MAX_BYTES || (envelope !== undefined && !isPackable(envelope));
  const id = rejectedId(from.receivedAt, [from.source, String(from.index), rejected.text]);
  const { type, context, sentAt } = envelope ?? {};
  return {
    ...rejectedKey(id),
    id,
    receivedAt,
    source: from.source,
    ...(rejected.type !== undefined && { type: rejected.type }),
    ...(rejected.messageId !== undefined && { messageId: rejected.messageId }),
    reasons: rejected.reasons
      .slice(0, 10)
      .map(({ pointer, detail }) => ({ pointer: cutText(pointer, 200), detail })),
    body: packText(bytes.subarray(0, MAX_BYTES).toString('utf8')),
    ...(envelope && isPackable(envelope) && { envelope: packBody({ type, context, sentAt }) }),
    isCut,
    expiresAt: Math.floor(from.receivedAt / 1000) + REJECTED_DAYS * DAY_SECONDS,
  };
}
