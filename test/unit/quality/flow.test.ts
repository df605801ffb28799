import { describe, expect, it } from 'vitest';
import type { Entry } from '../../../shared/ingest/schema.ts';
import { countRecords } from '../../../shared/quality/flow/count-records.ts';
import { countHash } from '../../../shared/quality/flow/distinct-count.ts';
import { shownName, type Tick, ticksOf } from '../../../shared/quality/flow/flow.ts';
import { type Counter, flowDayOf, totalOf } from '../../../shared/quality/flow/flow-day.ts';
import { FlowDay } from '../../../shared/quality/schema.ts';
import { anArrival } from '../../support/flow-world.ts';
import { aRecord } from '../../support/log-world.ts';

const timeZone = 'Africa/Addis_Ababa';
const arrival = (over: Partial<Entry> = {}) =>
  anArrival({ number: 1, date: '2026-03-02', kind: 'purchase', ...over });
const ticks = (after: object, before?: object) =>
  ticksOf({ before: before && { ...before }, after: { ...after } }, timeZone);

describe('a record of the log', () => {
  it.each(['purchase', 'refund', 'visit', 'signal', 'event', 'identify', 'consent'] as const)(
    'that is a new %s counts for its source',
    (kind) => {
      const entry = arrival({ kind, sk: `${kind}#2026#m`, source: 'till' });

      expect(ticks(entry)).toEqual([
        { date: '2026-03-02', source: 'till', counter: kind, hash: countHash([entry.pk, entry.sk]) },
      ]);
    },
  );

  it('counts on the day it arrived, in the zone of the business, whenever it happened', () => {
    const entry = arrival({ at: '2025-12-01T08:00:00.000Z', receivedAt: '2026-03-02T21:30:00.000Z' });

    expect(ticks(entry)).toMatchObject([{ date: '2026-03-03' }]);
  });

  it('that was rejected counts for its source, whatever it was', () => {
    const item = {
      pk: 'rejected#2026-03-02',
      sk: 'rejected#2026-03-02T12:00:00.000Z#rej_1',
      source: 'hook_1',
      receivedAt: '2026-03-02T12:00:00.000Z',
      reasons: [],
    };

    expect(ticks(item)).toMatchObject([{ source: 'hook_1', counter: 'rejected', date: '2026-03-02' }]);
  });

  it.each([
    { what: 'a change', after: arrival(), before: arrival() },
    { what: 'a copy of a merged customer', after: { ...arrival(), origin: 'cus_2' } },
    { what: 'a message of ours', after: arrival({ kind: 'message', sk: 'message#2026-03-02#retention' }) },
    { what: 'an audit entry', after: arrival({ kind: 'audit', sk: 'audit#2026#m' }) },
    { what: 'a linked identifier', after: arrival({ kind: 'identity', sk: 'identity#2026#m' }) },
    {
      what: 'a consent of staff',
      after: arrival({ kind: 'consent', sk: 'consent#1#m', source: 'user:u-1' }),
    },
    ...['unsubscribe-link', 'complaint', 'confirmation-link'].map((source) => ({
      what: `a consent by ${source}`,
      after: arrival({ kind: 'consent', sk: 'consent#1#m', source }),
    })),
    { what: 'an item that is no entry', after: { pk: 'seen#1', sk: 'seen', at: '2026-03-02T12:00:00.000Z' } },
    { what: 'an item of another key', after: { ...arrival(), pk: 'recent#key_1' } },
  ])('that is $what counts nothing', ({ after, before }) => {
    expect(ticks(after, before)).toEqual([]);
  });

  it('that is gone counts nothing', () => {
    expect(ticksOf({ before: { ...arrival() }, after: undefined }, timeZone)).toEqual([]);
  });

  it('that is not as planned counts once as flagged, and once for each way in which it is not', () => {
    const violations = [
      { pointer: '/properties/total', rule: 'type' },
      { pointer: '/traits/phone', rule: 'phone' },
    ];

    const found = ticks(arrival({ name: 'Order Completed', violations }));

    expect(found.map(({ counter }) => counter)).toEqual(['purchase', 'flagged', 'violation', 'violation']);
    expect(found.at(-1)).toMatchObject({
      violation: { event: 'Order Completed', pointer: '/traits/phone', rule: 'phone' },
    });
    expect(new Set(found.map(({ hash }) => hash)).size).toBe(1);
  });

  it('that is a visit not as planned is not told by the name of its page, which may be a person’s', () => {
    const violations = [{ pointer: '/properties/path', rule: 'required' }];

    const found = ticks(arrival({ kind: 'visit', sk: 'visit#1#m', name: 'Abebe’s orders', violations }));

    expect(found.at(-1)).toMatchObject({ violation: { event: 'page/screen', pointer: '/properties/path' } });
  });

  it('that no plan names counts as unplanned, with its name', () => {
    expect(
      ticks(arrival({ kind: 'event', sk: 'event#1#m', name: 'Tab Opened', isUnplanned: true })),
    ).toMatchObject([{ counter: 'event' }, { counter: 'unplanned', name: 'Tab Opened' }]);
  });
});

