// The list of rejected events: newest first, day by day, as far back as they are kept.
import * as z from 'zod';
import { decodeCursor, encodeCursor } from '../platform/cursor.ts';
import type { Item, Table } from '../platform/table.ts';
import { unpackText } from './body.ts';
import { REJECTED_DAYS, rejectedDayKey } from './entries.ts';
import { RejectedEvent } from './routes.ts';

const Row = RejectedEvent.extend({ body: z.instanceof(Uint8Array), expiresAt: z.number() });
/** Where the next page starts: a day, and the last row shown of it. */
const Position = z.tuple([z.iso.date(), z.string().nullable()]);
const SCOPE = 'ingest/rejected';
const DAY_MS = 86_400_000;

const dateOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

export class RejectedStore {
  private readonly activity: Table;

  constructor(activity: Table) {
    this.activity = activity;
  }

  /** A page; `now` in milliseconds. Throws 400 for a cursor of another list. */
  async list({ limit, cursor, now }: { limit: number; cursor?: string | undefined; now: number }) {
    const start = cursor === undefined ? [dateOf(now), null] : decodeCursor(cursor, SCOPE);
    let [date, after] = Position.parse(start);
    const oldest = dateOf(now - REJECTED_DAYS * DAY_MS);
    const data: RejectedEvent[] = [];
    while (date >= oldest) {
      const { items, lastKey } = await this.page(date, after, limit - data.length);
      data.push(...this.shown(items, now));
      after = lastKey ? String(lastKey.sk) : null;
      if (after === null) date = dateOf(Date.parse(date) - DAY_MS);
      if (data.length >= limit) break;
    }
    const isMore = date >= oldest && data.length > 0;
    return { data, next_cursor: isMore ? encodeCursor([date, after], SCOPE) : null, has_more: isMore };
  }

  private page(date: string, after: string | null, limit: number) {
    const pk = rejectedDayKey(date);
    return this.activity.queryPage({
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
      ScanIndexForward: false,
      Limit: limit,
      ...(after !== null && { ExclusiveStartKey: { pk, sk: after } }),
    });
  }

  // DynamoDB deletes what has expired when it gets round to it.
  private shown(items: readonly Item[], now: number): RejectedEvent[] {
    return z
      .array(Row)
      .parse(items)
      .filter(({ expiresAt }) => expiresAt * 1000 > now)
      .map(({ expiresAt: _, body, ...row }) => ({ ...row, body: unpackText(body) }));
  }
}
