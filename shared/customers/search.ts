// What a search text may mean: an id, an identity in any spelling, the beginning of a name.
import { emailIdentity } from './email.ts';
import { foldName, searchPart } from './names.ts';
import { normalisePhone } from './phone.ts';
import { CustomerId } from './schema.ts';
import type { MatchedBy } from './view-schema.ts';

export interface SearchPlan {
  /** Exact meanings, the surest first. */
  customerId?: string;
  identities: { pk: string; matchedBy: MatchedBy }[];
  /** Key prefix in the `byName` index; absent when nothing is left to search by. */
  namePrefix?: string;
}

/** All a text may mean. `country` is where phone numbers without a country code are taken to be from. */
export function planSearch(text: string, country: string): SearchPlan {
  const query = text.trim();
  const email = emailIdentity(query);
  const phone = /\d{5}/.test(query.replace(/\D/g, '')) ? normalisePhone(query, country) : undefined;
  const namePrefix = searchPart(foldName(query));
  return {
    ...(CustomerId.safeParse(query).success && { customerId: query }),
    identities: [
      { pk: `user#${query}`, matchedBy: 'externalId' as const },
      ...(email ? [{ pk: `email#${email}`, matchedBy: 'email' as const }] : []),
      ...(phone ? [{ pk: `phone#${phone}`, matchedBy: 'phone' as const }] : []),
    ],
    ...(namePrefix !== '' && { namePrefix }),
  };
}
