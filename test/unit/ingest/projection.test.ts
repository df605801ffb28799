import type { DynamoDBRecord } from 'aws-lambda';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainFold } from '../../../shared/ingest/fold.ts';
import type { ProjectSettings } from '../../../shared/ingest/project.ts';
import { projectRecords } from '../../../shared/ingest/project-records.ts';
import { aCall, anOrderEntry, Crash, FakeLog, FakeStore } from '../../support/log-world.ts';
import { orderSpec } from '../../support/orders.ts';

const settings: ProjectSettings = {
  timeZone: 'Africa/Addis_Ababa',
  currency: 'ETB',
  country: 'ET',
  rescore: () => undefined,
};

const nothing = async () => {};
const withoutVersion = (stats: object | undefined) => {
  if (!stats) return undefined;
  const { version: _, ...rest } = stats as { version: number };
  return rest;
};

type Mood = 'fine' | 'stale' | 'crash-before' | 'crash-after';
const moods = fc.array(
  fc.constantFrom<Mood>('fine', 'fine', 'fine', 'stale', 'crash-before', 'crash-after'),
  { maxLength: 60 },
);

/** Delivers until nothing fails, as Lambda does: a batch that fails comes again, whole. */
async function deliver(batches: DynamoDBRecord[][], store: FakeStore): Promise<void> {
  for (const batch of batches) {
    for (let failed = batch; failed.length > 0; ) {
      failed = await projectRecords(batch, store.parts(settings)).catch((error) => {
        if (error instanceof Crash) return batch;
        throw error;
      });
    }
  }
}

function inBatches<T>(items: readonly T[], sizes: readonly number[]): T[][] {
  const batches: T[][] = [];
  let start = 0;
  for (let index = 0; start < items.length; index += 1) {
    const size = sizes[index % Math.max(sizes.length, 1)] ?? 1;
    batches.push(items.slice(start, start + size));
    start += size;
  }
  return batches;
}

/** What happens to a log: an entry is put (again, or changed), or goes. */
const act = () =>
  fc.oneof(
    { weight: 8, arbitrary: orderSpec().map((spec) => ({ put: spec })) },
    { weight: 1, arbitrary: fc.nat(20).map((index) => ({ remove: index })) },
  );

/** Applies acts to a log; gives the records in the order the stream has them. */
function happen(
  log: FakeLog,
  acts: readonly ({ put: Parameters<typeof anOrderEntry>[0] } | { remove: number })[],
) {
  return acts.flatMap((one) => {
    if ('put' in one) return [log.put(anOrderEntry(one.put))];
    const keys = [...log.entries.keys()];
    const record = log.remove(keys[one.remove % Math.max(keys.length, 1)] ?? '');
    return record ? [record] : [];
  });
}

