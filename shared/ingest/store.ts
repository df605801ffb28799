// What the request path reads and writes: write keys, log entries, rejected events, first meetings.
import * as z from 'zod';
import { hashOf } from '../platform/ids.ts';
import { inParallel } from '../platform/parallel.ts';
import { ConditionFailed, type Item, type Table } from '../platform/table.ts';
import { WriteKeyKind } from './routes.ts';
import type { Entry } from './schema.ts';
import { instantText } from './times.ts';

/** A write key in force. */
export const KnownKey = z.object({ id: z.string(), kind: WriteKeyKind });
export type KnownKey = z.infer<typeof KnownKey>;

export const writeKeyKey = (hash: string) => ({ pk: `write-key#${hash}`, sk: 'key' });

const BATCH = 25;
const PARALLEL = 8;
const DAY_MS = 86_400_000;
/** How long an event without a time of its own is recognised by its message id. */
const NAMED_DAYS = 30;
/** The same for one that has no message id either: after a day an equal event is a new one. */
const UNNAMED_DAYS = 1;

export class IngestStore {
  private readonly activity: Table;
  private readonly program: Table;

  constructor(tables: { activity: Table; program: Table }) {
    this.activity = tables.activity;
    this.program = tables.program;
  }

  async findKey(hash: string): Promise<KnownKey | undefined> {
    const item = await this.program.get(writeKeyKey(hash));
    return item && KnownKey.parse(item);
  }

  /** Stores entries with distinct keys; an equal key is written over with the equal entry. */
  async save(entries: readonly Entry[]): Promise<void> {
    await this.putMany(entries);
  }

  async keepRejected(items: readonly Item[]): Promise<void> {
    await this.putMany(items);
  }

  /**
   * When an event that carries no time was first met, in milliseconds: `now`, unless it came before. Its key is made from
   * this, so that the same event sent again is the same entry. `about` names the event: customer, kind and id.
   */
  async firstSeen(about: readonly string[], isUnnamed: boolean, now: number): Promise<number> {
    const forgetBefore = instantText(now - (isUnnamed ? UNNAMED_DAYS : NAMED_DAYS) * DAY_MS);
    const key = { pk: `seen#${hashOf(about)}`, sk: 'seen' };
    const expiresAt = Math.floor((now + NAMED_DAYS * DAY_MS) / 1000);
    try {
      await this.activity.update({
        Key: key,
        UpdateExpression: 'SET #at = :now, expiresAt = :expiresAt',
        ConditionExpression: 'attribute_not_exists(#at) OR #at < :forgetBefore',
        ExpressionAttributeNames: { '#at': 'at' },
        ExpressionAttributeValues: {
          ':now': instantText(now),
          ':expiresAt': expiresAt,
          ':forgetBefore': forgetBefore,
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
