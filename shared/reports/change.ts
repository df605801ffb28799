// What has changed since the last list that was mailed.
import type { Customer } from '../customers/schema.ts';
import type { AtRiskMember } from './schema.ts';

export interface Change {
  /** Ids that are on this list and were not on the last. */
  added: ReadonlySet<string>;
  /** Left the list by buying. */
  cameBack: number;
  /** Left the list because they have been silent for too long. */
  lapsed: number;
}

export const leftIds = (
  previous: readonly AtRiskMember[],
  now: readonly { customerId: string }[],
): string[] => {
  const still = new Set(now.map(({ customerId }) => customerId));
  return previous.map(({ customerId }) => customerId).filter((id) => !still.has(id));
};

/** Compares two lists; `left` holds the customers, as they are now, who were on the previous list only. */
export function changeSince(
  previous: readonly AtRiskMember[],
  now: readonly { customerId: string }[],
  left: readonly Pick<Customer, 'pk' | 'stats' | 'score'>[],
): Change {
  const before = new Map(previous.map((member) => [member.customerId, member]));
  const hasBought = ({ pk, stats }: Pick<Customer, 'pk' | 'stats'>) =>
    (stats?.lastDay ?? Number.NEGATIVE_INFINITY) > (before.get(pk)?.lastDay ?? Number.POSITIVE_INFINITY);
  return {
    added: new Set(now.map(({ customerId }) => customerId).filter((id) => !before.has(id))),
    cameBack: left.filter(hasBought).length,
    lapsed: left.filter((customer) => !hasBought(customer) && customer.score?.band === 'lapsed').length,
  };
}
