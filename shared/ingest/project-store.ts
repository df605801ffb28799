// What the projector reads and writes: customers, the parts of the log a rebuild needs, the model in force.
import * as z from 'zod';
import { Current } from '../churn/schema.ts';
import { ConditionFailed, type Table } from '../platform/table.ts';
import type { LoggedOrder } from './orders.ts';
import { type LoggedCall, Projected, type Write } from './project.ts';
import { updateOf } from './project-update.ts';
import { Entry, Order, SignalFact } from './schema.ts';
import type { LoggedSignal } from './signals.ts';

const LoggedOrderRow = Entry.pick({ sk: true, id: true, at: true }).extend({
  kind: z.enum(['purchase', 'refund']),
  order: Order,
}) satisfies z.ZodType<LoggedOrder>;
const LoggedSignalRow = Entry.pick({ sk: true, id: true, at: true }).extend({
  signal: SignalFact,
}) satisfies z.ZodType<LoggedSignal>;
const LoggedVisitRow = Entry.pick({ at: true });
const LoggedCallRow = Entry.pick({ id: true, at: true, body: true }) satisfies z.ZodType<LoggedCall>;

export class ProjectStore {
  private readonly customers: Table;
  private readonly activity: Table;
  private readonly program: Table;

  constructor(tables: { customers: Table; activity: Table; program: Table }) {
    this.customers = tables.customers;
    this.activity = tables.activity;
    this.program = tables.program;
  }

  /**
   * Customers as they may have been a moment ago: the write finds out. Those that are not there or cannot be read are
   * left out, so that one damaged row does not hold up the others.
   */
  async customersOf(ids: readonly string[]): Promise<Map<string, Projected>> {
    const items = await this.customers.getMany(ids.map((pk) => ({ pk })));
    const readable = items.flatMap((item) => Projected.safeParse(item).data ?? []);
    return new Map(readable.map((customer) => [customer.pk, customer]));
  }

  async customerNow(id: string): Promise<Projected | undefined> {
    const item = await this.customers.get({ pk: id }, { consistent: true });
    return item && Projected.parse(item);
  }

  /** All purchases and refunds; the two kinds are neighbours in the log, so this is one query. */
  async ordersOf(id: string): Promise<LoggedOrder[]> {
    return this.read(id, ['purchase#', 'refund$'], 'sk, id, #at, kind, #order', LoggedOrderRow);
  }

  async callsOf(id: string): Promise<LoggedCall[]> {
    return this.read(id, ['identify#', 'identify$'], 'id, #at, body', LoggedCallRow);
  }

  async signalsOf(id: string): Promise<LoggedSignal[]> {
    return this.read(id, ['signal#', 'signal$'], 'sk, id, #at, #signal', LoggedSignalRow);
  }

  /** Instants of all visits: needed only where one changed or went. */
  async visitsOf(id: string): Promise<string[]> {
    const rows = await this.read(id, ['visit#', 'visit$'], '#at', LoggedVisitRow);
    return rows.map(({ at }) => at);
  }

  /** Undefined before the first nightly pass. */
  async current(): Promise<Current | undefined> {
    const item = await this.program.get({ pk: 'nightly', sk: 'current' });
    return item && Current.parse(item);
  }

  /** Writes what changed in one update. False: the customer is no longer as `read`, or gone, and nothing was written. */
  async write(read: Projected, write: Write): Promise<boolean> {
    try {
      await this.customers.update(updateOf(read, write));
      return true;
    } catch (error) {
      if (error instanceof ConditionFailed) return false;
      throw error;
    }
  }

  private async read<T>(
    id: string,
    [from, to]: [string, string],
    attributes: string,
    row: z.ZodType<T>,
  ): Promise<T[]> {
    const found: T[] = [];
    const items = this.activity.query({
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ProjectionExpression: attributes,
      ExpressionAttributeNames: {
        '#at': 'at',
        ...(attributes.includes('#order') && { '#order': 'order' }),
        ...(attributes.includes('#signal') && { '#signal': 'signal' }),
      },
      ExpressionAttributeValues: { ':pk': id, ':from': from, ':to': to },
      ConsistentRead: true,
    });
    for await (const item of items) found.push(row.parse(item));
    return found;
  }
}
