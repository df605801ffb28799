// DynamoDB behind a small interface: the only file that imports lib-dynamodb. One instance per table.

import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  type DynamoDBClientConfig,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  type ScanCommandInput,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';

import { ATTEMPTS, backOff } from './back-off.ts';
import { ConditionFailed } from './errors.ts';
import { inParallel } from './parallel.ts';

export { ConditionFailed };

export type Key = Record<string, string | number>;
export type Item = Record<string, unknown>;
export type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];
export interface Page {
  items: Item[];
  /** Where to go on; undefined at the end. */
  lastKey?: Key;
}

/** The document client of a process; numbers come back as numbers, undefined is left out. */
export function documentClient(client = new DynamoDBClient({ maxAttempts: 5 })): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}

const PAGES_AT_ONCE = 8;

const patient = new WeakSet<DynamoDBDocumentClient>();
const attemptsOf = (client: DynamoDBDocumentClient): number =>
  patient.has(client) ? ATTEMPTS.worker : ATTEMPTS.request;

/**
 * The client of work that has minutes: when a table is busy it slows down instead of giving up. A new on-demand table
 * takes 4,000 write units a second and grows with use, so the first large import meets its limit for certain.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html
 */
export function patientClient(options: DynamoDBClientConfig = {}): DynamoDBDocumentClient {
  const client = new DynamoDBClient({ maxAttempts: 12, retryMode: 'adaptive', ...options });
  const documents = documentClient(client);
  patient.add(documents);
  return documents;
}

// Reasons of a cancelled transaction that a second try may not meet again; the SDK does not retry them.
const passing = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);

/** Runs up to 100 writes as one; throws ConditionFailed when any condition does not hold, 503 when others keep clashing. */
export async function transact(
  client: DynamoDBDocumentClient,
  items: TransactItem[],
  token?: string,
): Promise<void> {
  let clash: unknown;
  for (let attempt = 0; ; attempt += 1) {
    await backOff(attempt, attemptsOf(client), clash);
    try {
      await client.send(new TransactWriteCommand({ TransactItems: items, ClientRequestToken: token }));
      return;
    } catch (error) {
      const codes =
        error instanceof TransactionCanceledException
          ? (error.CancellationReasons ?? []).map(({ Code }) => Code ?? 'None')
          : [];
      if (codes.includes('ConditionalCheckFailed')) throw new ConditionFailed(undefined, error);
      if (!codes.some((code) => passing.has(code))) throw error;
      clash = error;
    }
  }
}

export class Table {
  readonly client: DynamoDBDocumentClient;
  readonly name: string;

  constructor(client: DynamoDBDocumentClient, name: string) {
    this.client = client;
    this.name = name;
  }

  async get(key: Key, options: { consistent?: boolean } = {}): Promise<Item | undefined> {
    const { Item } = await this.client.send(
      new GetCommand({ TableName: this.name, Key: key, ConsistentRead: options.consistent }),
    );
    return Item;
  }

  /** Any number of keys (duplicates allowed), in pages of 100 side by side; order is not kept. 503 when the store stays busy. */
  async getMany(keys: readonly Key[], options: { consistent?: boolean } = {}): Promise<Item[]> {
    const unique = [...new Map(keys.map((key) => [JSON.stringify(key), key])).values()];
    const pages = Array.from({ length: Math.ceil(unique.length / 100) }, (_, page) =>
      unique.slice(page * 100, page * 100 + 100),
    );
    return (await inParallel(pages, PAGES_AT_ONCE, (keys) => this.getPage(keys, options))).flat();
  }

  private async getPage(keys: readonly Key[], options: { consistent?: boolean }): Promise<Item[]> {
    const found: Item[] = [];
    let pending = [...keys];
    for (let attempt = 0; pending.length > 0; ) {
      await backOff(attempt, attemptsOf(this.client));
      const answer = await this.client.send(
        new BatchGetCommand({
          RequestItems: { [this.name]: { Keys: pending, ConsistentRead: options.consistent } },
        }),
      );
      found.push(...(answer.Responses?.[this.name] ?? []));
      const left = (answer.UnprocessedKeys?.[this.name]?.Keys as Key[] | undefined) ?? [];
      attempt = left.length < pending.length ? 1 : attempt + 1;
      pending = left;
    }
    return found;
  }

