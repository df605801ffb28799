// A message to one customer as the log keeps it, the suppression list, and the job that waits in the send queue.
import * as z from 'zod';
import { CustomerId, Language } from '../customers/schema.ts';
import { Entry } from '../ingest/schema.ts';
import { dateOfDay } from '../platform/days.ts';

export const Campaign = z.enum(['retention', 'consent-confirmation']);
export type Campaign = z.infer<typeof Campaign>;

/**
 * queued -> sending (claimed) -> sent -> delivered | bounced | complained. `refused`: the gate said no, for good.
 * `failed`: SES said no, for good. `unknown`: nobody can tell whether SES took it; never sent again.
 */
export const MessageState = z.enum([
  'queued',
  'refused',
  'sending',
  'unknown',
  'failed',
  'sent',
  'delivered',
  'bounced',
  'complained',
]);
export type MessageState = z.infer<typeof MessageState>;

/** Why the gate said no. Most are for good; some wait for a better time. */
export const Refusal = z.enum([
  'no-customer',
  'no-email',
  'no-consent',
  'other-address',
  'suppressed',
  'bought-again',
  'no-longer-at-risk',
  'expired',
  'unknown-time-zone',
  'already-granted',
  'merging',
  'open-complaint',
  'sales-missing',
  'frequency-cap',
  'quiet-hours',
]);
export type Refusal = z.infer<typeof Refusal>;

/** What a confirmation asks about: the request as it was made. */
export const AskedConsent = z.object({
  source: z.string(),
  wordingVersion: z.string().optional(),
  requestedAt: z.iso.datetime(),
});
export type AskedConsent = z.infer<typeof AskedConsent>;

/**
 * One entry of `Activity`, sk `message#<episode day>#<campaign>`: one per customer, episode and campaign. A confirmation:
 * one per request, sk `message#<day of the request>#consent-confirmation-<hash of the request>`.
 */
export const Message = Entry.pick({ pk: true, sk: true, name: true, source: true, receivedAt: true }).extend({
  kind: z.literal('message'),
  /** `<episode day>_<campaign>`: what SES carries in a tag and hands back in its events. */
  id: z.string(),
  /** When it was queued. */
  at: z.iso.datetime(),
  campaign: Campaign,
  /** Day number of the last purchase before the silence; of a confirmation the day of the request. */
  episode: z.int(),
  state: MessageState,
  stateAt: z.iso.datetime(),
  /** A refusal, or what SES answered. */
  reason: z.string().optional(),
  /** While it waits: not before this time. */
  notBefore: z.iso.datetime().optional(),
  /** Names the invocation that claimed it. */
  claim: z.string().optional(),
  language: Language.optional(),
  sesMessageId: z.string().optional(),
  /** Of a confirmation. */
  consent: AskedConsent.optional(),
  /** When the button was pressed for the first time. */
  confirmedAt: z.iso.datetime().optional(),
});
export type Message = z.infer<typeof Message>;

export interface MessageKey {
  customerId: string;
  /** `Message.id`. */
  id: string;
}

const MESSAGE_ID = /^(\d{4}-\d{2}-\d{2})_([a-z0-9-]+)$/;

export const messageId = (episode: number, campaign: Campaign): string => `${dateOfDay(episode)}_${campaign}`;

/** Sort key of a message id; undefined when the text is no message id. */
export function messageSortKey(id: string): string | undefined {
  const [, day, campaign] = MESSAGE_ID.exec(id) ?? [];
  return day && campaign ? `message#${day}#${campaign}` : undefined;
}

/** Body of the send queue. `notBefore` lets a waiting message pass through without reading a table. */
export const SendJob = z.object({
  customerId: CustomerId,
  id: z.string().regex(MESSAGE_ID),
  notBefore: z.iso.datetime().optional(),
});
export type SendJob = z.infer<typeof SendJob>;

/** Program `suppression`/<address hash>. A later consent lifts `unsubscribed` and `erased`, never the other three. */
export const Suppression = z.object({
  reason: z.enum(['unsubscribed', 'erased', 'bounced', 'complained', 'bounces-often']),
  at: z.iso.datetime(),
});
export type Suppression = z.infer<typeof Suppression>;
