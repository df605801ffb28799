// What the request path reads and writes: write keys, log entries, rejected events, first meetings.
import * as z from 'zod';
import { hashOf } from '../platform/ids.ts';
import { inParallel } from '../platform/parallel.ts';
import { ConditionFailed, type Item, type Table } from '../platform/table.ts';
import { type RecentEvent, RING, recentItems } from './recent.ts';
import type { Entry } from './schema.ts';
import { instantText } from './times.ts';
import { Scope, WriteKeyKind } from './write-key-schema.ts';

/** A write key as one of its secrets finds it. */
export const KnownKey = z.object({
  id: z.string(),
  secretId: z.string(),
  kind: WriteKeyKind,
  ...Scope.shape,
  eventsPerMinute: z.int(),
  /** The secret is good until then; absent: for good. */
  until: z.string().optional(),
  watchedUntil: z.string().optional(),
});
export type KnownKey = z.infer<typeof KnownKey>;

/** Items of `Activity` that say when each secret was last used; sk = secret id. */
export const KEY_USE = 'write-key-use';

export const writeKeyKey = (hash: string) => ({ pk: `write-key#${hash}`, sk: 'key' });

const BATCH = 25;
const PARALLEL = 8;
const DAY_MS = 86_400_000;
/** How long an event without a time of its own is recognised by its message id. */
const NAMED_DAYS = 30;
/** The same for one that has no message id either: after a day an equal event is a new one. */
const UNNAMED_DAYS = 1;
const RATE_KEPT_SECONDS = 3_600;

export class IngestStore {
  private readonly activity: Table;
  private readonly program: Table;
  // Processes start anywhere in the ring, so that two of them seldom take the same place.
  private place = Math.floor(Math.random() * RING);

  constructor(tables: { activity: Table; program: Table }) {
    this.activity = tables.activity;
    this.program = tables.program;
  }

  /** A read that may be behind would call a new key wrong, and clients drop what is answered 401. */
  async findKey(hash: string): Promise<KnownKey | undefined> {
    const item = await this.program.get(writeKeyKey(hash), { consistent: true });
    return item && KnownKey.parse(item);
  }

  /** Stores entries with distinct keys; an equal key is written over with the equal entry. */
  async save(entries: readonly Entry[]): Promise<void> {
    await this.putMany(entries);
  }

  async keepRejected(items: readonly Item[]): Promise<void> {
    await this.putMany(items);
  }

  /** Shows events to whoever watches the key. */
  async keepRecent(keyId: string, events: readonly RecentEvent[]): Promise<void> {
    await this.putMany(recentItems(keyId, events, this.place));
    this.place = (this.place + events.length) % RING;
  }

  /** Notes that a secret was used. */
  async noteUse(secretId: string, now: number): Promise<void> {
    await this.activity.put({ pk: KEY_USE, sk: secretId, at: instantText(now) });
  }

  /** Adds to what a key sent in a minute (milliseconds at its start); gives the sum. */
  async count(keyId: string, minute: number, events: number): Promise<number> {
    const updated = await this.activity.update({
      Key: { pk: `rate#${keyId}`, sk: instantText(minute) },
      UpdateExpression: 'ADD events :events SET expiresAt = :expiresAt',
      ExpressionAttributeValues: { ':events': events, ':expiresAt': minute / 1000 + RATE_KEPT_SECONDS },
      ReturnValues: 'UPDATED_NEW',
    });
    return z.object({ events: z.number() }).parse(updated).events;
  }

  /**
   * When an event that carries no time was first met, in milliseconds: `now`, unless it came not long before; or after,
   * where `now` is the arrival of an event that is replayed. Its key is made from this, so that the same event sent again
   * is the same entry. `about` names the event: customer, kind and id.
   */
  async firstSeen(about: readonly string[], isUnnamed: boolean, now: number): Promise<number> {
    const known = (isUnnamed ? UNNAMED_DAYS : NAMED_DAYS) * DAY_MS;
    const key = { pk: `seen#${hashOf(about)}`, sk: 'seen' };
    const expiresAt = Math.floor((now + NAMED_DAYS * DAY_MS) / 1000);
    try {
      await this.activity.update({
        Key: key,
        UpdateExpression: 'SET #at = :now, expiresAt = :expiresAt',
        ConditionExpression: 'attribute_not_exists(#at) OR NOT #at BETWEEN :from AND :until',
        ExpressionAttributeNames: { '#at': 'at' },
        ExpressionAttributeValues: {
          ':now': instantText(now),
          ':expiresAt': expiresAt,
          ':from': instantText(now - known),
          ':until': instantText(now + known),
        },
      });
      return now;
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      return Date.parse(z.object({ at: z.string() }).parse(error.item).at);
    }
  }

  private async putMany(items: readonly Item[]): Promise<void> {
    const batches: Item[][] = [];
    for (let start = 0; start < items.length; start += BATCH) batches.push(items.slice(start, start + BATCH));
    await inParallel(batches, PARALLEL, (batch) => this.activity.putMany(batch));
  }
}