  async put(item: Item): Promise<void> {
    await this.client.send(new PutCommand({ TableName: this.name, Item: item }));
  }

  /** Puts the item if no item has its key; throws ConditionFailed (with the item that stands there) otherwise. */
  async putNew(item: Item, keyName = 'pk'): Promise<void> {
    await this.conditional(
      new PutCommand({
        TableName: this.name,
        Item: item,
        ConditionExpression: 'attribute_not_exists(#k)',
        ExpressionAttributeNames: { '#k': keyName },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
  }

  /** Puts any number of items without conditions, in batches of 25; the keys must be distinct. Returns when all are stored, 503 when the store stays busy. */
  async putMany(items: readonly Item[]): Promise<void> {
    for (let start = 0; start < items.length; start += 25) {
      let pending: { PutRequest: { Item: Item } }[] = items
        .slice(start, start + 25)
        .map((item) => ({ PutRequest: { Item: item } }));
      for (let attempt = 0; pending.length > 0; ) {
        await backOff(attempt, attemptsOf(this.client));
        const answer = await this.client.send(
          new BatchWriteCommand({ RequestItems: { [this.name]: pending } }),
        );
        const left = (answer.UnprocessedItems?.[this.name] as typeof pending | undefined) ?? [];
        attempt = left.length < pending.length ? 1 : attempt + 1;
        pending = left;
      }
    }
  }

  /** Throws ConditionFailed when the ConditionExpression does not hold. */
  async update(input: Omit<UpdateCommandInput, 'TableName'>): Promise<Item | undefined> {
    const answer = await this.conditional(
      new UpdateCommand({ ReturnValuesOnConditionCheckFailure: 'ALL_OLD', ...input, TableName: this.name }),
    );
    return answer.Attributes;
  }

  async delete(key: Key): Promise<void> {
    await this.client.send(new DeleteCommand({ TableName: this.name, Key: key }));
  }

  /** All items of a query, page after page. */
  async *query(input: Omit<QueryCommandInput, 'TableName'>): AsyncGenerator<Item> {
    let startKey: Key | undefined;
    do {
      const page = await this.queryPage({ ...input, ExclusiveStartKey: startKey });
      yield* page.items;
      startKey = page.lastKey;
    } while (startKey);
  }

  /** The first `count` items of a query, over as many pages as that takes: a page ends at 1 MB, whatever its limit. */
  async queryFirst(count: number, input: Omit<QueryCommandInput, 'TableName' | 'Limit'>): Promise<Item[]> {
    const items: Item[] = [];
    for await (const item of this.query({ ...input, Limit: count })) {
      items.push(item);
      if (items.length === count) break;
    }
    return items;
  }

  async queryPage(input: Omit<QueryCommandInput, 'TableName'>): Promise<Page> {
    const answer = await this.client.send(new QueryCommand({ ...input, TableName: this.name }));
    return { items: answer.Items ?? [], lastKey: answer.LastEvaluatedKey as Key | undefined };
  }

  /** For the nightly pass only: one page of a (parallel) scan. */
  async scanPage(input: Omit<ScanCommandInput, 'TableName'>): Promise<Page> {
    const answer = await this.client.send(new ScanCommand({ ...input, TableName: this.name }));
    return { items: answer.Items ?? [], lastKey: answer.LastEvaluatedKey as Key | undefined };
  }

  private async conditional(command: PutCommand | UpdateCommand): Promise<{ Attributes?: Item }> {
    try {
      return await (command instanceof PutCommand ? this.client.send(command) : this.client.send(command));
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) {
        throw new ConditionFailed(error.Item && unmarshall(error.Item), error);
      }
      throw error;
    }
  }
}
