// The tables of one engine as the nightly pass finds them: empty before each test.
import { beforeEach } from 'vitest';
import type { NightlyParts } from '../../shared/churn/steps/parts.ts';
import { Customer } from '../../shared/customers/schema.ts';
import { inParallel } from '../../shared/platform/parallel.ts';
import type { Item, Key, Table } from '../../shared/platform/table.ts';
import type { Engine } from './engines.ts';
import { MemoryObjects } from './memory-objects.ts';
import { business } from './small-shop.ts';

export interface NightlyWorld {
  parts: NightlyParts;
  objects: MemoryObjects;
  /** All customers as stored, by id. */
  everything(): Promise<Item[]>;
  customer(pk: string): Promise<Customer>;
  clear(): Promise<void>;
}

async function allOf(table: Table): Promise<Item[]> {
  const items: Item[] = [];
  let startKey: Key | undefined;
  do {
    const page = await table.scanPage({ ExclusiveStartKey: startKey });
    items.push(...page.items);
    startKey = page.lastKey;
  } while (startKey);
  return items;
}

/** A world on the tables of an engine; call it in the suite, not in a test. */
export function nightlyWorld({ tables }: Engine): NightlyWorld {
  const objects = new MemoryObjects();
  const parts: NightlyParts = {
    customers: tables.Customers,
    activity: tables.Activity,
    program: tables.Program,
    objects,
    business,
  };
  const clear = async () => {
    await inParallel(await allOf(tables.Customers), 16, ({ pk }) =>
      tables.Customers.delete({ pk: String(pk) }),
    );
    await inParallel(await allOf(tables.Program), 16, ({ pk, sk }) =>
      tables.Program.delete({ pk: String(pk), sk: String(sk) }),
    );
    objects.stored.clear();
  };
  beforeEach(clear);
  return {
    parts,
    objects,
    clear,
    everything: async () =>
      (await allOf(tables.Customers)).toSorted((a, b) => (String(a.pk) < String(b.pk) ? -1 : 1)),
    customer: async (pk) => Customer.parse(await tables.Customers.get({ pk }, { consistent: true })),
  };
}
