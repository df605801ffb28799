// Scoring whole columns gives what the models say of each customer alone.

import { describe, expect, test } from 'vitest';
import { discountedPurchases } from '../../../../shared/churn/models/clv.ts';
import { expectedSpend } from '../../../../shared/churn/models/gamma-gamma.ts';
import { mbgCnbdK } from '../../../../shared/churn/models/mbg-cnbd-k.ts';
import { createScorer } from '../../../../shared/churn/models/score.ts';
import { remember } from '../../../../shared/churn/models/score-tables.ts';
import { cdnow } from './reference.ts';

const buyers = cdnow();
const columns = {
  x: buyers.map(({ x }) => x),
  tx: buyers.map(({ tx }) => tx),
  T: buyers.map(({ T }) => T),
  mx: buyers.map(({ mx }) => mx),
};
const spend = { p: 6.25, q: 3.74, v: 15.44 };

describe.each([1, 2, 5])('k = %i', (k) => {
  const timing = { k, r: 0.5, alpha: 6 / k, a: 0.9, b: 1.6 };
  const scores = createScorer({ timing, spend, horizonWeeks: 13 }).scores(columns);

  test('every quantity equals the one of the single customer', () => {
    buyers.forEach((buyer, i) => {
      const alone = {
        alive: mbgCnbdK.probabilityAlive(timing, buyer),
        quiet: mbgCnbdK.probabilityNoPurchase(timing, buyer, 13),
        purchases: mbgCnbdK.expectedPurchases(timing, buyer, 13),
        each: expectedSpend(spend, buyer.x, buyer.mx),
      };
      expect(scores.probabilityAlive[i]).toBeCloseTo(alone.alive, 12);
      expect(scores.probabilityNoPurchase[i]).toBeCloseTo(alone.quiet, 12);
      expect((scores.expectedPurchases[i] ?? 0) / alone.purchases).toBeCloseTo(1, 9);
      expect(scores.spendPerPurchase[i]).toBe(alone.each);
      expect((scores.expectedSpend[i] ?? 0) / (alone.purchases * alone.each)).toBeCloseTo(1, 9);
    });
  });

  test('lifetime value is within 1e-4 of the weekly sum', () => {
    buyers.slice(0, 200).forEach((buyer, i) => {
      const discounted = discountedPurchases((t) => mbgCnbdK.expectedPurchases(timing, buyer, t));
      const exact = discounted * expectedSpend(spend, buyer.x, buyer.mx);
      expect(Math.abs((scores.clv[i] ?? 0) / exact - 1)).toBeLessThan(1e-4);
    });
  });

  test('the risks alone are the same numbers', () => {
    const risks = createScorer({ timing, spend, horizonWeeks: 13 }).risks(columns);

    expect(risks.probabilityAlive).toEqual(scores.probabilityAlive);
    expect(risks.probabilityNoPurchase).toEqual(scores.probabilityNoPurchase);
  });
});

test('tables kept from one page do not leak into the next', () => {
  const timing = { k: 2, r: 0.5, alpha: 3, a: 0.9, b: 1.6 };
  const scorer = createScorer({ timing, spend, horizonWeeks: 13 });
  const page = (x: number, T: number) =>
    scorer.scores({ x: [x], tx: [x > 0 ? T / 2 : 0], T: [T], mx: [20 * x] });
  const first = page(3, 20.5);
  page(3, 20.6);
  page(4, 20.5);

  expect(page(3, 20.5)).toEqual(first);
});

test('somebody impossible to be alive is not, without overflow', () => {
  const timing = { k: 4, r: 0.5, alpha: 1.5, a: 0.9, b: 1.6 };
  const { risks } = createScorer({ timing, spend, horizonWeeks: 13 });
  const { probabilityAlive, probabilityNoPurchase } = risks({ x: [1_000], tx: [30], T: [52] });

  expect(probabilityAlive[0]).toBeLessThan(1e-200);
  expect(probabilityNoPurchase[0]).toBe(1);
});

describe('what is remembered per (x, T)', () => {
  test('is computed once for ages equal to a billionth of a day, and again for others', () => {
    const asked: string[] = [];
    const look = remember((x, T) => {
      asked.push(`${x} ${T}`);
      return Float64Array.of(x + T);
    });
    look(1, 3);
    look(1, 3 + 1e-12);
    look(1, 3.01);
    look(1, 3.01);
    look(2, 3);

    expect(asked).toEqual(['1 3', '1 3.01', '2 3']);
  });

  test('starts afresh when there is too much of it, with the same answers', () => {
    const look = remember((x, T) => Float64Array.of(x * T), 2);
    const answers = [1, 2, 3, 1, 2].map((x) => look(x, 7)[0]);

    expect(answers).toEqual([7, 14, 21, 7, 14]);
  });
});
