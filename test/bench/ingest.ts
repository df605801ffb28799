// What ingest costs: capacity units as DynamoDB Local reports them, and events a second of processor time without any
// store. Run alone: node test/bench/ingest.ts
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { IdentityStore } from '../../shared/customers/identity-store.ts';
import { increment, plainFold } from '../../shared/ingest/fold.ts';
import type { Projected, ProjectSettings } from '../../shared/ingest/project.ts';
import { projectRecords } from '../../shared/ingest/project-records.ts';
import { ProjectStore } from '../../shared/ingest/project-store.ts';
import { rateLimiter } from '../../shared/ingest/rate-limit.ts';
import type { Entry } from '../../shared/ingest/schema.ts';
import { IngestStore, type KnownKey } from '../../shared/ingest/store.ts';
import { takeIn } from '../../shared/ingest/take-in.ts';
import { documentClient, Table } from '../../shared/platform/table.ts';
import { countRecords } from '../../shared/quality/flow/count-records.ts';
import { FlowCounters } from '../../shared/quality/flow/flow-counter-store.ts';
import { startDynamoDbLocal } from '../support/dynamodb-local.ts';
import { createTables } from '../support/engine-tables.ts';
import { aCustomerId, aScore } from '../support/factories.ts';
import { anOrderEntry, aRecord } from '../support/log-world.ts';
import { withPlan } from '../support/plans.ts';
import { anOrderCall, aPageCall } from './ingest-calls.ts';
import { metered, type Units } from './meter.ts';
import { printTable } from './table.ts';

const NOW = Date.parse('2026-10-05T09:00:00Z');
const CUSTOMERS = 100;
const settings: ProjectSettings = {
  timeZone: 'Africa/Addis_Ababa',
  currency: 'ETB',
  country: 'ET',
  rescore: (stats) => aScore({ asOf: stats.lastDay }),
};
/** A write key that is found at once and may send anything; that is measured elsewhere. */
const key: KnownKey = { id: 'key_1', secretId: 'sec_1', kind: 'server', eventsPerMinute: 1_000_000_000 };
const door = {
  ...withPlan,
  findKey: async () => key,
  allow: rateLimiter(async () => 0),
  noteUse: async () => {},
};
const loudly = (error: unknown) => {
  throw error;
};

async function world(url: string) {
  const client = new DynamoDBClient({ endpoint: url });
  await createTables(client, 'bench-');
  const units = metered(client);
  const documents = documentClient(client);
  const [customers, identities, activity, program] = [
    new Table(documents, 'bench-Customers'),
    new Table(documents, 'bench-Identities'),
    new Table(documents, 'bench-Activity'),
    new Table(documents, 'bench-Program'),
  ];
  const store = new IngestStore({ activity, program });
  const identity = new IdentityStore({ identities, customers, activity });
  const parts = {
    store,
    ...door,
    resolve: identity.resolve.bind(identity),
    currency: 'ETB',
    country: 'ET',
  };
  const spent = async (act: () => Promise<unknown>): Promise<Units> => {
    const before = { ...units };
    await act();
    return { read: units.read - before.read, written: units.written - before.written };
  };
  const projector = new ProjectStore({ customers, activity, program });
  const counters = new FlowCounters(program);
  return { client, parts, spent, projector, counters, activity, customers };
}
type World = Awaited<ReturnType<typeof world>>;

const send = ({ parts }: World, events: object[]) =>
  takeIn(
    {
      bytes: Buffer.from(JSON.stringify({ writeKey: 'k', batch: events })),
      type: 'batch',
      authorization: undefined,
      now: NOW,
    },
    parts,
  );

const everybody = Array.from({ length: CUSTOMERS }, (_, index) => index);
const bytesOf = (event: object) => Buffer.byteLength(JSON.stringify(event));

async function requestPath(here: World): Promise<string[][]> {
  const rows: string[][] = [];
  const measure = async (what: string, events: object[]) => {
    const { read, written } = await here.spent(() => send(here, events));
    const size = events.reduce((sum: number, event) => sum + bytesOf(event), 0) / events.length;
    rows.push([
      what,
      `${Math.round(size)}`,
      (written / events.length).toFixed(2),
      (read / events.length).toFixed(2),
    ]);
  };
  await measure(
    'first order of a new customer (user id and device)',
    everybody.map((who) => anOrderCall(who, 0)),
  );
  await measure(
    'order, 3 products',
    everybody.map((who) => anOrderCall(who, 1)),
  );
  await measure(
    'page view of analytics.js',
    everybody.map((who) => aPageCall(who, 2)),
  );
  await measure(
    'the same again (a retry)',
    everybody.map((who) => aPageCall(who, 2)),
  );
  await measure(
    'order without a time',
    everybody.map((who) => ({ ...anOrderCall(who, 3), timestamp: undefined })),
  );
  return rows;
}

async function foldPath(here: World): Promise<string[][]> {
  const ids = everybody.map((who) => aCustomerId(who + 1));
  for (const pk of ids) {
    const at = new Date(NOW).toISOString();
    const profile = { name: 'Abebe Bekele', email: 'abebe@example.com', phone: '+251911234567' };
    await here.customers.put({ pk, createdAt: at, updatedAt: at, profile, consents: {}, ids: {} });
  }
  const bought = async (hour: number) => {
    const entries = ids.map((pk) =>
      anOrderEntry(
        { id: `m${hour}`, kind: 'purchase', hour, orderId: `A-${hour}`, amount: 1_000, currency: 'ETB' },
        pk,
      ),
    );
    await here.activity.putMany(entries);
    return entries.map((entry) => aRecord(undefined, entry));
  };
  const parts = { store: here.projector, settings, failed: loudly };
  const rows: string[][] = [];
  const measure = async (what: string, hours: number[]) => {
    const records = (await Promise.all(hours.map(bought))).flat();
    const { read, written } = await here.spent(async () => {
      await projectRecords(records, parts);
      await countRecords(records, {
        timeZone: settings.timeZone,
        add: (ticks) => here.counters.add(ticks),
        failed: loudly,
      });
    });
    rows.push([what, (read / CUSTOMERS).toFixed(2), (written / CUSTOMERS).toFixed(2)]);
  };
  await measure('first purchase (reads the log)', [0]);
  await measure('a newer purchase', [48]);
  await measure('four newer purchases in one batch', [72, 96, 120, 144]);
  await measure('a late purchase (reads the log)', [24]);
  return rows;
}

