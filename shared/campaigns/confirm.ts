// What the button behind a confirmation link does: the consent, once, with the proof of how it was given.
import { consentEntry } from '../customers/consent-entry.ts';
import type { Customer } from '../customers/schema.ts';
import { ConditionFailed } from '../platform/errors.ts';
import type { Table } from '../platform/table.ts';
import type { Confirmation } from './confirm-token.ts';
import { standing } from './standing.ts';
import type { MessageStore } from './store.ts';

export interface ConfirmParts {
  store: Pick<MessageStore, 'confirm'>;
  readCustomer: (id: string) => Promise<Customer | undefined>;
  activity: Pick<Table, 'putNew'>;
  hashAddress: (email: string) => string;
}

/** `expired`: too late, or the customer is gone or has another address by now. */
export type Confirmed = 'done' | 'expired';

/**
 * Grants the consent as of the first press of the button: pressed again, also after a withdrawal, the entry is there
 * already and stays as it is. `now` in milliseconds.
 */
export async function confirm(parts: ConfirmParts, link: Confirmation, now: number): Promise<Confirmed> {
  const { customerId, messageId, addressHash, expiresAt } = link;
  if (now >= expiresAt) return 'expired';
  const customer = await standing(parts.readCustomer, customerId);
  const email = customer?.profile.email;
  if (!customer || email === undefined || parts.hashAddress(email) !== addressHash) return 'expired';
  const asked = await parts.store.confirm({ customerId, id: messageId }, now);
  if (!asked) return 'expired';
  const { confirmedAt, requestedAt, source, wordingVersion } = asked;
  const entry = consentEntry({
    customerId: customer.pk,
    channel: 'email',
    purpose: 'marketing',
    status: 'granted',
    source,
    ...(wordingVersion !== undefined && { wordingVersion }),
    at: confirmedAt,
    id: `confirmed-${messageId}`,
    receivedAt: confirmedAt,
    recordedBy: 'confirmation-link',
    proof: { confirmedBy: 'link', confirmation: messageId, addressHash, requestedAt },
  });
  try {
    await parts.activity.putNew(entry, 'sk');
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
  }
  return 'done';
}
