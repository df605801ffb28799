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
      const item = await this.tables.identities.get({ pk: join.account }, { consistent: true });
      try {
        await transact(this.tables.identities.client, this.writes(join, item && Owner.parse(item)));
        return 'joined';
      } catch (error) {
        if (!(error instanceof ConditionFailed)) throw error;
        cause = error;
      }
      const refusal = await this.refusal(join);
      if (refusal) return refusal;
    }
    throw unavailable('The same chat is being written by others.', cause);
  }

  private async refusal({ customerId, account, token }: Join): Promise<Joined | undefined> {
    const consistent = { consistent: true };
    const used = await this.tables.program.get(usedKey(token), consistent);
    if (used && used.account !== account) return 'used';
    const customer = await this.tables.customers.get({ pk: customerId }, consistent);
    return customer ? undefined : 'gone';
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
          ConditionExpression: 'attribute_exists(pk)',
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
