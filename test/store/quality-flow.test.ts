import type { DynamoDBRecord } from 'aws-lambda';
import { expect, it } from 'vitest';
import * as z from 'zod';
import type { Entry } from '../../shared/ingest/schema.ts';
import { dateOfDay, dayOfDate } from '../../shared/platform/days.ts';
import { inParallel } from '../../shared/platform/parallel.ts';
import { Table } from '../../shared/platform/table.ts';
import { countRecords } from '../../shared/quality/flow/count-records.ts';
import { countHash, countOf, LIMIT } from '../../shared/quality/flow/distinct-count.ts';
import type { Tick } from '../../shared/quality/flow/flow.ts';
import { FlowCounters, MAX_NAMES } from '../../shared/quality/flow/flow-counter-store.ts';
import { FlowStore } from '../../shared/quality/flow/flow-store.ts';
import { onEachEngine } from '../support/engines.ts';
import { anArrival } from '../support/flow-world.ts';
import { ingestApp } from '../support/ingest-app.ts';
import { aUser, REQUEST_TIME } from '../support/invoke.ts';
import { aRecord } from '../support/log-world.ts';

const timeZone = 'Africa/Addis_Ababa';

/** So many purchases of a source on a day, from `first` on. */
const purchases = (date: string, source: string, count: number, first = 0): Tick[] =>
  Array.from({ length: count }, (_, index) => ({
    date,
    source,
    counter: 'purchase' as const,
    hash: countHash([source, `purchase ${first + index}`]),
  }));

