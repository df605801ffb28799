// Signals on a customer are always the fold of the log: any order, repetition, batching, crash or race.
import type { DynamoDBRecord } from 'aws-lambda';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProjectSettings } from '../../../shared/ingest/project.ts';
import { projectRecords } from '../../../shared/ingest/project-records.ts';
import { type Entry, entryKey, type SignalFact } from '../../../shared/ingest/schema.ts';
import { visitDaysOf } from '../../../shared/ingest/visit-days.ts';
import { dayOf } from '../../../shared/platform/days.ts';
import { aCustomerId, aScore } from '../../support/factories.ts';
import { anOrderEntry, aRecord, Crash, FakeLog, FakeStore, instant } from '../../support/log-world.ts';

const timeZone = 'Africa/Addis_Ababa';
const settings: ProjectSettings = { timeZone, currency: 'ETB', country: 'ET', rescore: () => undefined };
const nothing = async () => {};

const entryAt = (kind: 'signal' | 'visit', id: string, hour: number, signal?: SignalFact): Entry => ({
  pk: aCustomerId(),
  sk: entryKey(kind, instant(hour), id),
  kind,
  id,
  name: kind,
  at: instant(hour),
  source: 'key_1',
  receivedAt: instant(hour),
  ...(signal && { signal }),
});

const few = fc.integer({ min: 0, max: 3 }).map((n) => `m${n}`);
const hours = fc.integer({ min: 0, max: 24 * 200 });
const complaints = fc.tuple(
  few,
  hours,
  fc.boolean(),
  fc.option(fc.constantFrom('A', 'B'), { nil: undefined }),
);
const entries: fc.Arbitrary<Entry> = fc.oneof(
  complaints.map(([id, hour, isOpen, name]) =>
    entryAt('signal', id, hour, { type: 'complaint', isOpen, ...(name && { case: name }) }),
  ),
  fc
    .tuple(few, hours, fc.integer({ min: 1, max: 5 }))
    .map(([id, hour, rating]) => entryAt('signal', `r${id}`, hour, { type: 'rating', rating, outOf: 5 })),
  fc.tuple(few, hours).map(([id, hour]) => entryAt('visit', id, hour)),
);
const acts = fc.array(
  fc.oneof(
    { weight: 9, arbitrary: entries.map((put) => ({ put })) },
    { weight: 1, arbitrary: fc.nat(20).map((remove) => ({ remove })) },
  ),
  { maxLength: 14 },
);

/** The meaning, without a thought for cost: walk the log in order and remember. */
function walked(log: FakeLog) {
  const open = new Map<string, number>();
  let rating: object | undefined;
  const visits = new Set<number>();
  for (const { at, kind, signal } of [...log.entries.values()].sort((one, other) =>
    `${one.at} ${one.id} ${one.sk}` < `${other.at} ${other.id} ${other.sk}` ? -1 : 1,
  )) {
    const day = dayOf(at, timeZone);
    if (kind === 'visit') visits.add(day);
    if (signal?.type === 'rating') rating = { rating: signal.rating, outOf: signal.outOf, day };
    if (signal?.type !== 'complaint') continue;
    const name = signal.case ?? '';
    if (signal.isOpen && !open.has(name)) open.set(name, day);
    if (!signal.isOpen && name === '') open.clear();
    if (!signal.isOpen) open.delete(name);
  }
  const newest = Math.max(...visits);
  return {
    complaintSince: open.size > 0 ? Math.min(...open.values()) : undefined,
    rating,
    visits: [...visits].filter((day) => newest - day < 128).sort((a, b) => b - a),
  };
}

const foldedIn = ({ customer: { signals } }: FakeStore) => ({
  complaintSince: signals?.complaintSince,
  rating: signals?.rating,
  visits: visitDaysOf(signals?.visits),
});

function happen(log: FakeLog, all: readonly ({ put: Entry } | { remove: number })[]): DynamoDBRecord[] {
  return all.flatMap((one) => {
    if ('put' in one) return [log.put(one.put)];
    const keys = [...log.entries.keys()];
    const record = log.remove(keys[one.remove % Math.max(keys.length, 1)] ?? '');
    return record ? [record] : [];
  });
}

/** Delivers until nothing fails, as Lambda does. */
async function deliver(records: readonly DynamoDBRecord[], store: FakeStore, size: number): Promise<void> {
  for (let start = 0; start < records.length; start += size) {
    const batch = records.slice(start, start + size);
    for (let failed: readonly DynamoDBRecord[] = batch; failed.length > 0; ) {
      failed = await projectRecords(batch, store.parts(settings)).catch((error) => {
        if (error instanceof Crash) return batch;
        throw error;
      });
    }
  }
}

type Mood = 'fine' | 'stale' | 'crash-before' | 'crash-after';
const moods = fc.array(fc.constantFrom<Mood>('fine', 'fine', 'stale', 'crash-before', 'crash-after'), {
  maxLength: 40,
});

