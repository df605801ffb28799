// Reads all customers straight from the table: fine on one's own machine, never done in a request path.
import type { ScanCommandInput } from '@aws-sdk/lib-dynamodb';
import { Customer, Stats } from '../../shared/customers/schema.ts';
import { documentClient, type Item, type Key, Table } from '../../shared/platform/table.ts';
import type { Outputs } from './cdk.ts';

export const tableOf = (outputs: Outputs, output: string): Table =>
  new Table(documentClient(), outputs[output] ?? '');

async function* scan(outputs: Outputs, input: Partial<ScanCommandInput>): AsyncGenerator<Item> {
  const table = tableOf(outputs, 'CustomersTable');
  let startKey: Key | undefined;
  do {
    const page = await table.scanPage({ ...input, ExclusiveStartKey: startKey, ConsistentRead: true });
    yield* page.items;
    startKey = page.lastKey;
  } while (startKey);
}

export async function readCustomers(outputs: Outputs): Promise<Customer[]> {
  const customers: Customer[] = [];
  for await (const item of scan(outputs, {})) customers.push(Customer.parse(item));
  return customers;
}

/** Orders folded so far into the customers with these ids of the business. */
export async function countOrders(outputs: Outputs, customers: ReadonlySet<string>): Promise<number> {
  const Row = Customer.pick({ ids: true }).extend({ stats: Stats.pick({ orders: true }).optional() });
  let orders = 0;
  for await (const item of scan(outputs, { ProjectionExpression: 'ids, stats.orders' })) {
    const { ids, stats } = Row.parse(item);
    if (customers.has(ids?.user ?? '')) orders += stats?.orders ?? 0;
  }
  return orders;
}