onEachEngine('the counts of what sources bring', (engine) => {
  const { tables, documents } = engine;
  const days = new FlowStore(tables.Program);
  const aProcess = () => {
    const counters = new FlowCounters(tables.Program);
    return (records: readonly DynamoDBRecord[]) =>
      countRecords(records, {
        timeZone,
        add: (ticks) => counters.add(ticks),
        failed: (error) => {
          throw error;
        },
      });
  };
  const recordsOf = (entries: readonly Entry[]) => entries.map((entry) => aRecord(undefined, entry));

  it('are made behind the door: what was accepted, as planned or not, and what was rejected', async () => {
    const app = await ingestApp(engine);
    const made = { name: 'Site', kind: 'server', source: 'site' };
    const { key } = (await app.ask.post('/v1/write-keys', { user: aUser('owner'), body: made })).json;
    const event = (messageId: string, over: object) => ({
      type: 'track',
      userId: 'somebody',
      messageId,
      timestamp: '2026-10-01T09:00:00Z',
      ...over,
    });
    const bought = { event: 'Order Completed', properties: { total: 100 } };
    const body = {
      writeKey: key,
      batch: [
        event('m1', bought),
        event('m1', bought),
        event('m2', { event: 'Coffee Roasted' }),
        event('m3', { type: 'page', name: 'Home' }),
        event('m4', { event: 'Order Completed', properties: {} }),
      ],
    };
    for (const later of [0, 3_600_000]) await app.send.post('/v1/batch', { body, now: REQUEST_TIME + later });

    const records: DynamoDBRecord[] = [];
    const somebody = await tables.Identities.get({ pk: 'user#somebody' }, { consistent: true });
    const date = new Date(REQUEST_TIME).toISOString().slice(0, 10);
    for (const pk of [String(somebody?.customerId), `rejected#${date}`]) {
      const items = tables.Activity.query({
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
        ConsistentRead: true,
      });
      for await (const item of items) records.push(aRecord(undefined, item as Entry));
    }
    for (const batch of [records, records.slice(2), records.slice(0, 3)]) {
      expect(await app.project({ Records: batch })).toEqual({ batchItemFailures: [] });
    }

    const { site } = (await days.dayNow(date)).sources;
    expect(site).toMatchObject({
      counts: { purchase: 1, event: 1, visit: 1 },
      // Sent twice, rejected twice: the sender's fault each time.
      rejected: 2,
      unplanned: 1,
      unplannedNames: ['Coffee Roasted'],
    });
  });

  it('count each record once: in other batches, in two processes at once, again after a crash', async () => {
    const date = '2026-03-02';
    const records = recordsOf([
      ...Array.from({ length: 130 }, (_, number) =>
        anArrival({ number, date, kind: 'purchase', source: 'till' }),
      ),
      ...Array.from({ length: 70 }, (_, number) =>
        anArrival({ number, date, kind: 'visit', source: 'web-shop' }),
      ),
    ]);
    const [one, other, third] = [aProcess(), aProcess(), aProcess()];

    // The first dies before it says that it is done: all comes again, in other batches, to others too.
    await one(records.slice(0, 40));
    await Promise.all([one(records.slice(0, 90)), other(records.slice(60)), other(records.slice(100, 150))]);
    for (let start = 0; start < records.length; start += 33) await third(records.slice(start, start + 33));
    await one(records);

    const { sources } = await days.dayNow(date);
    expect(sources.till?.counts).toEqual({ purchase: 130 });
    expect(sources['web-shop']?.counts).toEqual({ visit: 70 });
  });

  it('heal when the store failed in the middle of a batch', async () => {
    const date = '2026-03-03';
    const records = recordsOf(
      Array.from({ length: 30 }, (_, number) =>
        anArrival({ number, date, kind: number % 2 ? 'purchase' : 'visit', source: `till-${number % 5}` }),
      ),
    );
    let calls = 0;
    class Failing extends Table {
      override async update(input: Parameters<Table['update']>[0]) {
        calls += 1;
        if (calls % 4 === 0) throw new Error('the store is away');
        return super.update(input);
      }
    }
    const counters = new FlowCounters(new Failing(documents, tables.Program.name));
    const count = () =>
      countRecords(records, { timeZone, add: (ticks) => counters.add(ticks), failed: () => {} });

    let failures = 0;
    for (let isDone = false; !isDone; ) {
      isDone = await count().then(
        () => true,
        () => false,
      );
      if (!isDone) failures += 1;
    }

    const { sources } = await days.dayNow(date);
    const all = Object.values(sources).flatMap(({ counts }) => Object.values(counts));
    expect(failures).toBeGreaterThan(1);
    expect(all.reduce((sum, count) => sum + count, 0)).toBe(30);
    expect(Object.keys(sources)).toHaveLength(5);
  });

  it('are the same estimate for everybody who counts many, in a set that stays small', async () => {
    const date = '2026-03-04';
    const ticks = purchases(date, 'till', 6_000);
    const known = new FlowCounters(tables.Program);
    const batches = Array.from({ length: 60 }, (_, index) => ticks.slice(index * 100, index * 100 + 100));

    // Some batches come to processes that have just started, two at a time, some come twice.
    await inParallel(batches, 2, async (batch, index) => {
      await (index % 5 === 0 ? new FlowCounters(tables.Program) : known).add(batch);
      if (index % 7 === 0) await new FlowCounters(tables.Program).add(batch);
    });

    const count = (await days.dayNow(date)).sources.till?.counts.purchase ?? 0;
    const item = await tables.Program.get({ pk: `flow#${date}`, sk: 'till#purchase' });
    const members = [...z.set(z.instanceof(Uint8Array)).parse(item?.members)];
    expect(Math.abs(count / 6_000 - 1)).toBeLessThan(0.15);
    expect(members.filter(({ length }) => length === 4).length).toBeLessThan(LIMIT + 200);
    expect(members.reduce((sum, { length }) => sum + length, 0)).toBeLessThan(4_000);
    expect(item?.expiresAt).toBe((dayOfDate(date) + 100) * 86_400);

    await new FlowCounters(tables.Program).add(ticks);
    expect((await days.dayNow(date)).sources.till?.counts.purchase).toBe(count);
  });

  it('write nothing for what is known to be counted', async () => {
    const date = '2026-03-05';
    const ticks = purchases(date, 'till', 150);
    let writes = 0;
    class Watched extends Table {
      override update(input: Parameters<Table['update']>[0]) {
        writes += 1;
        return super.update(input);
      }
    }
    const counters = new FlowCounters(new Watched(documents, tables.Program.name));

    await counters.add(ticks);
    await counters.add(ticks.slice(20, 90));
    await counters.add(ticks.toReversed());

    expect(writes).toBe(1);
  });

  it('keep some names and some kinds of violations, however many there are', async () => {
    const date = '2026-03-06';
    const entries = Array.from({ length: 160 }, (_, number) =>
      anArrival({
        number,
        date,
        kind: 'event',
        source: 'app',
        name: `Event ${number % 80}`,
        isUnplanned: true,
        violations: [{ pointer: '/properties/a', rule: 'type' }],
      }),
    );
    const frequent = Array.from({ length: 30 }, (_, number) =>
      anArrival({
        number: 1_000 + number,
        date,
        kind: 'purchase',
        source: 'app',
        name: 'Order Completed',
        violations: [{ pointer: '/properties/currency', rule: 'currency' }],
      }),
    );
    const records = recordsOf([...frequent, ...entries]);
    // Whoever comes first is kept.
    await aProcess()(records.slice(0, 30));
    await Promise.all([aProcess()(records.slice(0, 100)), aProcess()(records.slice(50))]);
    await aProcess()(records.toReversed());

    const app = (await days.dayNow(date)).sources.app;
    expect(app).toMatchObject({ counts: { event: 160, purchase: 30 }, flagged: 190, unplanned: 160 });
    expect(app?.violations[0]).toEqual({
      event: 'Order Completed',
      pointer: '/properties/currency',
      rule: 'currency',
      events: 30,
    });
    expect(app?.violations.every(({ event, events }) => event === 'Order Completed' || events === 2)).toBe(
      true,
    );
    const items: string[] = [];
    for await (const { sk } of tables.Program.query({
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':pk': `flow#${date}`, ':sk': 'app#violation#' },
    }))
      items.push(String(sk));
    expect(items.length).toBeGreaterThanOrEqual(MAX_NAMES);
    expect(items.length).toBeLessThan(2 * MAX_NAMES);
    expect(app?.unplannedNames).toHaveLength(20);
  });

  it('are kept as one item per day, newer and never smaller when folded again', async () => {
    const date = '2026-03-07';
    const counters = new FlowCounters(tables.Program);
    await counters.add(purchases(date, 'till', 10));
    const first = await days.closeDay(date);
    await counters.add(purchases(date, 'till', 5, 10));

    const second = await days.closeDay(date);
    for (const sk of ['till#purchase']) await tables.Program.delete({ pk: `flow#${date}`, sk });
    const third = await days.closeDay(date);

    expect(first.sources.till?.counts).toEqual({ purchase: 10 });
    expect(second.sources.till?.counts).toEqual({ purchase: 15 });
    expect(third).toEqual(second);
  });

  it('give the days up to a date, closing what no pass has closed, the newest anew', async () => {
    const last = dayOfDate('2025-06-30');
    const counters = new FlowCounters(tables.Program);
    for (const back of [0, 1, 4, 30, 70]) {
      await counters.add(purchases(dateOfDay(last - back), 'shop', back + 1));
    }
    await days.closeDay(dateOfDay(last - 70));
    await days.closeDay(dateOfDay(last - 1));
    await counters.add(purchases(dateOfDay(last - 1), 'shop', 3, 100));

    const read = await days.days('2025-06-30');

    const brought = read.map(({ date, sources }) => [date, sources.shop?.counts.purchase ?? 0]);
    expect(read).toHaveLength(57);
    expect(brought.filter(([, events]) => events !== 0)).toEqual([
      [dateOfDay(last - 70), 71],
      [dateOfDay(last - 30), 31],
      [dateOfDay(last - 4), 5],
      [dateOfDay(last - 1), 5],
      ['2025-06-30', 1],
    ]);
    expect(brought).toEqual(brought.toSorted(([one], [other]) => (String(one) < String(other) ? -1 : 1)));
    expect((await days.days('2025-06-30', 3)).map(({ date }) => date)).toEqual([
      dateOfDay(last - 2),
      dateOfDay(last - 1),
      dateOfDay(last),
    ]);
  });

  it('take in what was replayed weeks later, and write no day that has not changed', async () => {
    const last = dayOfDate('2025-02-28');
    const counters = new FlowCounters(tables.Program);
    for (const back of [0, 9, 29]) await counters.add(purchases(dateOfDay(last - back), 'shop', 5));
    await days.days('2025-02-28');
    await counters.add(purchases(dateOfDay(last - 29), 'shop', 8));
    let writes = 0;
    class Watched extends Table {
      override update(input: Parameters<Table['update']>[0]) {
        writes += 1;
        return super.update(input);
      }
    }

    const read = await new FlowStore(new Watched(documents, tables.Program.name)).days('2025-02-28');

    const brought = read.map(({ sources }) => sources.shop?.counts.purchase ?? 0);
    expect(brought.filter((events) => events !== 0)).toEqual([8, 5, 5]);
    expect(writes).toBe(1);
  });

  it('of an hour that two processes share are whole', async () => {
    const date = '2026-03-08';
    const ticks = purchases(date, 'till', 190);
    const [one, other] = [new FlowCounters(tables.Program), new FlowCounters(tables.Program)];
    const singles = ticks.map((tick, index) => ({ tick, who: index % 2 ? one : other }));

    await inParallel(singles, 6, ({ tick, who }) => who.add([tick]));

    const item = await tables.Program.get({ pk: `flow#${date}`, sk: 'till#purchase' });
    expect((await days.dayNow(date)).sources.till?.counts.purchase).toBe(190);
    expect(countOf(new Set(ticks.map(({ hash }) => hash)))).toBe(190);
    expect(item?.members).toHaveProperty('size', 190);
  });
});
