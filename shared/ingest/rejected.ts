// The list of rejected events: what a row is, which rows are asked for, how far one call goes.
import * as z from 'zod';
import { type Envelope, sharedContext } from './accept.ts';
import { unpackBody, unpackText } from './body.ts';
import { EventType } from './incoming.ts';

export const RejectedId = z
  .string()
  .regex(/^rej_[0-9a-z]{9}[0-9a-f]{20}$/, 'an id of GET /v1/ingest/rejected');

export const RejectedEvent = z
  .object({
    id: z.string(),
    receivedAt: z.string(),
    source: z
      .string()
      .describe('The source name or id of the write key, or the webhook endpoint, that brought it'),
    type: z.string().optional(),
    messageId: z.string().optional(),
    reasons: z.array(z.object({ pointer: z.string(), detail: z.string() })),
    body: z.string().describe('The event as sent; cut when it was larger than we keep'),
    isCut: z.boolean(),
    replayedAt: z
      .string()
      .optional()
      .describe('A webhook that was sent through again; it has no date any more when it was rejected again'),
  })
  .meta({ id: 'RejectedEvent' });
export type RejectedEvent = z.infer<typeof RejectedEvent>;

export const RejectedFilter = z.object({
  day: z.iso.date().optional().describe('Day of arrival, UTC'),
  source: z.string().min(1).max(100).optional(),
  reason: z.string().min(1).max(100).optional().describe('Part of the text or pointer of a reason'),
});
export type RejectedFilter = z.infer<typeof RejectedFilter>;

/** A row as stored. */
export const RejectedRow = RejectedEvent.extend({
  body: z.instanceof(Uint8Array),
  envelope: z.instanceof(Uint8Array).optional(),
  /** Write key that brought it; none for webhooks. */
  key: z.string().optional(),
  /** Of a webhook: what its queue takes. */
  delivery: z.record(z.string(), z.unknown()).optional(),
  expiresAt: z.number(),
});
export type RejectedRow = z.infer<typeof RejectedRow>;

const KeptEnvelope = z.object({
  type: EventType.optional(),
  context: z.record(z.string(), z.unknown()).default({}),
  sentAt: z.number().optional(),
});

/** The row as the API gives it. */
export function shownRow({
  expiresAt: _,
  envelope: _e,
  key: _k,
  delivery: _d,
  body,
  ...row
}: RejectedRow): RejectedEvent {
  return { ...row, body: unpackText(body) };
}

/** What came with the event, as it was when it came. */
export function envelopeOf({ envelope, receivedAt }: RejectedRow): Envelope {
  const { type, context, sentAt } = KeptEnvelope.parse(envelope ? unpackBody(envelope) : {});
  return { ...(type && { type }), ...sharedContext(context), sentAt, receivedAt: Date.parse(receivedAt) };
}

/** The event as sent; undefined when it is not whole, or was never readable. */
export function eventOf({ isCut, body }: RejectedRow): unknown {
  if (isCut) return undefined;
  try {
    return JSON.parse(unpackText(body));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}

const names = (text: string, part: string) => text.toLowerCase().includes(part.toLowerCase());

/** Whether a row is asked for, its day aside. */
export function fits(row: RejectedRow, { source, reason }: RejectedFilter): boolean {
  if (source !== undefined && row.source !== source) return false;
  return (
    reason === undefined ||
    row.reasons.some(({ pointer, detail }) => names(pointer, reason) || names(detail, reason))
  );
}
