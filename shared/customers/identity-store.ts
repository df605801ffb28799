// Finds or makes the customers of a request: identities are unique by conditional write, in one transaction with the customer.
import * as z from 'zod';
import { unavailable } from '../platform/errors.ts';
import { newId } from '../platform/ids.ts';
import { inParallel } from '../platform/parallel.ts';
import { ConditionFailed, type Table, type TransactItem, transact } from '../platform/table.ts';
import { type Claim, claimKeys, identityKey, isStrong, type Known, type Link, resolve } from './identity.ts';
import { StrongIds } from './schema.ts';

const IdentityItem = z.object({ pk: z.string(), customerId: z.string() });
const CustomerItem = z.object({ pk: z.string(), ids: StrongIds.default({}) });
const Pointer = z.object({ pk: z.string(), mergedInto: z.string() });

// Every clash means that somebody else made progress, so a handful is plenty.
const ATTEMPTS = 10;
// DynamoDB takes 100 writes in a transaction; each id is two of them.
const IDS_PER_TRANSACTION = 40;
// Customers share a transaction up to so many writes: a request costs its sender more than a write does.
const WRITES_TOGETHER = 50;
const PARALLEL = 16;

export interface IdentityTables {
  identities: Table;
  customers: Table;
  activity: Table;
}

export class IdentityStore {
  private readonly tables: IdentityTables;

  constructor(tables: IdentityTables) {
    this.tables = tables;
  }

  /**
   * The customer of each claim; those that did not exist do so afterwards, with their identities. `at` is the time of the
   * request in milliseconds. Throws 503 when others keep writing the same people.
   */
  async resolve(claims: readonly Claim[], at: number, source: string): Promise<string[]> {
    let cause: unknown;
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const { customerIds, links } = await this.plan(claims, at, attempt > 0);
      const writes = links.flatMap((link) => this.writesOf(link, new Date(at).toISOString(), source));
      // Who clashes takes those beside them along, so a second try is made one by one.
      const transactions = attempt === 0 ? packed(writes, WRITES_TOGETHER) : writes;
      try {
        await inParallel(transactions, PARALLEL, (items) => transact(this.tables.identities.client, items));
        return customerIds;
      } catch (error) {
        if (!(error instanceof ConditionFailed)) throw error;
        cause = error;
      }
    }
    throw unavailable('The same customers are being written by others.', cause);
  }

  private async plan(claims: readonly Claim[], at: number, consistent: boolean) {
    const keys = claims.flatMap(claimKeys).map((pk) => ({ pk }));
    const read = z.array(IdentityItem).parse(await this.tables.identities.getMany(keys, { consistent }));
    // Linking to a customer who is part of another fails, and is tried again with who they are part of.
    const found = consistent ? await this.standing(read) : read;
    const known: Known & { customers: Map<string, StrongIds> } = {
      identities: new Map(found.map(({ pk, customerId }) => [pk, customerId])),
      customers: new Map(),
    };
    for (;;) {
      const resolution = resolve(claims, known, () => newId('cus', at));
      if (resolution.unknownCustomers.length === 0) return resolution;
      const items = await this.tables.customers.getMany(
        resolution.unknownCustomers.map((pk) => ({ pk })),
        { consistent },
      );
      // A customer that is gone has no ids; the write below then fails and everything is read again.
      for (const pk of resolution.unknownCustomers) known.customers.set(pk, {});
      for (const { pk, ids } of z.array(CustomerItem).parse(items)) known.customers.set(pk, ids);
    }
  }

  /** Identities of a merged customer with very many of them move after the merge; until then they lead on from here. */
  private async standing(found: z.infer<typeof IdentityItem>[]): Promise<z.infer<typeof IdentityItem>[]> {
    let owners = found;
    for (;;) {
      const items = await this.tables.customers.getMany(
        owners.map(({ customerId }) => ({ pk: customerId })),
        { consistent: true },
      );
      const into = new Map(
        items.flatMap((item) => {
          const { success, data } = Pointer.safeParse(item);
          return success ? [[data.pk, data.mergedInto]] : [];
        }),
      );
      if (into.size === 0) return owners;
      owners = owners.map((one) => ({ ...one, customerId: into.get(one.customerId) ?? one.customerId }));
    }
  }

  /** What must be written at once; usually all of a customer. One with very many new ids is made with the first of them. */
  private writesOf(link: Link, at: string, source: string): TransactItem[][] {
    const chunks: Link['add'][] = [];
    for (let start = 0; start < link.add.length; start += IDS_PER_TRANSACTION) {
      chunks.push(link.add.slice(start, start + IDS_PER_TRANSACTION));
    }
    return chunks.map((add, index) => [
      this.customerWrite({ ...link, add, isNew: link.isNew && index === 0 }, at),
      ...add.flatMap(({ kind, value }) =>
        this.identityWrites(link.customerId, identityKey(kind, value), at, source),
      ),
    ]);
  }

  private identityWrites(customerId: string, pk: string, at: string, source: string): TransactItem[] {
    return [
      {
        Put: {
          TableName: this.tables.identities.name,
          Item: { pk, customerId, createdAt: at },
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
      {
        Put: {
          TableName: this.tables.activity.name,
          Item: {
            pk: customerId,
            sk: `identity#${pk}`,
            kind: 'identity',
            id: pk,
            name: 'Identifier linked',
            at,
            source,
            receivedAt: at,
          },
        },
      },
    ];
  }

  private customerWrite({ customerId, isNew, add, mustLack }: Link, at: string): TransactItem {
    const TableName = this.tables.customers.name;
    const strong = new Map<string, string>();
    for (const { kind, value } of add) if (isStrong(kind) && !strong.has(kind)) strong.set(kind, value);
    if (isNew) {
      const Item = {
        pk: customerId,
        createdAt: at,
        updatedAt: at,
        profile: {},
        consents: {},
        ids: Object.fromEntries(strong),
      };
      return { Put: { TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' } };
    }
    const ConditionExpression = [
      'attribute_exists(pk)',
      'attribute_not_exists(mergedInto)',
      ...[...mustLack].map((kind) => `attribute_not_exists(ids.#${kind})`),
    ].join(' AND ');
    const names = new Set([...strong.keys(), ...mustLack]);
    if (strong.size === 0) {
      return { ConditionCheck: { TableName, Key: { pk: customerId }, ConditionExpression } };
    }
    return {
      Update: {
        TableName,
        Key: { pk: customerId },
        UpdateExpression: `SET ${[...strong.keys()].map((kind) => `ids.#${kind} = if_not_exists(ids.#${kind}, :${kind})`).join(', ')}`,
        ConditionExpression,
        ExpressionAttributeNames: Object.fromEntries([...names].map((kind) => [`#${kind}`, kind])),
        ExpressionAttributeValues: Object.fromEntries(
          [...strong].map(([kind, value]) => [`:${kind}`, value]),
        ),
      },
    };
  }
}

/** Groups side by side in transactions of at most `most` writes; a larger group is alone. */
function packed(groups: readonly TransactItem[][], most: number): TransactItem[][] {
  const packs: TransactItem[][] = [];
  for (const group of groups) {
    const last = packs.at(-1);
    if (last && last.length + group.length <= most) last.push(...group);
    else packs.push([...group]);
  }
  return packs;
}