describe('the name of an event', () => {
  it.each([
    ['Coffee Roasted', 'Coffee Roasted'],
    ['  Coffee Roasted ', 'Coffee Roasted'],
    ['ቡና ተቆላ', 'ቡና ተቆላ'],
    ['x'.repeat(150), 'x'.repeat(100)],
    ['😀'.repeat(150), '😀'.repeat(100)],
    ['Called abebe@example.com', undefined],
    ['Called 0911 23 45 67', undefined],
    ['   ', undefined],
  ])('%s is shown as %s: nothing of a person, not too long', (name, shown) => {
    expect(shownName(name)).toBe(shown);
  });
});

describe('a batch of records', () => {
  it('is counted but for what cannot be read, which is given back', async () => {
    const good = aRecord(undefined, arrival());
    const bad = aRecord(undefined, { ...arrival(), receivedAt: 'yesterday' });
    const worse = aRecord(undefined, { ...arrival(), name: undefined } as unknown as Entry);
    const added: Tick[] = [];
    let failures = 0;

    const unreadable = await countRecords([bad, good, worse, aRecord(arrival(), arrival({ id: 'x' }))], {
      timeZone,
      add: async (some) => {
        added.push(...some);
      },
      failed: () => {
        failures += 1;
      },
    });

    expect(unreadable).toEqual([bad, worse]);
    expect(failures).toBe(2);
    expect(added).toHaveLength(1);
  });

  it('fails when the counts cannot be stored, so that it comes again', async () => {
    const counting = countRecords([aRecord(undefined, arrival())], {
      timeZone,
      add: () => Promise.reject(new Error('away')),
      failed: () => {},
    });

    await expect(counting).rejects.toThrow('away');
  });
});

describe('a day', () => {
  const counter = (source: string, name: string, events: number, more: Partial<Counter> = {}): Counter => ({
    source,
    counter: name,
    members: new Set(Array.from({ length: events }, (_, index) => index)),
    names: new Set(),
    ...more,
  });

  it('says of each source what it brought, the most frequent violations first', () => {
    const violation = (event: string, events: number) =>
      counter('till', `violation#${event}`, events, { violation: { event, pointer: '/a', rule: 'type' } });

    const day = flowDayOf('2026-03-02', [
      violation('rare', 1),
      counter('web-shop', 'visit', 40),
      counter('till', 'unplanned', 2, { names: new Set(['b', 'a']) }),
      violation('frequent', 9),
      counter('till', 'purchase', 12),
      counter('till', 'rejected', 3),
      counter('till', 'flagged', 9, { names: new Set(['0123456789']) }),
    ]);

    expect(FlowDay.parse(day)).toEqual(day);
    expect(day).toEqual({
      date: '2026-03-02',
      sources: {
        till: {
          counts: { purchase: 12 },
          rejected: 3,
          flagged: 9,
          unplanned: 2,
          unplannedNames: ['a', 'b'],
          violations: [
            { event: 'frequent', pointer: '/a', rule: 'type', events: 9 },
            { event: 'rare', pointer: '/a', rule: 'type', events: 1 },
          ],
        },
        'web-shop': {
          counts: { visit: 40 },
          rejected: 0,
          flagged: 0,
          unplanned: 0,
          unplannedNames: [],
          violations: [],
        },
      },
    });
    expect(totalOf(day)).toBe(66);
  });

  it('that brought nothing is a day', () => {
    expect(flowDayOf('2026-03-02', [])).toEqual({ date: '2026-03-02', sources: {} });
  });

  it('stays small', () => {
    const many = Array.from({ length: 60 }, (_, index) =>
      counter('till', `violation#${index}`, index, {
        violation: { event: `e${index}`, pointer: '', rule: 'r' },
      }),
    );
    const names = new Set(Array.from({ length: 60 }, (_, index) => `n${index}`));

    const till = flowDayOf('2026-03-02', [...many, counter('till', 'unplanned', 60, { names })]).sources.till;

    expect(till?.violations.map(({ events }) => events)).toEqual([59, 58, 57, 56, 55, 54, 53, 52, 51, 50]);
    expect(till?.unplannedNames).toHaveLength(20);
  });

  it('fits into an item, however many sources send whatever they like', () => {
    const longest = (index: number) => `${index}${'😀'.repeat(99)}`;
    const numbers = Array.from({ length: 20 }, (_, index) => index);
    const hostile = (source: string, events: number) => [
      counter(source, 'event', events),
      counter(source, 'unplanned', events, { names: new Set(numbers.map(longest)) }),
      ...numbers.map((index) =>
        counter(source, `violation#${index}`, events, {
          violation: { event: longest(index), pointer: 'ሰ'.repeat(200), rule: 'dependentRequired' },
        }),
      ),
    ];
    const sources = Array.from({ length: 300 }, (_, index) => `key_${String(index).padStart(26, '0')}`);

    const day = flowDayOf(
      '2026-03-02',
      sources.flatMap((source, index) => hostile(source, index === 7 ? 30 : 20)),
    );

    expect(Buffer.byteLength(JSON.stringify(day))).toBeLessThan(390_000);
    expect(Object.keys(day.sources)).toHaveLength(300);
    expect(day.sources[sources[7] ?? '']?.violations).toHaveLength(10);
    expect(totalOf(day)).toBe(300 * 40 + 20);
  });
});
