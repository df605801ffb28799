// A made-up shop in the tables: customers with purchases in the log and the stats that fold from them.
import type { Stats } from '../../shared/customers/schema.ts';
import { plainFold } from '../../shared/ingest/fold.ts';
import type { LoggedOrder } from '../../shared/ingest/orders.ts';
import { dateOfDay } from '../../shared/platform/days.ts';
import type { Table } from '../../shared/platform/table.ts';
import { seededRandom } from '../../shared/stats/random.ts';
import { aCustomer } from './factories.ts';

export const business = { timeZone: 'Africa/Addis_Ababa', currency: 'ETB', horizonDays: 90 };

let suites = 0;
/** Ids of one test's customers, apart from those of other tests on the same tables. */
export function customerIds(count: number): string[] {
  suites += 1;
  const suite = String(suites).padStart(6, '0');
  return Array.from({ length: count }, (_, i) => `cus_${suite}${String(i).padStart(20, '0')}`);
}

export const aPurchase = (day: number, amount: number, id: string): LoggedOrder => {
  const at = `${dateOfDay(day)}T09:00:00.000Z`;
  return {
    sk: `purchase#${at}#${id}`,
    id,
    at,
    kind: 'purchase',
    order: { orderId: id, amount, currency: business.currency },
  };
};

/** Stats of a customer who bought on these days, 1,000.00 each time unless said otherwise. */
export function statsOf(days: readonly number[], amount = 100_000): Stats {
  const folded = plainFold(
    days.map((day) => aPurchase(day, amount, `order-${day}`)),
    business,
  );
  if (!folded) throw new Error('no purchase, no stats');
  return { ...folded, version: days.length };
}

/** Days of purchase up to `until`: rhythms of 10 to 60 days; every third customer stopped, every fourth bought once. */
export function shoppingDays(customer: number, until: number): number[] {
  const random = seededRandom(customer + 1);
  const first = until - 30 - Math.floor(random.uniform() * 300);
  if (customer % 4 === 3) return [first];
  const rhythm = 10 + random.uniform() * 50;
  const stops = customer % 3 === 2 ? first + 60 + random.uniform() * 60 : until;
  const days: number[] = [];
  for (
    let day = first;
    day <= Math.min(stops, until);
    day += 1 + Math.floor(rhythm * (0.5 + random.uniform()))
  ) {
    days.push(day);
  }
  return days;
}

/** Fills both tables; gives back the ids. */
export async function openShop(
  tables: { Customers: Table; Activity: Table },
  customers: number,
  until: number,
): Promise<string[]> {
  const ids = customerIds(customers);
  const histories = ids.map((pk, i) => ({ pk, days: shoppingDays(i, until) }));
  await tables.Customers.putMany(
    histories.map(({ pk, days }) =>
      aCustomer({ pk, stats: statsOf(days), score: undefined, nameKey: `x#${pk}` }),
    ),
  );
  await tables.Activity.putMany(
    histories.flatMap(({ pk, days }) =>
      days.map((day) => ({
        pk,
        ...aPurchase(day, 100_000, `order-${day}`),
        name: 'Order Completed',
        source: 'till',
        receivedAt: `${dateOfDay(day)}T09:00:00.000Z`,
      })),
    ),
  );
  return ids;
}
