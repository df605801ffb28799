// What became of the last events of a write key, for whoever wires up a source. Kept only while its owner watches the key.
//
// Ids and verdicts only, nothing of a person, so that erasing somebody need not look here; a ring of 100 places per key.
import * as z from 'zod';
import { Violation } from '../quality/plan/violation.ts';
import type { Verdict } from './accept.ts';
import { instantText } from './times.ts';

export const RING = 100;
/** Of one request, at most: one more batch write, whatever it brings. */
const MAX_PER_REQUEST = 20;
const KEPT_MS = 3_600_000;

export const RecentEvent = z
  .object({
    receivedAt: z.string(),
    verdict: z
      .enum(['accepted', 'flagged', 'rejected'])
      .meta({ description: 'flagged: accepted, though it is not as the tracking plan says.' }),
    messageId: z
      .string()
      .optional()
      .meta({ description: 'As it names the event; made from its content when it had none.' }),
    kind: z.string().optional().meta({ description: 'Kind in the log: purchase, visit, ...' }),
    type: z.string().optional().meta({ description: 'Of a rejected event: its type as sent.' }),
    name: z.string().optional(),
    customerId: z.string().optional(),
    reasons: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
    violations: z.array(Violation).optional(),
    isUnplanned: z.literal(true).optional().meta({ description: 'The tracking plan names no such event.' }),
    plan: z.int().optional().meta({ description: 'Version of the tracking plan that found it.' }),
  })
  .meta({ id: 'RecentEvent' });
export type RecentEvent = z.infer<typeof RecentEvent>;

export const recentKey = (keyId: string): string => `recent#${keyId}`;

const isShort = (name: string): boolean => name.length <= 200;

/** The events of a request as others may see them, in the order sent; customers stand in the order of the accepted. */
export function recentEvents(
  verdicts: readonly Verdict[],
  customerIds: readonly string[],
  receivedAt: number,
): RecentEvent[] {
  const ids = customerIds.values();
  return verdicts.slice(0, MAX_PER_REQUEST).map((verdict) => {
    const base = { receivedAt: instantText(receivedAt) };
    if ('rejected' in verdict) {
      const { type, messageId, reasons } = verdict.rejected;
      return { ...base, verdict: 'rejected', type, messageId, reasons: reasons.slice(0, 5) };
    }
    const { kind, id, name, flags } = verdict.accepted;
    const event = { kind, messageId: id, ...(isShort(name) && { name }), customerId: ids.next().value };
    return { ...base, verdict: flags?.violations ? 'flagged' : 'accepted', ...event, ...flags };
  });
}

/** Items of the ring, the first at place `start`. */
export const recentItems = (keyId: string, events: readonly RecentEvent[], start: number) =>
  events.map((event, index) => ({
    pk: recentKey(keyId),
    sk: `place#${String((start + index) % RING).padStart(2, '0')}`,
    ...event,
    expiresAt: Math.floor((Date.parse(event.receivedAt) + KEPT_MS) / 1000),
  }));

/** Newest first, without those whose hour is over (DynamoDB deletes them when it gets round to it). */
export const shownRecent = (events: readonly RecentEvent[], now: number): RecentEvent[] =>
  events
    .filter(({ receivedAt }) => Date.parse(receivedAt) + KEPT_MS > now)
    .sort((one, other) =>
      one.receivedAt < other.receivedAt ? 1 : one.receivedAt > other.receivedAt ? -1 : 0,
    );
