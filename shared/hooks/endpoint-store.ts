// Endpoints in `Program`: one item found by id on the request path, one in the list of all. A business has a handful.
import * as z from 'zod';
import { conflict, notFound } from '../platform/errors.ts';
import { onceItems, type Sender } from '../platform/once.ts';
import { ConditionFailed, type Table, type TransactItem, transact } from '../platform/table.ts';
import { Endpoint } from './schema.ts';

const LIST = 'hooks';
const endpointKey = (id: string) => ({ pk: `hook#${id}`, sk: 'endpoint' });

export class EndpointStore {
  private readonly program: Table;

  constructor(program: Table) {
    this.program = program;
  }

  async get(id: string, options: { consistent?: boolean } = {}): Promise<Endpoint | undefined> {
    const item = await this.program.get(endpointKey(id), options);
    return item && Endpoint.parse(item);
  }

  /** Throws 409 when `sender` asked under the same key in the last 24 hours. */
  async create(endpoint: Endpoint, sender: Sender): Promise<void> {
    const items: TransactItem[] = [
      this.putNew({ ...endpointKey(endpoint.id), ...endpoint }),
      this.putNew({ pk: LIST, sk: endpoint.id, createdAt: endpoint.createdAt }),
      ...onceItems(this.program, 'hook', sender, Date.parse(endpoint.createdAt)),
    ];
    try {
      await transact(this.program.client, items);
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      throw conflict('This request was made before: see GET /v1/hooks.');
    }
  }

  /** Oldest first. */
  async list(): Promise<Endpoint[]> {
    const ids: string[] = [];
    const items = this.program.query({
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': LIST },
      ConsistentRead: true,
    });
    for await (const item of items) ids.push(z.string().parse(item.sk));
    const found = await this.program.getMany(ids.map(endpointKey), { consistent: true });
    return z
      .array(Endpoint)
      .parse(found)
      .sort((one, other) => (`${one.createdAt}${one.id}` < `${other.createdAt}${other.id}` ? -1 : 1));
  }

  /**
   * Changes the secrets of the version that was read; `now` in milliseconds. Throws 409 when somebody else changed it
   * meanwhile or `sender` asked under the same key before, 404 when it is gone.
   */
  async setSecrets(
    endpoint: Endpoint,
    secrets: readonly string[],
    { sender, now }: { sender: Sender; now: number },
  ): Promise<Endpoint> {
    const version = endpoint.version + 1;
    const Update = {
      TableName: this.program.name,
      Key: endpointKey(endpoint.id),
      UpdateExpression: 'SET secrets = :secrets, version = :next',
      ConditionExpression: 'version = :version',
      ExpressionAttributeValues: { ':secrets': secrets, ':next': version, ':version': endpoint.version },
    };
    try {
      const once = onceItems(this.program, `rotate ${endpoint.id}`, sender, now);
      await transact(this.program.client, [{ Update }, ...once]);
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      const found = await this.get(endpoint.id, { consistent: true });
      if (!found) throw notFound('There is no such endpoint.');
      if (found.version !== endpoint.version)
        throw conflict('Somebody else changed this endpoint. Try again.');
      throw conflict(
        'This request was made before, and the secret was shown then. Lost it? Rotate under a new Idempotency-Key.',
      );
    }
    return { ...endpoint, secrets: [...secrets], version };
  }

  /** Again is no error. */
  async remove(id: string): Promise<void> {
    await transact(
      this.program.client,
      [endpointKey(id), { pk: LIST, sk: id }].map((Key) => ({
        Delete: { TableName: this.program.name, Key },
      })),
    );
  }

  private putNew(Item: Record<string, unknown>): TransactItem {
    return { Put: { TableName: this.program.name, Item, ConditionExpression: 'attribute_not_exists(pk)' } };
  }
}