describe('signals', () => {
  it('end as the log says: any batching, crashes, stale reads, repetitions', async () => {
    await fc.assert(
      fc.asyncProperty(
        acts,
        fc.integer({ min: 1, max: 6 }),
        moods,
        fc.nat(20),
        async (all, size, mood, again) => {
          const log = new FakeLog();
          const plan = [...mood];
          const store = new FakeStore(log, nothing, () => plan.shift() ?? 'fine');
          const records = happen(log, all);

          await deliver(records, store, size);
          await deliver(records.slice(again), store, size);

          expect(foldedIn(store)).toEqual(walked(log));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('end as the log says when entries overtake each other', async () => {
    const shuffled = fc
      .uniqueArray(entries, { maxLength: 12, selector: ({ sk }) => sk })
      .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));
    await fc.assert(
      fc.asyncProperty(shuffled, fc.integer({ min: 1, max: 4 }), async ([all, order], size) => {
        const log = new FakeLog();
        const store = new FakeStore(log, nothing, () => 'fine');
        const records = new Map(all.map((entry) => [entry.sk, log.put(entry)]));

        await deliver(
          order.flatMap(({ sk }) => records.get(sk) ?? []),
          store,
          size,
        );

        expect(foldedIn(store)).toEqual(walked(log));
      }),
      { numRuns: 100 },
    );
  });

  it('end as the log says when several projectors work at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), acts, async (scheduler, all) => {
        const log = new FakeLog();
        const pause = () => scheduler.schedule(Promise.resolve());
        const store = new FakeStore(log, pause, () => 'fine');
        const records = happen(log, all);
        const keyOf = ({ dynamodb }: DynamoDBRecord) => (dynamodb?.NewImage ?? dynamodb?.OldImage)?.sk?.S;
        const keys = [...new Set(records.map(keyOf))];
        const halves = [0, 1].map((half) =>
          records.filter((record) => keys.indexOf(keyOf(record)) % 2 === half),
        );

        await scheduler.waitFor(Promise.all(halves.map((some) => deliver(some, store, 2))));

        expect(foldedIn(store)).toEqual(walked(log));
      }),
      { numRuns: 60 },
    );
  });

  it('cost one write for all visits of a day', async () => {
    const log = new FakeLog();
    const store = new FakeStore(log, nothing, () => 'fine');
    const day = [6, 7, 8, 15].map((hour) => log.put(entryAt('visit', `v${hour}`, hour)));

    await deliver(day, store, 1);

    expect(store.history).toHaveLength(2);
  });

  it('bring a new score, made from them', async () => {
    const log = new FakeLog();
    const store = new FakeStore(log, nothing, () => 'fine');
    const given: unknown[] = [];
    const parts = store.parts({
      ...settings,
      rescore: (_stats, _previous, signals) => {
        given.push(signals?.complaintSince);
        return aScore();
      },
    });

    await projectRecords(
      [log.put(anOrderEntry({ id: 'a', kind: 'purchase', hour: 1, amount: 100, currency: 'ETB' }))],
      parts,
    );
    await projectRecords([log.put(entryAt('signal', 'c', 30, { type: 'complaint', isOpen: true }))], parts);

    expect(given).toEqual([undefined, dayOf(instant(30), timeZone)]);
    expect(store.customer.score).toEqual(aScore());
  });
});

describe('mail', () => {
  const message = (state: string, hour: number, more: object = {}) => ({
    ...entryAt('visit', '2026-01-01_retention', 0),
    sk: 'message#2026-01-01#retention',
    kind: 'message' as const,
    state,
    stateAt: instant(hour),
    ...more,
  });
  const bounce = message('bounced', 9, { reason: 'Permanent General' });
  const mailAfter = async (...steps: [object | undefined, Entry][]) => {
    const store = new FakeStore(new FakeLog(), nothing, () => 'fine');
    await deliver(
      steps.map(([before, after]) => aRecord(before as Entry | undefined, after)),
      store,
      1,
    );
    return store.customer.signals?.mail;
  };

  it('that bounced for good is remembered until one arrives', async () => {
    expect(await mailAfter([message('sent', 8), bounce])).toMatchObject({ isBounced: true });
    expect(
      await mailAfter([message('sent', 8), bounce], [undefined, message('delivered', 40)]),
    ).toMatchObject({
      isBounced: false,
    });
  });

  it('has the same fate in whatever order it becomes known', async () => {
    const delivered = message('delivered', 8);

    expect(await mailAfter([undefined, bounce], [undefined, delivered])).toEqual(
      await mailAfter([undefined, delivered], [undefined, bounce], [undefined, delivered]),
    );
  });

  it('that may still arrive, or was never sent, says nothing', async () => {
    const soft = message('bounced', 9, { reason: 'Transient MailboxFull' });

    expect(await mailAfter([undefined, soft], [undefined, message('refused', 10)])).toBeUndefined();
  });
});
