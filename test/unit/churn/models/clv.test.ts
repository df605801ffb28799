// Lifetime value: the quick rule against the weekly sum, the interval against simulated futures.

import { describe, expect, test } from 'vitest';
import { discountedPurchases, discountRule, nodesFor } from '../../../../shared/churn/models/clv.ts';
import { clvInterval, purchaseCountTail } from '../../../../shared/churn/models/clv-interval.ts';
import { noPurchase, purchases } from '../../../../shared/churn/models/dropout-predictions.ts';
import { purchasesByStage } from '../../../../shared/churn/models/dropout-series.ts';
import { seededRandom } from '../../../../shared/stats/random.ts';
import { simulateCustomers } from '../../../support/simulate.ts';

const shops = [
  { r: 0.25, alpha: 4.4, a: 0.8, b: 2.4 },
  { r: 0.5, alpha: 0.2, a: 0.1, b: 2 },
  { r: 1.3, alpha: 2.8, a: 0.4, b: 0.8 },
  { r: 3, alpha: 1, a: 2, b: 6 },
  { r: 30, alpha: 60, a: 2, b: 6 },
];
const pasts = [0, 1, 10, 50, 300].flatMap((x) => [0, 5, 26, 150].map((T) => ({ x, T })));

describe('the quick rule', () => {
  test.each([1, 2, 3, 4, 5, 6])('is within 1e-4 of the weekly sum for k = %i', (k) => {
    for (const shop of shops) {
      for (const past of pasts.filter(({ x, T }) => x <= 7 * T)) {
        const at = (t: number) => purchasesByStage({ ...shop, k, m: 1 }, past, t);
        const { tWeeks, weight } = discountRule(shop.alpha + past.T, nodesFor(k));
        const quick = Array.from(tWeeks, at);
        for (let j = 0; j < k; j += 1) {
          const exact = discountedPurchases((t) => (t === 0 ? 0 : (at(t)[j] ?? 0)));
          const sum = quick.reduce(
            (total, byStage, node) => total + (weight[node] ?? 0) * (byStage[j] ?? 0),
            0,
          );
          expect(Math.abs(sum / exact - 1)).toBeLessThan(1e-4);
        }
      }
    }
  });

  test('keeps to other terms too', () => {
    const terms = { weeks: 26, yearlyRate: 0.25 };
    const model = { r: 0.5, alpha: 6, a: 0.9, b: 1.6, k: 1, m: 1 } as const;
    const at = (t: number) => purchasesByStage(model, { x: 3, T: 20 }, t)[0] ?? 0;
    const { tWeeks, weight } = discountRule(26, nodesFor(1), terms);
    const quick = tWeeks.reduce((sum, t, node) => sum + (weight[node] ?? 0) * at(t), 0);

    expect(Math.abs(quick / discountedPurchases(at, terms) - 1)).toBeLessThan(1e-5);
  });
});

test('without interest the discounted purchases are the purchases', () => {
  const model = { r: 0.5, alpha: 6, a: 0.9, b: 1.6, k: 1, m: 1 } as const;
  const history = { x: 3, tx: 15, T: 20 };

  expect(discountedPurchases((t) => purchases(model, history, t), { yearlyRate: 0 })).toBeCloseTo(
    purchases(model, history, 52),
    10,
  );
});

describe('the distribution of the number of purchases', () => {
  test.each([1, 3])('has the expected number as its mean and silence as its first step, k = %i', (k) => {
    const model = { r: 0.8, alpha: 2, a: 0.6, b: 2, k, m: 1 } as const;
    const history = { x: 5, tx: 18, T: 20 };
    const [, ...atLeast] = purchaseCountTail(model, history, 52);

    expect(atLeast.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(purchases(model, history, 52), 6);
    expect(1 - (atLeast[0] ?? 0)).toBeCloseTo(noPurchase(model, history, 52), 10);
  });
});

describe('the 80 % interval', () => {
  const CUSTOMERS = 600;
  const spend = { p: 4, q: 4, v: 60 };

  /** What simulated customers really spend in the coming year, discounted, beside what is known of them now. */
  function futures(k: number) {
    const timing = { k, r: 1.5, alpha: 4 / k, a: 0.5, b: 3 };
    const random = seededRandom(77);
    const story = { kind: 'dropout', m: 1, ...timing } as const;
    const customers = simulateCustomers({
      story,
      customers: CUSTOMERS,
      seed: 3,
      joinWeeks: 40,
      observedWeeks: 52,
      futureWeeks: 52,
    });
    return customers.map(({ future, ...history }) => {
      const rate = random.gamma(spend.q, spend.v);
      const mx = history.x > 0 ? random.gamma(spend.p * history.x, rate) / history.x : 0;
      const value = future.reduce((sum, t) => sum + random.gamma(spend.p, rate) * 1.1 ** (-t / 52), 0);
      return { value, ...clvInterval({ timing, spend, history: { ...history, mx } }) };
    });
  }

  test.each([1, 3])('leaves a tenth above it, k = %i', (k) => {
    const above = futures(k).filter(({ value, high }) => value > high).length / CUSTOMERS;

    expect(above).toBeGreaterThan(0.065);
    expect(above).toBeLessThan(0.135);
  });

  test('leaves at most a tenth below it, and starts at 0 for whoever may well be gone', () => {
    const seen = futures(1);
    const below = seen.filter(({ value, low }) => value < low).length / CUSTOMERS;

    expect(below).toBeLessThan(0.135);
    expect(below).toBeGreaterThan(0);
    expect(seen.some(({ low }) => low === 0)).toBe(true);
    expect(seen.every(({ low, high }) => low <= high)).toBe(true);
  });
});
