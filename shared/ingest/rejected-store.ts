// The list of rejected events: newest first, day by day, as far back as they are kept.
import * as z from 'zod';
import { decodeCursor, encodeCursor } from '../platform/cursor.ts';
import { notFound } from '../platform/errors.ts';
import { ConditionFailed, type Item, type Table } from '../platform/table.ts';
import { unpackText } from './body.ts';
import { REJECTED_DAYS, rejectedDayKey, rejectedKey } from './entries.ts';
import { fits, type RejectedFilter, RejectedRow } from './rejected.ts';

/** Where the next page starts: a day, and the last row looked at of it. */
const Position = z.tuple([z.iso.date(), z.string().startsWith('rejected#').nullable()]);
type Position = z.infer<typeof Position>;

const DAY_MS = 86_400_000;
/** Rows that one call looks at: a filter that fits few of them ends with a page that is not full. */
const MAX_EXAMINED = 1_000;
/** Text of a page: with its quotes escaped twice it must stay below the 6 MB that Lambda answers with. */
const MAX_PAGE_BYTES = 1024 * 1024;

const dateOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const dayBefore = (date: string): string => dateOf(Date.parse(date) - DAY_MS);

export interface Wanted extends RejectedFilter {
  limit: number;
  cursor?: string | undefined;
  /** Milliseconds. */
  now: number;
}

export class RejectedStore {
  private readonly activity: Table;

  constructor(activity: Table) {
    this.activity = activity;
  }

  /** A page of rows; it may be short, or empty, with more to come. Throws 400 for a cursor of another list. */
  async page({ limit, cursor, now, ...filter }: Wanted) {
    const scope = `ingest/rejected ${JSON.stringify([filter.day, filter.source, filter.reason])}`;
    const oldest = filter.day ?? dateOf(now - REJECTED_DAYS * DAY_MS);
    const newest = filter.day ?? dateOf(now);
    let next: Position | undefined =
      cursor === undefined
        ? [newest, null]
        : decodeCursor(
            cursor,
            scope,
            Position.refine(([day]) => day <= newest),
          );
    const rows: RejectedRow[] = [];
    let [examined, bytes] = [0, 0];
    const isFull = () => rows.length === limit || bytes >= MAX_PAGE_BYTES;
    while (next && next[0] >= oldest && !isFull() && examined < MAX_EXAMINED) {
      const read = await this.read(next, filter, limit - rows.length);
      examined += read.items.length;
      for (const item of read.items) {
        const row = RejectedRow.parse(item);
        // DynamoDB deletes what has expired when it gets round to it.
        if (row.expiresAt * 1000 > now && fits(row, filter)) {
          rows.push(row);
          bytes += Buffer.byteLength(unpackText(row.body));
        }
        next = [next[0], String(item.sk)];
        if (isFull()) break;
      }
      const isDayDone = read.isLast && (read.items.length === 0 || next[1] === read.items.at(-1)?.sk);
      if (isDayDone) next = dayBefore(next[0]) >= oldest ? [dayBefore(next[0]), null] : undefined;
    }
    // All of the days were looked at and nothing was found: there is no use in going on.
    const isMore = next !== undefined && next[0] >= oldest && (rows.length > 0 || examined >= MAX_EXAMINED);
    return { rows, next_cursor: isMore ? encodeCursor(next, scope) : null, has_more: isMore };
  }

  /** Throws 404 when there is none: never was, has expired, or was replayed. */
  async get(id: string, now: number): Promise<RejectedRow> {
    const item = await this.activity.get(rejectedKey(id), { consistent: true });
    const row = item && RejectedRow.parse(item);
    if (!row || row.expiresAt * 1000 <= now) {
      throw notFound('There is no such rejected event: perhaps it was replayed, or its 30 days are over.');
    }
    return row;
  }

  /** For an event that is in the log now. */
  async remove(id: string): Promise<void> {
    await this.activity.delete(rejectedKey(id));
  }

  /** For a webhook that is on its way again (undefined: it is not); rejected again, it is written over without the mark. */
  async mark(id: string, now: number | undefined): Promise<void> {
    try {
      await this.activity.update({
        Key: rejectedKey(id),
        ConditionExpression: 'attribute_exists(pk)',
        ...(now === undefined
          ? { UpdateExpression: 'REMOVE replayedAt' }
          : {
              UpdateExpression: 'SET replayedAt = :now',
              ExpressionAttributeValues: { ':now': new Date(now).toISOString() },
            }),
      });
    } catch (error) {
      // Expired, or another replay was faster.
      if (!(error instanceof ConditionFailed)) throw error;
    }
  }

  private async read(
    [date, after]: Position,
    filter: RejectedFilter,
    limit: number,
  ): Promise<{ items: Item[]; isLast: boolean }> {
    const pk = rejectedDayKey(date);
    const isSieved = filter.source !== undefined || filter.reason !== undefined;
    const { items, lastKey } = await this.activity.queryPage({
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit: isSieved ? 100 : limit,
      ...(after !== null && { ExclusiveStartKey: { pk, sk: after } }),
    });
    return { items, isLast: lastKey === undefined };
  }
}
