// Reads all customers straight from the table: fine on one's own machine, never done in a request path.
import { Customer } from '../../shared/customers/schema.ts';
import { documentClient, type Key, Table } from '../../shared/platform/table.ts';
import type { Outputs } from './cdk.ts';

export const tableOf = (outputs: Outputs, output: string): Table =>
  new Table(documentClient(), outputs[output] ?? '');

export async function readCustomers(outputs: Outputs): Promise<Customer[]> {
  const table = tableOf(outputs, 'CustomersTable');
  const customers: Customer[] = [];
  let startKey: Key | undefined;
  do {
    const page = await table.scanPage({ ExclusiveStartKey: startKey, ConsistentRead: true });
    customers.push(...page.items.map((item) => Customer.parse(item)));
    startKey = page.lastKey;
  } while (startKey);
  return customers;
}
