// Customers' records for tests about who is there twice, and their hashes as a nightly worker makes them.
import type { Customer } from '../../shared/customers/schema.ts';
import { keyringOf } from '../../shared/platform/token.ts';
import { Census } from '../../shared/quality/census.ts';
import { hasherOf, type MatchKeys } from '../../shared/quality/duplicates/match-keys.ts';
import type { QualityPart } from '../../shared/quality/quality-part.ts';
import { aCustomer, aCustomerId } from './factories.ts';

const hash = hasherOf(keyringOf('a secret of the tests that is long enough'), '2026-10-05');

/** A customer of whom nothing is known but what is given. */
export const aPerson = (n: number, profile: Customer['profile'], over: Partial<Customer> = {}): Customer => ({
  ...aCustomer({ pk: aCustomerId(n), stats: undefined, score: undefined, consents: {} }),
  ids: {},
  profile,
  ...over,
});

export function partOf(people: readonly object[]): QualityPart {
  const census = new Census(hash);
  // As stored: what is undefined is not there.
  for (const person of people) census.see(JSON.parse(JSON.stringify(person)));
  return census.part();
}

export const keysOf = (people: readonly object[]): MatchKeys => partOf(people).keys;
