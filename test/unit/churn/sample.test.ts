import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gather, mergeGathered } from '../../../shared/churn/gathered.ts';
import { historyOf } from '../../../shared/churn/history.ts';
import { countCustomers, loadGroups } from '../../../shared/churn/models/histories.ts';
import { mbgCnbdK } from '../../../shared/churn/models/mbg-cnbd-k.ts';
import {
  daysOf,
  historiesOfSample,
  mergeSamples,
  purchaseDays,
  sampled,
  storeSample,
} from '../../../shared/churn/sample.ts';
import { dayOfDate } from '../../../shared/platform/days.ts';
import { aPurchase, business, shoppingDays, statsOf } from '../../support/small-shop.ts';

const today = dayOfDate('2026-10-05');

describe('a sample', () => {
  const ids = Array.from({ length: 200 }, (_, i) => `cus_${i}`);

  test('is everybody while there are few', () => {
    expect(sampled(ids, 200)).toEqual(ids);
  });

  test('is sticky: whoever is in a small one is in a larger one, in whatever order they come', () => {
    const small = sampled(ids, 20);
    const large = sampled(ids.toReversed(), 60);

    expect(small).toHaveLength(20);
    expect(new Set([...small, ...large]).size).toBe(60);
  });

  test('comes back from its stored form as it was, merged from any parts', () => {
    const customers = fc.array(
      fc.uniqueArray(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 5 }),
    );
    fc.assert(
      fc.property(customers, customers, (some, others) => {
        const stored = (days: number[][]) =>
          storeSample(
            days.map((each) => each.toSorted((a, b) => a - b).map((day) => ({ day, net: day * 100 }))),
          );
        const merged = mergeSamples([stored(some), stored(others)]);
        const days = [...some, ...others].map((each) => each.toSorted((a, b) => a - b));
        expect([...daysOf(merged)]).toEqual(days);
        const { start, net } = historiesOfSample(merged, 'ETB');
        expect(Array.from(start)).toEqual(merged.start);
        expect(Array.from(net)).toEqual(days.flat());
      }),
    );
  });
});

describe('purchase days', () => {
  test('are those the stats were folded from', () => {
    const days = shoppingDays(1, today);
    const orders = days.map((day) => aPurchase(day, 1_000, `o${day}`));

    expect(purchaseDays(orders, today, business)).toEqual(days.map((day) => ({ day, net: 1_000 })));
  });

  test('count an order once, two orders of a day as one day, and nothing after the date', () => {
    const orders = [
      aPurchase(today - 9, 1_000, 'a'),
      { ...aPurchase(today - 9, 1_000, 'b') },
      { ...aPurchase(today - 3, 1_000, 'repeated'), order: { orderId: 'a', amount: 1_000, currency: 'ETB' } },
      aPurchase(today + 1, 1_000, 'c'),
    ];

    expect(purchaseDays(orders, today, business)).toEqual([{ day: today - 9, net: 2_000 }]);
  });

  test('take what was returned off the day it was bought on', () => {
    const refund = {
      ...aPurchase(today, 400, 'r'),
      kind: 'refund' as const,
      sk: 'refund#x#r',
      order: { orderId: 'a', amount: 400, currency: 'ETB' },
    };

    expect(purchaseDays([aPurchase(today - 9, 1_000, 'a'), refund], today, business)).toEqual([
      { day: today - 9, net: 600 },
    ]);
  });
});

describe('what workers gather', () => {
  const stats = Array.from({ length: 90 }, (_, i) => statsOf(shoppingDays(i, today)));
  const part = (from: number, to: number) => ({
    ...gather(stats.slice(from, to), today, []),
    sample: storeSample([]),
  });

  test('fits to the same model in any number of parts', () => {
    const one = mergeGathered([part(0, 90)]);
    const three = mergeGathered([part(60, 90), part(0, 7), part(7, 60)]);

    expect(three.buyers).toBe(90);
    expect(three.net).toBe(one.net);
    expect(countCustomers(loadGroups(three.groups))).toBe(90);
    const [a, b] = [one, three].map(({ groups }) => mbgCnbdK.fit(loadGroups(groups)));
    expect(b?.logLikelihood).toBeCloseTo(a?.logLikelihood ?? 0, 6);
    expect(b?.params.k).toBe(a?.params.k);
  });

  test('counts every customer by their own history', () => {
    const { groups } = part(0, 1);
    const { x, tx, T } = historyOf(stats[0] ?? statsOf([today]), today);

    expect(groups.x).toEqual([x]);
    expect(groups.txDays).toEqual([Math.round(tx * 7)]);
    expect(groups.TDays).toEqual([Math.round(T * 7)]);
  });
});
