// Ends a customer's consent to marketing mail: a withdrawal in the log, which the projector folds into the customer.
import { consentEntry } from '../customers/consent-entry.ts';
import { type Customer, consentKey } from '../customers/schema.ts';
import { hashOf } from '../platform/ids.ts';
import type { Table } from '../platform/table.ts';
import { standing } from './standing.ts';

interface Withdrawal {
  customerId: string;
  /** Where it came from, as the consent record will say. */
  source: 'unsubscribe-link' | 'complaint';
  /** What caused it: a token's hash, a message id. */
  id: string;
}

export type Withdraw = (withdrawal: Withdrawal, now: number) => Promise<void>;

/**
 * Appends the withdrawal, unless there is no such customer (an erased one must not come back through their own unsubscribe
 * link) or they have withdrawn already. A consent that is not known here yet may be on its way, from the log or a merge: one
 * that is newer than the withdrawal known here must not outlive this one.
 */
export function withdrawer(
  readCustomer: (id: string) => Promise<Customer | undefined>,
  activity: Pick<Table, 'put'>,
): Withdraw {
  return async ({ customerId, source, id }, now) => {
    const customer = await standing(readCustomer, customerId);
    if (!customer || (isWithdrawn(customer) && !wasMerged(customer))) return;
    const at = new Date(now).toISOString();
    await activity.put(
      consentEntry({
        customerId: customer.pk,
        channel: 'email',
        purpose: 'marketing',
        status: 'withdrawn',
        source,
        at,
        id: `${source}-${hashOf([id], 16)}`,
        receivedAt: at,
      }),
    );
  };
}

const isWithdrawn = ({ consents }: Customer): boolean =>
  consents[consentKey('email', 'marketing')]?.status === 'withdrawn';

/** Whether consents of somebody else may come to them, or of them are still elsewhere. */
const wasMerged = ({ mergedFrom, losing, parting }: Customer): boolean =>
  Boolean(mergedFrom ?? losing ?? parting);
