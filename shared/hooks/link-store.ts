// Joins a chat to a customer: the identity leads there from now on, and the link is used up, all or nothing.
import * as z from 'zod';
import { unavailable } from '../platform/errors.ts';
import { hashOf } from '../platform/ids.ts';
import { ConditionFailed, type Table, type TransactItem, transact } from '../platform/table.ts';
import { LINK_DAYS } from './telegram-link.ts';

export interface LinkTables {
  identities: Table;
  customers: Table;
  activity: Table;
  program: Table;
}

export interface Join {
  customerId: string;
  /** Identity key, `telegram#<chat>`. */
  account: string;
  token: string;
  /** RFC 3339. */
  at: string;
  /** Endpoint that brought it. */
  source: string;
}

/** `used`: by another chat. `gone`: there is no such customer any more. */
export type Joined = 'joined' | 'used' | 'gone';

const ATTEMPTS = 5;
const MAX_MERGES = 5;
const Merged = z.object({ mergedInto: z.string().optional() });
const Owner = z.object({ customerId: z.string(), createdAt: z.string().optional() });
const DAY_MS = 86_400_000;

export class LinkStore {
  private readonly tables: LinkTables;

  constructor(tables: LinkTables) {
    this.tables = tables;
  }

  /**
   * A chat that was somebody's already moves: the signed link is newer and surer. What was written before stays where it
   * was. The same again changes nothing. Throws 503 when others keep writing the same chat.
   */
  async join(join: Join): Promise<Joined> {
    let cause: unknown;
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const [item, customerId] = await Promise.all([
        this.tables.identities.get({ pk: join.account }, { consistent: true }),
        this.inForce(join.customerId),
      ]);
      if (customerId === undefined) return 'gone';
      try {
        const writes = this.writes({ ...join, customerId }, item && Owner.parse(item));
        await transact(this.tables.identities.client, writes);
        return 'joined';
      } catch (error) {
        if (!(error instanceof ConditionFailed)) throw error;
        cause = error;
      }
      if (await this.isUsed(join)) return 'used';
    }
    throw unavailable('The same chat is being written by others.', cause);
  }

  /** The customer, or the one they were merged into since the link was made; undefined when they are gone. */
  private async inForce(customerId: string): Promise<string | undefined> {
    let id = customerId;
    for (let hop = 0; hop < MAX_MERGES; hop += 1) {
      const item = await this.tables.customers.get({ pk: id }, { consistent: true });
      if (!item) return undefined;
      const { mergedInto } = Merged.parse(item);
      if (mergedInto === undefined) return id;
      id = mergedInto;
    }
    return undefined;
  }

  private async isUsed({ account, token }: Join): Promise<boolean> {
    const used = await this.tables.program.get(usedKey(token), { consistent: true });
    return used !== undefined && used.account !== account;
  }

  private writes(join: Join, owner: z.infer<typeof Owner> | undefined): TransactItem[] {
    const { customerId, account, token, at, source } = join;
    const { identities, customers, activity, program } = this.tables;
    const isMoved = owner !== undefined && owner.customerId !== customerId;
    const createdAt = isMoved ? at : (owner?.createdAt ?? at);
    const expiresAt = Math.floor((Date.parse(at) + LINK_DAYS * DAY_MS) / 1_000);
    const entry = { kind: 'identity', id: account, name: 'Identifier linked', at, source, receivedAt: at };
    return [
      {
        Put: {
          TableName: program.name,
          Item: { ...usedKey(token), account, expiresAt },
          ConditionExpression: 'attribute_not_exists(pk) OR account = :account',
          ExpressionAttributeValues: { ':account': account },
        },
      },
      {
        ConditionCheck: {
          TableName: customers.name,
          Key: { pk: customerId },
          ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(mergedInto)',
        },
      },
      {
        Put: {
          TableName: identities.name,
          Item: { pk: account, customerId, createdAt },
          ...(owner
            ? {
                ConditionExpression: 'customerId = :owner',
                ExpressionAttributeValues: { ':owner': owner.customerId },
              }
            : { ConditionExpression: 'attribute_not_exists(pk)' }),
        },
      },
      { Put: { TableName: activity.name, Item: { pk: customerId, sk: `identity#${account}`, ...entry } } },
      // Erasing the former owner must not take the chat from the new one.
      ...(isMoved
        ? [
            {
              Delete: {
                TableName: activity.name,
                Key: { pk: owner.customerId, sk: `identity#${account}` },
              },
            },
          ]
        : []),
    ];
  }
}

const usedKey = (token: string) => ({ pk: `telegram-link#${hashOf([token])}`, sk: 'used' });
