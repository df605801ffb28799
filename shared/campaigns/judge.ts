// Asks the gate of a message's kind, with the facts it needs.
import type { Customer } from '../customers/schema.ts';
import type { AllowanceStore } from './allowance-store.ts';
import { decideConfirmation } from './confirmation-gate.ts';
import { type Decision, decide, no } from './gate.ts';
import type { QuietHours } from './quiet-hours.ts';
import type { SalesStore } from './sales-store.ts';
import type { Message } from './schema.ts';
import type { MessageStore } from './store.ts';
import type { SuppressionStore } from './suppression-store.ts';

export interface JudgeParts {
  store: Pick<MessageStore, 'messages'>;
  suppressions: Pick<SuppressionStore, 'find'>;
  allowance: Pick<AllowanceStore, 'take'>;
  sales: Pick<SalesStore, 'areMissing'>;
  /** Whether a merge of this customer, or its undoing, is still on its way. */
  isUnsettled: (customer: Customer) => Promise<boolean>;
  hashAddress: (email: string) => string;
  rules: { businessTimeZone: string; quietHours: QuietHours };
}

export async function judge(
  parts: JudgeParts,
  message: Message,
  customer: Customer | undefined,
  now: number,
): Promise<Decision> {
  const { email } = customer?.profile ?? {};
  const hash = email === undefined ? undefined : parts.hashAddress(email);
  const suppression = hash === undefined ? undefined : await parts.suppressions.find(hash);
  if (message.campaign === 'consent-confirmation') {
    const decision = decideConfirmation({ message, customer, addressHash: hash, suppression }, now);
    if (!decision.send || hash === undefined) return decision;
    return (await parts.allowance.take(hash, message.id, now)) ? decision : no('frequency-cap');
  }
  const all = await parts.store.messages(message.pk);
  // Whoever asked for a confirmation has not been written to by us.
  const messages = all.filter(({ campaign }) => campaign !== 'consent-confirmation');
  const areSalesMissing = await parts.sales.areMissing(now);
  const isUnsettled = customer !== undefined && (await parts.isUnsettled(customer));
  const history = { messages, isUnsettled, areSalesMissing };
  const facts = { message, customer, addressHash: hash, suppression, ...history };
  return decide({ ...facts, ...parts.rules }, now);
}