describe('the projection of purchases and refunds', () => {
  it('ends as the plain fold of the log: any batching, crashes, stale reads, repetitions, a log ahead of its stream', async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(act(), { maxLength: 14 }),
        sizes,
        moods,
        fc.nat(20),
        async (acts, batch, mood, again) => {
          const log = new FakeLog();
          const plan = [...mood];
          const store = new FakeStore(log, nothing, () => plan.shift() ?? 'fine');
          const records = happen(log, acts);

          await deliver(inBatches(records, batch), store);
          await deliver(inBatches(records.slice(again), batch), store);

          expect(withoutVersion(store.customer.stats)).toEqual(plainFold(log.orders(), settings));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('ends as the plain fold when entries arrive in any order, mixed with the log still growing', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(orderSpec(), { maxLength: 10 }),
        fc.infiniteStream(fc.nat(1_000)),
        async (specs, dice) => {
          const log = new FakeLog();
          const store = new FakeStore(log, nothing, () => 'fine');
          const waiting: DynamoDBRecord[][] = [];
          const todo = specs.map((spec) => anOrderEntry(spec));
          while (todo.length > 0 || waiting.length > 0) {
            const draw = dice.next().value ?? 0;
            const next = draw % 2 === 0 ? todo.shift() : undefined;
            if (next) {
              // Records of one entry stay in order; those of different entries overtake each other.
              const record = log.put(next);
              const same = waiting.find(([first]) => first?.dynamodb?.NewImage?.sk?.S === next.sk);
              if (same) same.push(record);
              else waiting.push([record]);
            } else if (waiting.length > 0) {
              await deliver(waiting.splice(draw % waiting.length, 1), store);
            }
          }

          expect(withoutVersion(store.customer.stats)).toEqual(plainFold(log.orders(), settings));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('ends as the plain fold when several projectors work on the same customer at once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(act(), { minLength: 2, maxLength: 12 }),
        moods,
        async (scheduler, acts, mood) => {
          const log = new FakeLog();
          const plan = [...mood];
          const store = new FakeStore(
            log,
            () => scheduler.schedule(Promise.resolve()),
            () => plan.shift() ?? 'fine',
          );
          const records = happen(log, acts);
          // A stream keeps the records of one entry in order; here three readers share the entries, a fourth has all.
          const keyOf = (record: DynamoDBRecord) =>
            (record.dynamodb?.NewImage ?? record.dynamodb?.OldImage)?.sk?.S;
          const keys = [...new Set(records.map(keyOf))];
          const three = [0, 1, 2].map((which) =>
            records.filter((record) => keys.indexOf(keyOf(record)) % 3 === which),
          );

          const all = Promise.all([...three, records].map((some) => deliver(inBatches(some, [2]), store)));
          await scheduler.waitFor(all);

          expect(withoutVersion(store.customer.stats)).toEqual(plainFold(log.orders(), settings));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('writes nothing when an equal entry is written again', async () => {
    const log = new FakeLog();
    const store = new FakeStore(log, nothing, () => 'fine');
    const entry = anOrderEntry({ id: 'a', kind: 'purchase', hour: 1, amount: 100, currency: 'ETB' });
    await deliver([[log.put(entry)]], store);
    const writes = store.history.length;

    await deliver([[log.put({ ...entry, receivedAt: '2026-03-01T00:00:00.000Z', source: 'key_2' })]], store);

    expect(store.history).toHaveLength(writes);
  });

  it('reads the log only where the increment is not safe', async () => {
    const log = new FakeLog();
    let rebuilds = 0;
    const store = new FakeStore(log, nothing, () => 'fine');
    const parts = store.parts(settings);
    const counting = {
      ...parts,
      store: {
        ...parts.store,
        ordersOf: (id: string) => {
          rebuilds += 1;
          return parts.store.ordersOf(id);
        },
      },
    };
    const buy = (id: string, hour: number) =>
      log.put(anOrderEntry({ id, kind: 'purchase', hour, orderId: id, amount: 100, currency: 'ETB' }));

    await projectRecords([buy('first', 0)], counting);
    await projectRecords([buy('second', 30), buy('third', 60)], counting);
    expect(rebuilds).toBe(1);

    await projectRecords([buy('late', 10)], counting);
    expect(rebuilds).toBe(2);
    expect(store.customer.stats).toMatchObject({ orders: 4, version: 3 });
  });
});

describe('the projection of identify calls', () => {
  const trait = fc.constantFrom(
    { city: 'Adama' },
    { city: 'Gondar' },
    { city: null },
    { language: 'am' },
    { name: 'ሰላም ከበደ' },
  );
  const calls = fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 30 }), trait), {
    maxLength: 8,
  });

  it('ends in the same profile in whatever order the calls arrive', async () => {
    await fc.assert(
      fc.asyncProperty(calls, moods, fc.array(fc.nat(100)), async (specs, mood, keys) => {
        const unique = [
          ...new Map(
            specs.map(([id, hour, traits]) => [`${hour}-${id}`, aCall(`m${id}`, hour, traits)]),
          ).values(),
        ];
        const profileOf = async (order: typeof unique, plan: Mood[]) => {
          const log = new FakeLog();
          const store = new FakeStore(log, nothing, () => plan.shift() ?? 'fine');
          await deliver(
            order.map((entry) => [log.put(entry)]),
            store,
          );
          return { profile: store.customer.profile, at: store.customer.profileAt };
        };
        const chronological = [...unique].sort((a, b) => (`${a.at}${a.id}` < `${b.at}${b.id}` ? -1 : 1));
        const shuffled = unique
          .map((entry, index) => ({ entry, key: keys[index] ?? index }))
          .sort((a, b) => a.key - b.key)
          .map(({ entry }) => entry);

        expect(await profileOf(shuffled, [...mood])).toEqual(await profileOf(chronological, []));
      }),
      { numRuns: 100 },
    );
  });

  it('keeps what newer calls do not mention and indexes the folded name', async () => {
    const log = new FakeLog();
    const store = new FakeStore(log, nothing, () => 'fine');

    await deliver(
      [
        [log.put(aCall('b', 5, { city: 'Adama' }))],
        [log.put(aCall('a', 1, { name: 'ሠላም ከበደ', city: 'Gondar' }))],
      ],
      store,
    );

    expect(store.customer.profile).toEqual({
      name: 'ሠላም ከበደ',
      givenName: 'ሠላም',
      fatherName: 'ከበደ',
      city: 'Adama',
    });
  });
});

describe('a record that cannot be read', () => {
  it('fails alone: its neighbours are folded', async () => {
    const log = new FakeLog();
    const store = new FakeStore(log, nothing, () => 'fine');
    const good = log.put(anOrderEntry({ id: 'a', kind: 'purchase', hour: 1, amount: 100, currency: 'ETB' }));
    const bad = structuredClone(good);
    if (bad.dynamodb?.NewImage) bad.dynamodb.NewImage = { ...bad.dynamodb.NewImage, order: { S: 'broken' } };
    const failures: unknown[] = [];

    const failed = await projectRecords([bad, good], {
      ...store.parts(settings),
      failed: (error) => failures.push(error),
    });

    expect(failed).toEqual([bad]);
    expect(failures).toHaveLength(1);
    expect(store.customer.stats?.orders).toBe(1);
  });

  it('is not one whose store answered with no JSON: a second try may cure that', async () => {
    const log = new FakeLog();
    const parts = new FakeStore(log, nothing, () => 'fine').parts(settings);
    const record = log.put(
      anOrderEntry({ id: 'a', kind: 'purchase', hour: 1, amount: 100, currency: 'ETB' }),
    );
    // As the SDK throws when something on the way answers with a page of HTML.
    const answered = Object.assign(new SyntaxError('Unexpected token <'), { $response: { statusCode: 503 } });
    const store = { ...parts.store, write: () => Promise.reject(answered) };

    const projecting = projectRecords([record], { ...parts, store, failed: () => {} });

    await expect(projecting).rejects.toThrow(answered);
  });
});
