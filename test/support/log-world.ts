// A log, its stream and its customers in memory: what a projector may meet, in any order, with crashes and stale reads.

import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { packBody } from '../../shared/ingest/body.ts';
import type { LoggedOrder } from '../../shared/ingest/orders.ts';
import type { Projected, Write } from '../../shared/ingest/project.ts';
import type { ProjectParts } from '../../shared/ingest/project-records.ts';
import { type Entry, entryKey } from '../../shared/ingest/schema.ts';
import type { LoggedSignal } from '../../shared/ingest/signals.ts';
import { aCustomerId } from './factories.ts';

export interface OrderSpec {
  id: string;
  kind: 'purchase' | 'refund';
  /** Hours after 2026-01-01T00:00Z. */
  hour: number;
  orderId?: string | undefined;
  amount: number;
  currency: string;
  isWhole?: boolean;
}

export const instant = (hour: number): string =>
  new Date(Date.parse('2026-01-01T00:00:00Z') + hour * 3_600_000).toISOString();

export function anOrderEntry(spec: OrderSpec, customerId = aCustomerId()): Entry & LoggedOrder {
  const { id, kind, hour, orderId, amount, currency, isWhole } = spec;
  const at = instant(hour);
  return {
    pk: customerId,
    sk: entryKey(kind, at, id),
    kind,
    id,
    name: kind === 'purchase' ? 'Order Completed' : 'Order Refunded',
    at,
    source: 'key_1',
    receivedAt: at,
    order: {
      amount,
      currency,
      ...(orderId !== undefined && { orderId }),
      ...(isWhole && { isWhole: true as const }),
    },
  };
}

export function aCall(id: string, hour: number, traits: object, customerId = aCustomerId()): Entry {
  const at = instant(hour);
  return {
    pk: customerId,
    sk: entryKey('identify', at, id),
    kind: 'identify',
    id,
    name: 'identify',
    at,
    source: 'key_1',
    receivedAt: at,
    body: packBody({ type: 'identify', userId: 'u', traits }),
  };
}

let sequence = 0;

/** A stream record as Lambda hands it over: binary values in base64. */
export function aRecord(before: Entry | undefined, after: Entry | undefined): DynamoDBRecord {
  const image = (entry: Entry) =>
    JSON.parse(
      JSON.stringify(marshall(entry, { removeUndefinedValues: true }), (_key, value) =>
        value?.type === 'Buffer' || value instanceof Uint8Array
          ? Buffer.from(value.data ?? value).toString('base64')
          : value,
      ),
    );
  sequence += 1;
  return {
    eventName: before ? (after ? 'MODIFY' : 'REMOVE') : 'INSERT',
    dynamodb: {
      SequenceNumber: String(sequence).padStart(12, '0'),
      ...(before && { OldImage: image(before) }),
      ...(after && { NewImage: image(after) }),
    },
  };
}

/** The log of one customer; each change of it gives the stream record it makes. */
export class FakeLog {
  readonly entries = new Map<string, Entry>();

  put(entry: Entry): DynamoDBRecord {
    const before = this.entries.get(entry.sk);
    this.entries.set(entry.sk, entry);
    return aRecord(before, entry);
  }

  remove(sk: string): DynamoDBRecord | undefined {
    const before = this.entries.get(sk);
    this.entries.delete(sk);
    return before && aRecord(before, undefined);
  }

  orders(): LoggedOrder[] {
    return [...this.entries.values()].filter(
      (entry): entry is Entry & LoggedOrder => entry.order !== undefined,
    );
  }

  signals(): LoggedSignal[] {
    return [...this.entries.values()].filter(
      (entry): entry is Entry & LoggedSignal => entry.signal !== undefined,
    );
  }

  visits(): string[] {
    return [...this.entries.values()].filter(({ kind }) => kind === 'visit').map(({ at }) => at);
  }

  calls(): Entry[] {
    return [...this.entries.values()].filter(({ kind }) => kind === 'identify');
  }
}

export class Crash extends Error {}

/** The projector's store over a `FakeLog`, for one customer; `mood` says what goes wrong at a step. */
export class FakeStore {
  readonly history: Projected[];
  private readonly log: FakeLog;
  private readonly pause: () => Promise<void>;
  private readonly mood: () => 'fine' | 'stale' | 'crash-before' | 'crash-after';

  constructor(
    log: FakeLog,
    pause: () => Promise<void>,
    mood: () => 'fine' | 'stale' | 'crash-before' | 'crash-after',
  ) {
    this.log = log;
    this.pause = pause;
    this.mood = mood;
    const updatedAt = instant(0);
    this.history = [{ pk: aCustomerId(), updatedAt, profile: {}, consents: {} }];
  }

  get customer(): Projected {
    return this.history.at(-1) as Projected;
  }

  parts(settings: ProjectParts['settings']): ProjectParts {
    return {
      settings,
      failed: (error) => {
        throw error;
      },
      store: {
        customersOf: async () => {
          await this.pause();
          const seen = this.mood() === 'stale' ? this.history.at(-2) : undefined;
          const customer = seen ?? this.customer;
          return new Map([[customer.pk, customer]]);
        },
        customerNow: async () => {
          await this.pause();
          return this.customer;
        },
        ordersOf: async () => {
          await this.pause();
          return this.log.orders();
        },
        callsOf: async () => {
          await this.pause();
          return this.log.calls();
        },
        signalsOf: async () => {
          await this.pause();
          return this.log.signals();
        },
        visitsOf: async () => {
          await this.pause();
          return this.log.visits();
        },
        write: (read, write) => this.write(read, write),
      },
    };
  }

  private async write(read: Projected, write: Write): Promise<boolean> {
    await this.pause();
    const mood = this.mood();
    if (mood === 'crash-before') throw new Crash();
    const now = this.customer;
    const isStale =
      ((write.stats !== undefined || write.score) && now.stats?.version !== read.stats?.version) ||
      ((write.signals || write.score) && now.signals?.version !== read.signals?.version) ||
      (write.profile && now.profileAt !== read.profileAt);
    if (isStale) return false;
    const { stats, names: _names, ...rest } = write;
    const { stats: before, ...others } = now;
    const kept = stats === undefined ? before : (stats ?? undefined);
    this.history.push({ ...others, ...rest, ...(kept && { stats: kept }) });
    if (mood === 'crash-after') throw new Crash();
    return true;
  }
}
