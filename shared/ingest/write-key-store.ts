// Write keys in `Program`: one item found by the key's hash, one in the list of all keys; no key is stored.
import * as z from 'zod';
import { conflict, notFound } from '../platform/errors.ts';
import { hashOf, newId } from '../platform/ids.ts';
import { ConditionFailed, type Table, type TransactItem, transact } from '../platform/table.ts';
import { WriteKey, type WriteKeyKind } from './routes.ts';
import { writeKeyKey } from './store.ts';
import { newWriteKey, writeKeyHash } from './write-key.ts';

const LIST = 'write-keys';
const DAY_SECONDS = 86_400;

const Listed = WriteKey.extend({ hash: z.string() });

export interface NewKey {
  name: string;
  kind: WriteKeyKind;
  /** Milliseconds. */
  now: number;
  /** The caller's own id of the request, with the caller: the same again makes no second key. */
  once?: readonly string[] | undefined;
}

export class WriteKeyStore {
  private readonly program: Table;

  constructor(program: Table) {
    this.program = program;
  }

  /** Makes a key; its text is in this answer only. Throws 409 when `once` was used in the last 24 hours. */
  async create({ name, kind, now, once }: NewKey): Promise<WriteKey & { key: string }> {
    const key = newWriteKey(kind);
    const hash = writeKeyHash(key);
    const listed: WriteKey = { id: newId('key', now), name, kind, createdAt: new Date(now).toISOString() };
    const items: TransactItem[] = [
      this.put({ ...writeKeyKey(hash), id: listed.id, kind }),
      this.put({ pk: LIST, sk: listed.id, ...listed, hash }),
    ];
    if (once) {
      const expiresAt = Math.floor(now / 1000) + DAY_SECONDS;
      items.push(this.put({ pk: `idempotency#${hashOf(once)}`, sk: 'write-key', id: listed.id, expiresAt }));
    }
    try {
      await transact(this.program.client, items);
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      throw conflict(
        'This request was made before. The key was shown then; make a new one under a new Idempotency-Key.',
      );
    }
    return { ...listed, key };
  }

  /** All keys, oldest first; revoked ones say when. A business has a handful. */
  async list(): Promise<WriteKey[]> {
    const keys: WriteKey[] = [];
    const items = this.program.query({
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': LIST },
      ConsistentRead: true,
    });
    for await (const item of items) keys.push(WriteKey.parse(item));
    return keys;
  }

  /** Takes a key out of force; again is no error. Throws 404 for an id that never was. */
  async revoke(id: string, now: number): Promise<void> {
    const item = await this.program.get({ pk: LIST, sk: id }, { consistent: true });
    if (!item) throw notFound('There is no such write key.');
    const { hash, revokedAt } = Listed.parse(item);
    if (revokedAt !== undefined) return;
    await transact(this.program.client, [
      { Delete: { TableName: this.program.name, Key: writeKeyKey(hash) } },
      {
        Update: {
          TableName: this.program.name,
          Key: { pk: LIST, sk: id },
          UpdateExpression: 'SET revokedAt = if_not_exists(revokedAt, :now)',
          ExpressionAttributeValues: { ':now': new Date(now).toISOString() },
        },
      },
    ]);
  }

  private put(Item: Record<string, unknown>): TransactItem {
    return { Put: { TableName: this.program.name, Item, ConditionExpression: 'attribute_not_exists(pk)' } };
  }
}
