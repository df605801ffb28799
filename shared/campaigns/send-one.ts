// Sends one message: ask the gate, claim, hand to SES, note the verdict. Every step may be repeated or be the last.
import type { Customer } from '../customers/schema.ts';
import type { Language } from '../platform/i18n.ts';
import type { Mail, Mailer, Verdict } from '../platform/mailer.ts';
import { type JudgeParts, judge } from './judge.ts';
import type { Message, MessageKey, MessageState, Refusal, SendJob } from './schema.ts';
import type { SendQueue } from './send-queue.ts';
import { spreadSeconds } from './spread.ts';
import type { Change, MessageStore, PurchaseRow } from './store.ts';

export interface SendParts extends JudgeParts {
  store: Pick<MessageStore, 'message' | 'messages' | 'purchases' | 'change'>;
  readCustomer: (id: string) => Promise<Customer | undefined>;
  queue: Pick<SendQueue, 'add'>;
  mailer: Pick<Mailer, 'send'>;
  compose: (
    message: Message,
    customer: Customer,
    purchases: readonly PurchaseRow[],
    now: number,
  ) => { mail: Mail; language: Language };
  /** Names this attempt; never the same twice. */
  newClaim: () => string;
}

/** After this long a claim without a verdict belongs to an invocation that is dead. Lambda's limit is 15 minutes. */
export const CLAIM_LASTS = 15 * 60_000;

/** What became of a job, for the log. `waiting`: it goes round the queue. `idle`: there was nothing (more) to do. */
export interface Handled {
  outcome: 'waiting' | 'idle' | Exclude<MessageState, 'queued' | 'sending'>;
  reason?: string;
}

const iso = (ms: number) => new Date(ms).toISOString();

/** Works one job off. Throws only for what a retry or an operator can mend; then nothing was sent. */
export async function sendOne(parts: SendParts, job: SendJob, now: number): Promise<Handled> {
  if (job.notBefore !== undefined && Date.parse(job.notBefore) > now) return wait(parts, job, now);
  const key: MessageKey = { customerId: job.customerId, id: job.id };
  const message = await parts.store.message(key);
  if (message?.state === 'sending') return mindClaim(parts, message, now);
  if (message?.state !== 'queued') return { outcome: 'idle' };
  const customer = await parts.readCustomer(key.customerId);
  const decision = await judge(parts, message, customer, now);
  if (!decision.send) return hold(parts, key, decision, now);
  return customer ? claimAndSend(parts, message, customer, now) : { outcome: 'idle' };
}

async function wait({ queue }: SendParts, job: SendJob, now: number, reason?: string): Promise<Handled> {
  await queue.add(job, now);
  return { outcome: 'waiting', ...(reason && { reason }) };
}

/** Notes why a message does not go now; one that may go later goes round the queue. */
async function hold(
  parts: SendParts,
  key: MessageKey,
  { reason, retryAt }: { reason: Refusal; retryAt?: number },
  now: number,
): Promise<Handled> {
  const { store } = parts;
  if (retryAt === undefined) {
    await store.change(key, { to: 'refused', from: ['queued'], now, more: { reason } });
    return { outcome: 'refused', reason };
  }
  // Somebody sits and waits for a confirmation; it waits for its address only.
  const spread = reason === 'no-email' ? 0 : spreadSeconds(key.customerId);
  const notBefore = iso(retryAt + 1_000 * spread);
  await store.change(key, { to: 'queued', from: ['queued'], now, more: { reason, notBefore } });
  return wait(parts, { ...key, notBefore }, now, reason);
}

/** A claimed message is never sent again: looked at once more when the claim must be dead, then `unknown`. */
async function mindClaim(parts: SendParts, message: Message, now: number): Promise<Handled> {
  const key: MessageKey = { customerId: message.pk, id: message.id };
  const deadAt = Date.parse(message.stateAt) + CLAIM_LASTS;
  if (now < deadAt) return wait(parts, { ...key, notBefore: iso(deadAt) }, now, 'claimed');
  const reason = 'interrupted';
  await parts.store.change(key, { to: 'unknown', from: ['sending'], now, more: { reason } });
  return { outcome: 'unknown', reason };
}

async function claimAndSend(
  parts: SendParts,
  message: Message,
  customer: Customer,
  now: number,
): Promise<Handled> {
  const { store } = parts;
  const key: MessageKey = { customerId: message.pk, id: message.id };
  // Composed before the claim: a mail that cannot be composed must not leave a claim behind.
  const { mail, language } = parts.compose(message, customer, await store.purchases(key.customerId), now);
  const claim = parts.newClaim();
  const isMine = await store.change(key, { to: 'sending', from: ['queued'], now, more: { claim, language } });
  return isMine ? note(parts, key, claim, await parts.mailer.send(mail), now) : { outcome: 'idle' };
}

/** Writes the verdict, unless an SES event has settled the message meanwhile. */
async function note(
  parts: SendParts,
  key: MessageKey,
  claimedBy: string,
  verdict: Verdict,
  now: number,
): Promise<Handled> {
  const settle = (to: MessageState, more: Change['more']) =>
    parts.store.change(key, { to, from: ['sending'], claimedBy, now, more });
  if (verdict.outcome === 'sent') {
    await settle('sent', { sesMessageId: verdict.sesMessageId });
    return { outcome: 'sent' };
  }
  const { outcome, reason } = verdict;
  switch (outcome) {
    case 'unknown':
    case 'rejected': {
      const to = outcome === 'rejected' ? 'failed' : 'unknown';
      await settle(to, { reason });
      return { outcome: to, reason };
    }
    case 'throttled': {
      const notBefore = iso(now + 1_000 * (verdict.retryAfterSeconds + spreadSeconds(claimedBy) / 10));
      await settle('queued', { reason, notBefore });
      return wait(parts, { ...key, notBefore }, now, reason);
    }
    case 'blocked':
      await settle('queued', { reason });
      throw new Error(`SES takes no mail from this account: ${reason}`);
  }
}
