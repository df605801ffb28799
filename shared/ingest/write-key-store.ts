// Write keys in `Program`: one item in the list of all keys, and per live secret one that is found by its hash.
import { conflict, notFound, unavailable } from '../platform/errors.ts';
import { newId } from '../platform/ids.ts';
import { onceItems, type Sender } from '../platform/once.ts';
import { ConditionFailed, type Table, type TransactItem, transact } from '../platform/table.ts';
import { writeKeyKey } from './store.ts';
import { newWriteKey } from './write-key.ts';
import { current, rotated, secretOf } from './write-key-change.ts';
import { eventsPerMinuteBy, type Scope, StoredKey, type WriteKeyKind } from './write-key-schema.ts';

const LIST = 'write-keys';
const DAY_SECONDS = 86_400;
const ATTEMPTS = 5;

export interface NewKey extends Scope {
  name: string;
  kind: WriteKeyKind;
  /** Milliseconds. */
  now: number;
  /** Asking again under the same key makes no second write key. */
  sender: Sender;
}

export class WriteKeyStore {
  private readonly program: Table;

  constructor(program: Table) {
    this.program = program;
  }

  /** Makes a key; its text is in this answer only. Throws 409 when `sender` asked under the same key in the last 24 hours. */
  async create({ now, sender, ...given }: NewKey): Promise<{ stored: StoredKey; key: string }> {
    const key = newWriteKey(given.kind);
    const stored: StoredKey = {
      id: newId('key', now),
      createdAt: new Date(now).toISOString(),
      ...given,
      eventsPerMinute: given.eventsPerMinute ?? eventsPerMinuteBy[given.kind],
      secrets: [secretOf(key, now)],
      version: 1,
    };
    await this.write(undefined, stored, onceItems(this.program, 'write-key', sender, now));
    return { stored, key };
  }

  /** Makes a new secret of a key; the old one works for `graceHours` more. Throws 404 and 409 (also as `create`). */
  async rotate(
    id: string,
    { graceHours, now, sender }: { graceHours: number; now: number; sender: Sender },
  ): Promise<{ stored: StoredKey; key: string }> {
    const { kind } = await this.get(id);
    const key = newWriteKey(kind);
    const change = (stored: StoredKey) => rotated(stored, { key, graceHours, now });
    const once = onceItems(this.program, `rotate ${id}`, sender, now);
    return { stored: await this.change(id, change, once), key };
  }

  /** All keys, oldest first; revoked ones say when. A business has a handful. */
  async list(now: number): Promise<StoredKey[]> {
    const keys: StoredKey[] = [];
    const items = this.program.query({
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': LIST },
      ConsistentRead: true,
    });
    for await (const item of items) keys.push(current(StoredKey.parse(item), now));
    return keys;
  }

  /** Throws 404 for an id that never was. */
  async get(id: string): Promise<StoredKey> {
    const item = await this.program.get({ pk: LIST, sk: id }, { consistent: true });
    if (!item) throw notFound('There is no such write key.');
    return StoredKey.parse(item);
  }

  /** Reads, changes and writes a key as one, with what its secrets say at the door; gives back what is stored then. */
  async change(
    id: string,
    next: (stored: StoredKey) => StoredKey,
    more: TransactItem[] = [],
  ): Promise<StoredKey> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const before = await this.get(id);
      const changed = next(before);
      if (changed === before) return before;
      const after = { ...changed, version: before.version + 1 };
      try {
        await this.write(before, after, more);
        return after;
      } catch (error) {
        const isLost = error instanceof ConditionFailed && (await this.get(id)).version !== before.version;
        if (!isLost) throw error;
      }
    }
    throw unavailable('The write key is being changed by others.', undefined);
  }

  private async write(before: StoredKey | undefined, after: StoredKey, more: TransactItem[]): Promise<void> {
    const TableName = this.program.name;
    const kept = new Set(after.secrets.map(({ hash }) => hash));
    const gone = before?.secrets.filter(({ hash }) => !kept.has(hash)) ?? [];
    const items: TransactItem[] = [
      {
        Put: {
          TableName,
          Item: { pk: LIST, sk: after.id, ...after },
          ...(before
            ? {
                ConditionExpression: '#version = :before',
                ExpressionAttributeNames: { '#version': 'version' },
                ExpressionAttributeValues: { ':before': before.version },
              }
            : { ConditionExpression: 'attribute_not_exists(pk)' }),
        },
      },
      ...after.secrets.map((secret) => ({ Put: { TableName, Item: doorItem(after, secret) } })),
      ...gone.map(({ hash }) => ({ Delete: { TableName, Key: writeKeyKey(hash) } })),
      ...more,
    ];
    try {
      await transact(this.program.client, items);
    } catch (error) {
      if (!(error instanceof ConditionFailed) || more.length === 0) throw error;
      if (before && (await this.get(after.id)).version !== before.version) throw error;
      throw conflict(
        'This request was made before. The key was shown then; make a new one under a new Idempotency-Key.',
      );
    }
  }
}

/** What the request path finds by the hash of a secret (ingest/store.ts, KnownKey). */
function doorItem(key: StoredKey, { hash, id, until }: StoredKey['secrets'][number]) {
  return {
    ...writeKeyKey(hash),
    id: key.id,
    secretId: id,
    kind: key.kind,
    source: key.source,
    kinds: key.kinds,
    eventsPerMinute: key.eventsPerMinute,
    watchedUntil: key.watchedUntil,
    until,
    // The request path looks at `until` itself; this only clears up behind it.
    ...(until !== undefined && { expiresAt: Math.floor(Date.parse(until) / 1000) + DAY_SECONDS }),
  };
}
