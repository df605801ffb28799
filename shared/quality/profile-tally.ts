// How many customers' records hold what: counted customer by customer, added up over the workers of a night.
import { ProfileField, type ProfileTally } from './schema.ts';

export const emptyProfileTally = (): ProfileTally => ({
  customers: 0,
  buyers: 0,
  known: Object.fromEntries(
    ProfileField.options.map((field) => [field, { customers: 0, buyers: 0 }]),
  ) as ProfileTally['known'],
  unreadable: 0,
});

/** Counts one customer into `tally`, which changes. */
export function addCustomer(tally: ProfileTally, known: readonly ProfileField[], isBuyer: boolean): void {
  tally.customers += 1;
  if (isBuyer) tally.buyers += 1;
  for (const field of known) {
    tally.known[field].customers += 1;
    if (isBuyer) tally.known[field].buyers += 1;
  }
}

/** The order of the parts does not matter. */
export function mergeProfileTallies(tallies: readonly ProfileTally[]): ProfileTally {
  const merged = emptyProfileTally();
  for (const tally of tallies) {
    merged.customers += tally.customers;
    merged.buyers += tally.buyers;
    merged.unreadable += tally.unreadable;
    for (const field of ProfileField.options) {
      merged.known[field].customers += tally.known[field].customers;
      merged.known[field].buyers += tally.known[field].buyers;
    }
  }
  return merged;
}