/** Best of three, events per second of processor time in this thread. */
async function rate(events: number, act: () => Promise<unknown> | unknown): Promise<string> {
  let best = 0;
  for (let run = 0; run < 4; run += 1) {
    const before = process.cpuUsage();
    await act();
    const { user, system } = process.cpuUsage(before);
    best = Math.max(best, events / ((user + system) / 1e6));
  }
  return Math.round(best).toLocaleString('en');
}

async function throughput(): Promise<string[][]> {
  const batch = everybody.flatMap((who) => [
    anOrderCall(who, 1),
    aPageCall(who, 2),
    aPageCall(who, 3),
    anOrderCall(who, 4),
  ]);
  const bytes = Buffer.from(JSON.stringify({ writeKey: 'k', batch }));
  const nowhere = {
    store: { save: async () => {}, keepRejected: async () => {} } as unknown as IngestStore,
    ...door,
    resolve: async (claims: readonly unknown[]) => claims.map(() => aCustomerId()),
    currency: 'ETB',
    country: 'ET',
  };
  const request = { bytes, type: 'batch' as const, authorization: undefined, now: NOW };
  const hours = Array.from({ length: 2_000 }, (_, index) => index * 12);
  const log = hours.map((hour) =>
    anOrderEntry({ id: `m${hour}`, kind: 'purchase', hour, amount: 1_000, currency: 'ETB' }),
  );
  return [
    ['read, check and pack a request', await rate(batch.length, () => takeIn(request, nowhere))],
    ['project stream records (100 a batch, 25 customers)', await projectRate()],
    ['count stream records (100 a batch)', await countRate()],
    ['increment', await rate(log.length, () => folded(log))],
    ['plain fold', await rate(log.length, () => plainFold(log, settings))],
  ];
}

const folded = (log: ReturnType<typeof anOrderEntry>[]) =>
  log
    .slice(1)
    .reduce(
      (stats, entry) => (stats && increment(stats, entry, settings)) ?? stats,
      plainFold(log.slice(0, 1), settings),
    );

/** What counting takes beside the store: reading the records, hashing, deciding that there is nothing to add. */
async function countRate(): Promise<string> {
  const counters = new FlowCounters({
    update: async ({ Key, ExpressionAttributeValues: values }: Parameters<Table['update']>[0]) => ({
      ...Key,
      members: values?.[':members'],
    }),
  } as unknown as Table);
  const batches = Array.from({ length: 40 }, (_, number) =>
    Array.from({ length: 100 }, (_, index) => {
      const hour = 100 + number * 100 + index;
      return aRecord(
        undefined,
        anOrderEntry({ id: `m${hour}`, kind: 'purchase', hour, amount: 1_000, currency: 'ETB' }),
      );
    }),
  );
  return rate(4_000, async () => {
    for (const records of batches) {
      await countRecords(records, {
        timeZone: settings.timeZone,
        add: (ticks) => counters.add(ticks),
        failed: loudly,
      });
    }
  });
}

async function projectRate(): Promise<string> {
  const state = new Map<string, Projected>();
  const store = {
    customersOf: async () => state,
    customerNow: async (id: string) => state.get(id),
    ordersOf: async () => [],
    callsOf: async () => [],
    signalsOf: async () => [],
    visitsOf: async () => [],
    write: async (read: Projected, { stats }: { stats?: Projected['stats'] | null }) => {
      state.set(read.pk, { ...read, ...(stats && { stats }) });
      return true;
    },
  };
  const entry = (hour: number): Entry =>
    anOrderEntry(
      { id: `m${hour}`, kind: 'purchase', hour, amount: 1_000, currency: 'ETB' },
      aCustomerId(hour % 25),
    );
  const batches = Array.from({ length: 40 }, (_, number) =>
    Array.from({ length: 100 }, (_, index) => aRecord(undefined, entry(100 + number * 100 + index))),
  );
  return rate(4_000, async () => {
    for (let who = 0; who < 25; who += 1) {
      const stats = plainFold([entry(who) as ReturnType<typeof anOrderEntry>], settings);
      const pk = aCustomerId(who);
      state.set(pk, {
        pk,
        updatedAt: '',
        profile: {},
        consents: {},
        ...(stats && { stats: { ...stats, version: 1 } }),
      });
    }
    for (const records of batches) await projectRecords(records, { store, settings, failed: loudly });
  });
}

/** Prints the three tables. Needs Java for DynamoDB Local. */
export async function benchIngest(): Promise<void> {
  Object.assign(process.env, {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
  });
  const engine = await startDynamoDbLocal();
  try {
    const here = await world(engine.url);
    printTable(
      'Ingest, request path',
      ['event', 'bytes', 'write units', 'read units'],
      await requestPath(here),
    );
    printTable(
      'Fold and count, per customer and batch of 100 customers',
      ['batch', 'read units', 'write units'],
      await foldPath(here),
    );
    here.client.destroy();
  } finally {
    await engine.stop();
  }
  printTable('Processor time, one core', ['work', 'events/s'], await throughput());
}

if (import.meta.main) await benchIngest();
