// What the unsubscribe link does: ends the consent and remembers the refusal, once or twice, customer known or erased.
import { hashOf } from '../platform/ids.ts';
import type { SuppressionStore } from './suppression-store.ts';
import type { Unsubscription } from './unsubscribe-token.ts';
import type { Withdraw } from './withdraw.ts';

export interface UnsubscribeParts {
  suppressions: Pick<SuppressionStore, 'add'>;
  withdraw: Withdraw;
}

/** The suppression comes first: from then on the gate says no, whenever the log is folded. */
export async function unsubscribe(
  { suppressions, withdraw }: UnsubscribeParts,
  { customerId, addressHash }: Unsubscription,
  now: number,
): Promise<void> {
  await suppressions.add(addressHash, { reason: 'unsubscribed', at: new Date(now).toISOString() });
  await withdraw({ customerId, source: 'unsubscribe-link', id: hashOf([customerId, addressHash]) }, now);
}
