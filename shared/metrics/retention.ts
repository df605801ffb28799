// Who of last period's active customers is active in this one, from days of purchase.

export interface Retention {
  /** Length of each of the two periods; the later one ends on the business date. */
  periodDays: number;
  /** Customers who bought in the earlier period, and how many of them bought in the later one too. */
  active: number;
  retained: number;
  /** Customers looked at: all, or a sample of them. */
  customers: number;
}

/** `purchaseDays`: the day numbers on which each customer bought, in any order. */
export function retentionOf(
  purchaseDays: Iterable<readonly number[]>,
  at: { day: number; periodDays: number },
): Retention {
  const { day, periodDays } = at;
  const result = { periodDays, active: 0, retained: 0, customers: 0 };
  for (const days of purchaseDays) {
    const boughtIn = (after: number, until: number) =>
      days.some((bought) => bought > after && bought <= until);
    result.customers += 1;
    if (!boughtIn(day - 2 * periodDays, day - periodDays)) continue;
    result.active += 1;
    result.retained += boughtIn(day - periodDays, day) ? 1 : 0;
  }
  return result;
}
