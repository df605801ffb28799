// Grouping loses nothing a fit needs, merges in any order, and survives storage.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  coarsenGroups,
  countCustomers,
  groupHistories,
  loadGroups,
  mergeGroups,
  storeGroups,
} from '../../../../shared/churn/models/histories.ts';
import { mbgCnbdK } from '../../../../shared/churn/models/mbg-cnbd-k.ts';
import type { History, HistoryGroups } from '../../../../shared/churn/models/model.ts';

const anyDays = fc.integer({ min: 0, max: 60 });
const anyHistories: fc.Arbitrary<History[]> = fc.array(
  fc
    .record({ x: fc.integer({ min: 0, max: 3 }), last: anyDays, silent: anyDays })
    .map(({ x, last, silent }) => {
      const days = x > 0 ? last + x : 0;
      return { x, tx: days / 7, T: (days + silent) / 7, litt: x * 0.25 };
    }),
  { maxLength: 80 },
);

/** Rows in a fixed order, as text. */
const rows = ({ x, tx, T, weight }: HistoryGroups) =>
  Array.from(x, (value, i) => [value, tx[i], T[i], weight[i]].join(' ')).sort();

test('equal histories share a row that counts them', () => {
  const history = { x: 2, tx: 5, T: 9, litt: 1.5 };
  const groups = groupHistories([history, { x: 0, tx: 0, T: 9 }, history]);

  expect(rows(groups)).toEqual(['0 0 9 1', '2 5 9 2']);
  expect(groups.litt).toBe(3);
  expect(countCustomers(groups)).toBe(3);
});

describe('merging', () => {
  test('gives the groups of the whole, however it was cut and in whatever order', async () => {
    await fc.assert(
      fc.property(anyHistories, anyHistories, anyHistories, (p, q, r) => {
        const [a, b, c] = [groupHistories(p), groupHistories(q), groupHistories(r)];
        const whole = groupHistories([...p, ...q, ...r]);

        for (const merged of [
          mergeGroups([a, b, c]),
          mergeGroups([mergeGroups([a, b]), c]),
          mergeGroups([c, mergeGroups([b, a])]),
        ]) {
          expect(rows(merged)).toEqual(rows(whole));
          expect(merged.litt).toBeCloseTo(whole.litt, 10);
        }
      }),
    );
  });

  test('of nothing is empty', () => {
    expect(countCustomers(mergeGroups([]))).toBe(0);
  });
});

test('groups of whole days come back from JSON bit by bit', async () => {
  await fc.assert(
    fc.property(anyHistories, (histories) => {
      const groups = groupHistories(histories);

      expect(loadGroups(JSON.parse(JSON.stringify(storeGroups(groups))))).toEqual(groups);
    }),
  );
});

test('the likelihood of groups is the likelihood of the customers one by one', async () => {
  const params = { k: 3, r: 0.7, alpha: 2, a: 0.5, b: 2 };
  await fc.assert(
    fc.property(anyHistories, (histories) => {
      const single = histories.map((history) => mbgCnbdK.logLikelihood(params, groupHistories([history])));
      const sum = single.reduce((total, value) => total + value, 0);

      expect(mbgCnbdK.logLikelihood(params, groupHistories(histories))).toBeCloseTo(sum, 8);
    }),
  );
});

test('coarse groups keep every customer and the totals of time', async () => {
  await fc.assert(
    fc.property(anyHistories, (histories) => {
      const groups = groupHistories(histories);
      const coarse = coarsenGroups(groups, 2);
      const total = ({ T, weight }: HistoryGroups) =>
        T.reduce((sum, weeks, i) => sum + weeks * (weight[i] ?? 0), 0);

      expect(countCustomers(coarse)).toBe(histories.length);
      expect(total(coarse)).toBeCloseTo(total(groups), 8);
      expect(coarse.x.length).toBeLessThanOrEqual(groups.x.length);
    }),
  );
});
