// A customer's state on a day holds what was known that day and nothing later.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DatedSale, historiesOf, pick, span } from '../../../../shared/churn/calibration/histories.ts';
import { outcomes, statesAt } from '../../../../shared/churn/calibration/states.ts';
import { historyOf } from '../../../../shared/churn/history.ts';
import { merged } from '../../../../shared/churn/quiet-days.ts';
import { statsOf } from '../../../support/small-shop.ts';

const sale = (customer: string, day: number, net = 10, bought = true): DatedSale => ({
  customer,
  day,
  net,
  bought,
});

describe('states', () => {
  test('count repeat purchase days, with durations in weeks', () => {
    const histories = historiesOf([sale('a', 14, 6), sale('a', 0, 5), sale('a', 14, 4), sale('a', 35, 20)]);

    const states = statesAt(histories, 42);

    expect(Array.from(states.x)).toEqual([2]);
    expect([states.tx[0], states.T[0], states.gap[0]]).toEqual([5, 6, 1]);
    expect(states.litt[0]).toBeCloseTo(Math.log(2) + Math.log(3), 12);
    expect([states.spend[0], states.repeatSpend[0]]).toEqual([35, 15]);
  });

  test('a customer who has not bought yet is absent, and one who never buys is not kept', () => {
    const histories = historiesOf([sale('a', 0), sale('b', 9), sale('c', 1, -5, false)]);
    expect(histories.ids).toEqual(['a', 'b']);
    expect(Array.from(statesAt(histories, 8).customer)).toEqual([0]);
  });

  test('money handed back later lowers the spend from that day on but is no purchase', () => {
    const histories = historiesOf([sale('a', 0, 50), sale('a', 7, 30), sale('a', 10, -30, false)]);
    expect(statesAt(histories, 9)).toMatchObject({ spend: new Float64Array([80]) });
    expect(statesAt(histories, 10)).toMatchObject({
      spend: new Float64Array([50]),
      x: new Float64Array([1]),
    });
  });

  test('stop the clock on quiet days after the last purchase, as the daily score does', () => {
    const shop = fc.record({
      days: fc.uniqueArray(fc.integer({ min: 20_000, max: 20_200 }), { minLength: 1, maxLength: 6 }),
      quiet: fc
        .array(fc.tuple(fc.integer({ min: 20_000, max: 20_250 }), fc.nat(30)), { maxLength: 4 })
        .map((ranges) => merged(ranges.map(([from, length]) => [from, from + length] as const))),
      silent: fc.nat(100),
    });
    void fc.assert(
      fc.property(shop, ({ days, quiet, silent }) => {
        const stats = statsOf(days);
        const asOf = stats.lastDay + silent;
        const { x, tx, T, litt } = historyOf(stats, asOf, quiet);

        const histories = { ...historiesOf(days.map((day) => sale('a', day))), quiet };
        const states = statesAt(histories, asOf);

        expect([states.x[0], states.tx[0], states.T[0]]).toEqual([x, tx, T]);
        expect(states.litt[0]).toBeCloseTo(litt, 12);
        expect(states.gap[0]).toBeCloseTo(T - tx, 12);
        expect(statesAt(pick(histories, [0]), asOf).T).toEqual(states.T);
      }),
    );
  });

  test('nothing after the day changes a state', () => {
    const sales = fc.array(
      fc.record({
        customer: fc.constantFrom('a', 'b', 'c'),
        day: fc.nat(60),
        net: fc.nat(99),
        bought: fc.boolean(),
      }),
    );
    void fc.assert(
      fc.property(sales, fc.nat(60), (all, day) => {
        const known = historiesOf(all.filter((s) => s.day <= day));
        const byId = (h: ReturnType<typeof historiesOf>) => {
          const s = statesAt(h, day);
          const rows = Array.from(s.customer, (i, row) => [
            h.ids[i],
            s.x[row],
            s.tx[row],
            s.T[row],
            s.litt[row],
            s.spend[row],
          ]);
          return rows.sort();
        };
        expect(byId(historiesOf(all))).toEqual(byId(known));
      }),
    );
  });
});

test('outcomes count purchase days and net money in (from, to]', () => {
  const histories = historiesOf([
    sale('a', 0),
    sale('a', 5),
    sale('a', 6, 7),
    sale('a', 9, 2),
    sale('a', 10),
  ]);
  const { count, money } = outcomes(histories, statesAt(histories, 5), 5, 9);
  expect([count[0], money[0]]).toEqual([2, 9]);
});

test('picked customers keep their entries', () => {
  const histories = historiesOf([sale('a', 0), sale('b', 3), sale('b', 8, -1, false)]);
  const picked = pick(histories, [1]);
  expect(picked.ids).toEqual(['b']);
  expect(Array.from(picked.bought)).toEqual([1, 0]);
});

test('the span runs over purchases only', () => {
  expect(span(historiesOf([sale('a', 3), sale('a', 9, -1, false), sale('b', 5)]))).toEqual({
    first: 3,
    last: 5,
  });
  expect(() => span(historiesOf([]))).toThrow(RangeError);
});
