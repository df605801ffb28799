// Carries out what an SES event means. Every write may be repeated: SES events come twice, late and out of order.
import { bareAddress, type Feedback, type SesEvent } from './ses-event.ts';
import type { MessageStore } from './store.ts';
import type { SuppressionStore } from './suppression-store.ts';
import type { Withdraw } from './withdraw.ts';

export interface FeedbackParts {
  store: Pick<MessageStore, 'change'>;
  suppressions: Pick<SuppressionStore, 'add' | 'noteSoftBounce'>;
  withdraw: Withdraw;
  hashAddress: (email: string) => string;
}

export async function takeFeedback(
  parts: FeedbackParts,
  event: SesEvent,
  feedback: Feedback,
  now: number,
): Promise<void> {
  const { suppressions, hashAddress } = parts;
  const at = new Date(now).toISOString();
  for (const address of feedback.suppress?.addresses ?? []) {
    const reason = feedback.suppress?.reason ?? 'bounced';
    await suppressions.add(hashAddress(bareAddress(address)), { reason, at });
  }
  await noteSoftBounces(parts, feedback, now);
  const { message } = feedback;
  if (!message) return;
  if (feedback.withdrawConsent) {
    await parts.withdraw(
      { customerId: message.key.customerId, source: 'complaint', id: message.key.id },
      now,
    );
  }
  const { key, to, from, reason } = message;
  const sesMessageId = event.detail.mail.messageId;
  await parts.store.change(key, { to, from, now, more: { sesMessageId, ...(reason && { reason }) } });
}

async function noteSoftBounces(
  { suppressions, hashAddress }: FeedbackParts,
  feedback: Feedback,
  now: number,
) {
  const { softBounce } = feedback;
  for (const address of softBounce?.addresses ?? []) {
    const hash = hashAddress(bareAddress(address));
    const isTooMany = await suppressions.noteSoftBounce(
      hash,
      { id: softBounce?.id ?? '', at: softBounce?.at ?? '' },
      now,
    );
    if (isTooMany) await suppressions.add(hash, { reason: 'bounces-often', at: new Date(now).toISOString() });
  }
}
