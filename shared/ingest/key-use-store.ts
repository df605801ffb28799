// Write keys and recent events as the owner sees them: what is stored, and when each secret was last used.
import * as z from 'zod';
import type { Table } from '../platform/table.ts';
import { RecentEvent, recentKey, shownRecent } from './recent.ts';
import { KEY_USE } from './store.ts';
import type { StoredKey, WriteKey } from './write-key-schema.ts';

const Use = z.object({ sk: z.string(), at: z.string() });

export class KeyUseStore {
  private readonly activity: Table;

  constructor(activity: Table) {
    this.activity = activity;
  }

  /** When each secret was last used, to the hour; by secret id. */
  async lastUses(): Promise<Map<string, string>> {
    const uses = new Map<string, string>();
    for await (const item of this.partition(KEY_USE)) {
      const { sk, at } = Use.parse(item);
      uses.set(sk, at);
    }
    return uses;
  }

  /** What became of the last events of a watched key, newest first. */
  async recent(keyId: string, now: number): Promise<RecentEvent[]> {
    const events: RecentEvent[] = [];
    for await (const item of this.partition(recentKey(keyId))) events.push(RecentEvent.parse(item));
    return shownRecent(events, now);
  }

  private partition(pk: string) {
    return this.activity.query({
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
      ConsistentRead: true,
    });
  }
}

/** A key without what only we need. */
export function shownKey({ version: _, ...key }: StoredKey, uses: ReadonlyMap<string, string>): WriteKey {
  const secrets = key.secrets.map(({ hash: _hash, ...secret }) => {
    const lastUsedAt = uses.get(secret.id);
    return { ...secret, ...(lastUsedAt !== undefined && { lastUsedAt }) };
  });
  return { ...key, secrets };
}
