import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { increment, plainFold } from '../../../shared/ingest/fold.ts';
import { anOrderEntry, type OrderSpec } from '../../support/log-world.ts';
import { orderSpecs } from '../../support/orders.ts';

const settings = { timeZone: 'Africa/Addis_Ababa', currency: 'ETB' };

const order = (over: Partial<OrderSpec>) =>
  anOrderEntry({ id: 'm1', kind: 'purchase', hour: 0, amount: 1_000, currency: 'ETB', ...over });
const fold = (...specs: Partial<OrderSpec>[]) => plainFold(specs.map(order), settings);

describe('plainFold', () => {
  it('counts days in the zone of the business', () => {
    // 20:00 and 21:00 UTC are 23:00 and midnight in Addis Ababa.
    const stats = fold({ id: 'a', hour: 20 }, { id: 'b', hour: 21 });

    expect(stats).toMatchObject({ repeatDays: 1, orders: 2, firstDayNet: 1_000 });
    expect((stats?.lastDay ?? 0) - (stats?.firstDay ?? 0)).toBe(1);
  });

  it('takes an order that two systems report for one', () => {
    expect(
      fold({ id: 'shop', orderId: 'A-1' }, { id: 'till', orderId: 'A-1', hour: 30, amount: 900 }),
    ).toMatchObject({
      orders: 1,
      revenue: 1_000,
      repeatDays: 0,
    });
  });

  it('takes a message that comes again with another time for one', () => {
    const refund = { id: 'back', kind: 'refund', amount: 100 } as const;

    expect(
      fold({ id: 'm' }, { id: 'm', hour: 30 }, { ...refund, hour: 40 }, { ...refund, hour: 50 }),
    ).toMatchObject({ orders: 1, revenue: 1_000, refunded: 100, repeatDays: 0 });
  });

  it('takes two equal orders without an order id for two', () => {
    expect(fold({ id: 'a' }, { id: 'b' })).toMatchObject({ orders: 2, revenue: 2_000, repeatDays: 0 });
  });

  it('counts the day of an order in another currency, not its money', () => {
    expect(fold({ id: 'a' }, { id: 'b', hour: 48, currency: 'USD' })).toMatchObject({
      orders: 2,
      repeatDays: 1,
      revenue: 1_000,
      otherCurrencyOrders: 1,
    });
  });

  it.each<[string, Partial<OrderSpec>, number]>([
    ['counts against the order it names', { orderId: 'A-1', amount: 300 }, 300],
    ['gives back no more than the order brought', { orderId: 'A-1', amount: 5_000 }, 1_000],
    ['without an amount gives the whole order back', { orderId: 'A-1', amount: 0, isWhole: true }, 1_000],
    ['for an order we never saw counts nowhere', { orderId: 'Z-9', amount: 300 }, 0],
    ['in another currency counts nowhere', { orderId: 'A-1', amount: 300, currency: 'USD' }, 0],
    ['without an order id counts against the newest order before it', { amount: 300 }, 300],
    ['without an order id spills over to earlier orders', { amount: 1_200 }, 1_200],
  ])('a refund %s', (_title, refund, refunded) => {
    const stats = fold(
      { id: 'a', orderId: 'A-1' },
      { id: 'b', orderId: 'A-2', hour: 48 },
      { id: 'r', kind: 'refund', hour: 72, ...refund },
    );

    expect(stats).toMatchObject({ refunded, revenue: 2_000, orders: 2 });
  });

  it('takes a refund of the first day off the first day', () => {
    const bought = { id: 'a', orderId: 'A-1' };

    expect(
      fold(bought, { id: 'r', kind: 'refund', orderId: 'A-1', amount: 400, hour: 90 })?.firstDayNet,
    ).toBe(600);
  });

  it('is nothing without a purchase', () => {
    expect(fold({ kind: 'refund' })).toBeUndefined();
  });

  it('does not depend on order or repetition', () => {
    fc.assert(
      fc.property(orderSpecs(), fc.integer(), (specs, seed) => {
        const entries = specs.map(order);
        const mixed = [...entries, ...entries.filter((_, index) => (index * seed) % 3 === 0)].sort(
          (one, other) =>
            ((one.sk.length * seed) % 7) - ((other.sk.length * seed) % 7) || (seed % 2 ? 1 : -1),
        );
        expect(plainFold(mixed, settings)).toEqual(plainFold(entries, settings));
      }),
    );
  });

  it('never gives back more than was paid', () => {
    fc.assert(
      fc.property(orderSpecs(), (specs) => {
        const stats = plainFold(specs.map(order), settings);
        if (!stats) return;
        expect(stats.refunded).toBeGreaterThanOrEqual(0);
        expect(stats.refunded).toBeLessThanOrEqual(stats.revenue);
        expect(stats.firstDayNet).toBeGreaterThanOrEqual(0);
        expect(stats.repeatDays).toBeLessThanOrEqual(Math.max(0, stats.lastDay - stats.firstDay));
      }),
    );
  });
});

describe('increment', () => {
  it('equals the plain fold wherever it says that it is safe', () => {
    fc.assert(
      fc.property(orderSpecs(), (specs) => {
        const entries = specs.map(order);
        for (const [index, entry] of entries.entries()) {
          const before = entries.slice(0, index);
          if (entry.kind !== 'purchase' || before.some(({ sk }) => sk === entry.sk)) continue;
          const stats = plainFold(before, settings);
          const next = stats && increment(stats, entry, settings);
          if (next) expect(next).toEqual(plainFold([...before, entry], settings));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is safe for a newer purchase of a new order', () => {
    const stats = fold({ orderId: 'A-1' });

    expect(stats && increment(stats, order({ id: 'b', hour: 50, orderId: 'A-2' }), settings)).toMatchObject({
      orders: 2,
      repeatDays: 1,
    });
  });

  it.each<[string, Partial<OrderSpec>]>([
    ['the same purchase again', {}],
    ['an older purchase', { id: 'old', hour: -1, orderId: 'A-0' }],
    ['a newer message about the same order', { id: 'again', hour: 9 }],
  ])('is not safe for %s', (_title, again) => {
    const stats = fold({ orderId: 'A-1' });

    expect(stats && increment(stats, order({ orderId: 'A-1', ...again }), settings)).toBeUndefined();
  });

  it('is not safe for a message that comes again with a later time', () => {
    const stats = fold({ id: 'm' });

    expect(stats && increment(stats, order({ id: 'm', hour: 40 }), settings)).toBeUndefined();
  });

  it('is not safe for an order whose refund came first', () => {
    const stats = fold(
      { orderId: 'A-1' },
      { id: 'r', kind: 'refund', orderId: 'A-2', amount: 0, isWhole: true, hour: 5 },
    );

    expect(
      stats && increment(stats, order({ id: 'late', hour: 9, orderId: 'A-2' }), settings),
    ).toBeUndefined();
  });
});
