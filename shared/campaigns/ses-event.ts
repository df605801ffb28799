// SES events as EventBridge brings them (source `aws.ses`), and what each means for a message and an address.
// https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
import * as z from 'zod';
import { CustomerId } from '../customers/schema.ts';
import { type MessageKey, type MessageState, messageSortKey, type Suppression } from './schema.ts';

const Recipients = z.array(z.object({ emailAddress: z.string() }));

export const SesEvent = z.object({
  id: z.string(),
  time: z.string(),
  detail: z.object({
    eventType: z.string(),
    mail: z.object({
      messageId: z.string(),
      destination: z.array(z.string()).default([]),
      tags: z.record(z.string(), z.array(z.string())).default({}),
    }),
    bounce: z
      .object({
        bounceType: z.string(),
        bounceSubType: z.string().optional(),
        bouncedRecipients: Recipients.default([]),
        feedbackId: z.string().optional(),
        timestamp: z.string().optional(),
      })
      .optional(),
    complaint: z.object({ complainedRecipients: Recipients.default([]) }).optional(),
  }),
});
export type SesEvent = z.output<typeof SesEvent>;

export interface Feedback {
  /** Undefined for a mail that is not to a customer, such as the at-risk list. */
  message?: { key: MessageKey; to: MessageState; from: readonly MessageState[]; reason?: string };
  /** Addresses that must not be written to again. */
  suppress?: { reason: Suppression['reason']; addresses: readonly string[] };
  /** Addresses that could not be reached this time; `id` is the same for the same bounce. */
  softBounce?: { id: string; at: string; addresses: readonly string[] };
  /** The customer does not want our mails. */
  withdrawConsent?: boolean;
}

/** States a mail may be in before each; a late or repeated event of an earlier state changes nothing. */
const before: Partial<Record<MessageState, readonly MessageState[]>> = {
  sent: ['sending', 'unknown'],
  failed: ['sending', 'unknown', 'sent'],
  delivered: ['sending', 'unknown', 'sent'],
  bounced: ['sending', 'unknown', 'sent', 'delivered'],
  complained: ['sending', 'unknown', 'sent', 'delivered', 'bounced'],
};

/** The message named in the tags we gave the mail (compose.ts). */
function messageKey(tags: SesEvent['detail']['mail']['tags']): MessageKey | undefined {
  const customerId = CustomerId.safeParse(tags.customer?.[0]).data;
  const id = tags.message?.[0];
  return customerId && id && messageSortKey(id) ? { customerId, id } : undefined;
}

const settled = (event: SesEvent, to: MessageState, reason?: string): Feedback['message'] => {
  const key = messageKey(event.detail.mail.tags);
  return key && { key, to, from: before[to] ?? [], ...(reason && { reason }) };
};

const withMessage = (message: Feedback['message'], more: Feedback = {}): Feedback => ({
  ...(message && { message }),
  ...more,
});

function bounceFeedback(event: SesEvent): Feedback {
  const { bounce, mail } = event.detail;
  const kind = [bounce?.bounceType, bounce?.bounceSubType].filter(Boolean).join(' ');
  const message = settled(event, 'bounced', kind);
  const named = (bounce?.bouncedRecipients ?? []).map(({ emailAddress }) => emailAddress);
  const addresses = named.length > 0 ? named : mail.destination;
  if (bounce?.bounceType === 'Permanent')
    return withMessage(message, { suppress: { reason: 'bounced', addresses } });
  const softBounce = {
    id: bounce?.feedbackId ?? event.detail.mail.messageId,
    at: bounce?.timestamp ?? event.time,
    addresses,
  };
  return withMessage(message, { softBounce });
}

/** What an event means. Opens and clicks mean nothing here: scanners make them too. */
export function feedbackOf(event: SesEvent): Feedback {
  switch (event.detail.eventType) {
    case 'Send':
      return withMessage(settled(event, 'sent'));
    case 'Delivery':
      return withMessage(settled(event, 'delivered'));
    case 'Reject':
      return withMessage(settled(event, 'failed', 'rejected by SES'));
    case 'Bounce':
      return bounceFeedback(event);
    case 'Complaint': {
      const { complaint, mail } = event.detail;
      const named = (complaint?.complainedRecipients ?? []).map(({ emailAddress }) => emailAddress);
      // Several recipients of one provider may be listed for one complaint; ours have one recipient a mail.
      const addresses = named.length > 0 ? named : mail.destination;
      return withMessage(settled(event, 'complained'), {
        suppress: { reason: 'complained', addresses },
        withdrawConsent: true,
      });
    }
    default:
      return {};
  }
}

/** An address out of `Name <address>` or a bare one. */
export const bareAddress = (text: string): string => /<([^<>]+)>\s*$/.exec(text)?.[1] ?? text;
