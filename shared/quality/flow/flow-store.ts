// What the sources brought, day by day, in `Program`: a day is folded from its counters and then kept as one item.
import { isDeepStrictEqual } from 'node:util';
import { REJECTED_DAYS } from '../../ingest/entries.ts';
import { dateOfDay, dayOfDate } from '../../platform/days.ts';
import { inParallel } from '../../platform/parallel.ts';
import { ConditionFailed, type Table } from '../../platform/table.ts';
import { FlowDay } from '../schema.ts';
import { counterOf, partitionOf } from './flow-counter-store.ts';
import { type Counter, flowDayOf, totalOf } from './flow-day.ts';

/** Days that a look at silences needs: two months of habit before a silence, however long it is shown. */
export const FLOW_DAYS = 120;

const CLOSED = 'flow-day';
const KEPT_DAYS = 400;
/** What was rejected in these may still be replayed, and counts on the day it came; a stream may be behind, too. */
const FOLDED_ANEW = REJECTED_DAYS + 1;
/** Days without a pass that are made up for. */
const MADE_UP = 56;
const PARALLEL = 8;

export class FlowStore {
  private readonly program: Table;

  constructor(program: Table) {
    this.program = program;
  }

  /** The day's counts as they are now. */
  async dayNow(date: string): Promise<FlowDay> {
    const counters: Counter[] = [];
    const items = this.program.query({
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': partitionOf(date) },
      ConsistentRead: true,
    });
    for await (const item of items) counters.push(counterOf(item));
    return flowDayOf(date, counters);
  }

  /**
   * Stores and gives the day's record. Again gives newer numbers, never smaller ones: counters expire, days stay. `stored`
   * is not stored again.
   */
  async closeDay(date: string, stored?: FlowDay): Promise<FlowDay> {
    const day = await this.dayNow(date);
    if (isDeepStrictEqual(day, stored)) return day;
    try {
      await this.program.update({
        Key: { pk: CLOSED, sk: date },
        UpdateExpression: 'SET #date = :date, #sources = :sources, #total = :total, #expiresAt = :expiresAt',
        ConditionExpression: 'attribute_not_exists(#total) OR #total <= :total',
        ExpressionAttributeNames: {
          '#date': 'date',
          '#sources': 'sources',
          '#total': 'total',
          '#expiresAt': 'expiresAt',
        },
        ExpressionAttributeValues: {
          ':date': date,
          ':sources': day.sources,
          ':total': totalOf(day),
          ':expiresAt': (dayOfDate(date) + KEPT_DAYS) * 86_400,
        },
      });
      return day;
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      return FlowDay.parse(error.item);
    }
  }

  /**
   * The `count` days up to `until`, the oldest first. Closes those of the last eight weeks that no pass has closed, and the
   * newest month anew; older days that were never closed are left out.
   */
  async days(until: string, count = FLOW_DAYS): Promise<FlowDay[]> {
    const last = dayOfDate(until);
    const stored = new Map<string, FlowDay>();
    const items = this.program.query({
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
      ExpressionAttributeValues: { ':pk': CLOSED, ':first': dateOfDay(last - count + 1), ':last': until },
      ConsistentRead: true,
    });
    for await (const item of items) {
      const day = FlowDay.parse(item);
      stored.set(day.date, day);
    }
    const back = Array.from({ length: Math.min(count, MADE_UP) }, (_, days) => dateOfDay(last - days));
    const open = back.filter((date, days) => days < FOLDED_ANEW || !stored.has(date));
    for (const day of await inParallel(open, PARALLEL, (date) => this.closeDay(date, stored.get(date))))
      stored.set(day.date, day);
    return [...stored.values()].sort((one, other) => (one.date < other.date ? -1 : 1));
  }
}
