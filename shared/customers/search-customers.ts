// A page of search results: exact matches first, then names in alphabetical order; nobody twice.
import * as z from 'zod';
import { decodeCursor, encodeCursor } from '../platform/cursor.ts';
import { foldName } from './names.ts';
import { CustomerId } from './schema.ts';
import { planSearch, type SearchPlan } from './search.ts';
import type { CustomerStore } from './store.ts';
import { foundView } from './view.ts';
import type { FoundCustomer, MatchedBy } from './view-schema.ts';

export interface Search {
  query: string;
  limit: number;
  cursor?: string | undefined;
  /** Where phone numbers without a country code are from, ISO 3166-1 alpha-2. */
  country: string;
  currency: string;
}

/** Up to 200 letters of a name and the customer's id; DynamoDB refuses a key that nobody can have. */
const NameKey = z
  .string()
  .refine((key) => key.isWellFormed() && key.length <= 231)
  .refine((key) => CustomerId.safeParse(key.slice(key.lastIndexOf('#') + 1)).success);

/** How many exact matches were shown, and the last name key after them. */
const Position = z.object({ exact: z.int().min(0), after: NameKey.optional() });

interface Match {
  customerId: string;
  matchedBy: MatchedBy;
}

function positionOf(search: Search, prefix: string | undefined): z.infer<typeof Position> {
  if (search.cursor === undefined) return { exact: 0 };
  const isInside = ({ after }: z.infer<typeof Position>) =>
    after === undefined || (prefix !== undefined && after.startsWith(prefix));
  return decodeCursor(search.cursor, scopeOf(search), Position.refine(isInside));
}

const scopeOf = ({ query }: Search): string => `customers?${foldName(query)}|${query}`;

async function exactMatches(store: CustomerStore, plan: SearchPlan): Promise<Match[]> {
  const known = await store.byIdentities(plan.identities.map(({ pk }) => pk));
  const byId: Match[] = plan.customerId ? [{ customerId: plan.customerId, matchedBy: 'id' }] : [];
  const byIdentity = plan.identities.flatMap(({ pk, matchedBy }): Match[] => {
    const customerId = known.get(pk);
    return customerId === undefined ? [] : [{ customerId, matchedBy }];
  });
  const all = [...byId, ...byIdentity];
  return all.filter(
    ({ customerId }, index) => all.findIndex((other) => other.customerId === customerId) === index,
  );
}

/** Answers GET /v1/customers. Throws 400 for a cursor of another search. */
export async function findCustomers(store: CustomerStore, search: Search) {
  const plan = planSearch(search.query, search.country);
  const position = positionOf(search, plan.namePrefix);
  const exact = await exactMatches(store, plan);
  const shown = exact.slice(position.exact, position.exact + search.limit);
  const room = search.limit - shown.length;
  // One more than fits tells whether there is more; exact matches may turn up again among the names.
  const names = plan.namePrefix
    ? await store.byNamePrefix(plan.namePrefix, room + 1 + exact.length, position.after)
    : { found: [], isComplete: true };
  const others = names.found.filter(
    ({ customerId }) => !exact.some((match) => match.customerId === customerId),
  );
  const named = others.slice(0, room);
  const matches: Match[] = [
    ...shown,
    ...named.map(({ customerId }) => ({ customerId, matchedBy: 'name' as const })),
  ];
  const after = named.at(-1)?.nameKey ?? position.after;
  const next = { exact: position.exact + shown.length, ...(after !== undefined && { after }) };
  const hasMore = exact.length > next.exact || others.length > room || !names.isComplete;
  return {
    data: await summaries(store, matches, search.currency),
    next_cursor: hasMore ? encodeCursor(next, scopeOf(search)) : null,
    has_more: hasMore,
  };
}

async function summaries(store: CustomerStore, matches: Match[], currency: string): Promise<FoundCustomer[]> {
  const customers = await store.getMany(matches.map(({ customerId }) => customerId));
  return matches.flatMap(({ customerId, matchedBy }) => {
    const customer = customers.get(customerId);
    return customer ? [foundView(customer, matchedBy, currency)] : [];
  });
}
