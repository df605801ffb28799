// Customers by id, by identity and by the beginning of their name. Reads only, never a scan.
import * as z from 'zod';
import { Current } from '../churn/schema.ts';
import type { Key, Table } from '../platform/table.ts';
import { Customer } from './schema.ts';

const Identity = z.object({ pk: z.string(), customerId: z.string() });
const NameKeys = z.object({ pk: z.string(), nameKey: z.string() });

export interface CustomerTables {
  customers: Table;
  identities: Table;
  program: Table;
}

export interface NamePage {
  /** In alphabetical order of the folded names. */
  found: { customerId: string; nameKey: string }[];
  isComplete: boolean;
}

const CURRENT_FOR_MS = 60_000;

export class CustomerStore {
  private readonly tables: CustomerTables;
  private held: { until: number; current: Current | undefined } | undefined;

  constructor(tables: CustomerTables) {
    this.tables = tables;
  }

  /** The customer, or who they are part of since a merge: look at `pk`. */
  async get(customerId: string): Promise<Customer | undefined> {
    const item = await this.tables.customers.get({ pk: customerId });
    const customer = item && Customer.parse(item);
    return customer?.mergedInto === undefined ? customer : this.get(customer.mergedInto);
  }

  /** Customers by the ids asked for; those that do not exist (any more) are left out. Merged ones as with `get`. */
  async getMany(customerIds: readonly string[]): Promise<Map<string, Customer>> {
    const items = await this.tables.customers.getMany(customerIds.map((pk) => ({ pk })));
    const found = new Map(
      items.map((item) => Customer.parse(item)).map((customer) => [customer.pk, customer]),
    );
    for (const { pk, mergedInto } of found.values()) {
      const standing = mergedInto === undefined ? undefined : await this.get(mergedInto);
      if (standing) found.set(pk, standing);
    }
    return found;
  }

  /** Customers by the ids asked for; those that do not exist (any more) or are part of another are left out. */
  async standing(customerIds: readonly string[]): Promise<Map<string, Customer>> {
    const items = await this.tables.customers.getMany(customerIds.map((pk) => ({ pk })));
    const found = items.map((item) => Customer.parse(item));
    return new Map(
      found.flatMap((customer) => (customer.mergedInto === undefined ? [[customer.pk, customer]] : [])),
    );
  }

  /** Identity key to customer id, for the keys that exist. */
  async byIdentities(keys: readonly string[]): Promise<Map<string, string>> {
    const items = await this.tables.identities.getMany(keys.map((pk) => ({ pk })));
    return new Map(items.map((item) => Identity.parse(item)).map(({ pk, customerId }) => [pk, customerId]));
  }

  /** Up to `limit` customers whose folded name begins with `prefix`, after the name key `after`. */
  async byNamePrefix(prefix: string, limit: number, after: string | undefined): Promise<NamePage> {
    const page = await this.tables.customers.queryPage({
      IndexName: 'byName',
      KeyConditionExpression: 'nameInitial = :initial AND begins_with(nameKey, :prefix)',
      ExpressionAttributeValues: { ':initial': Array.from(prefix)[0], ':prefix': prefix },
      Limit: limit,
      ...(after !== undefined && { ExclusiveStartKey: nameIndexKey(after) }),
    });
    const found = page.items
      .map((item) => NameKeys.parse(item))
      .map(({ pk, nameKey }) => ({ customerId: pk, nameKey }));
    return { found, isComplete: page.lastKey === undefined };
  }

  /** Where the nightly pass stands, at most a minute old; undefined before the first pass. */
  async current(now: number): Promise<Current | undefined> {
    if (!this.held || this.held.until < now) {
      const item = await this.tables.program.get({ pk: 'nightly', sk: 'current' });
      this.held = { until: now + CURRENT_FOR_MS, current: item && Current.parse(item) };
    }
    return this.held.current;
  }
}

/** A name key ends in `#` and the customer's id. */
const nameIndexKey = (nameKey: string): Key => ({
  pk: nameKey.slice(nameKey.lastIndexOf('#') + 1),
  nameInitial: Array.from(nameKey)[0] ?? '',
  nameKey,
});
