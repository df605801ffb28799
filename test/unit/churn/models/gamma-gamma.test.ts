// The spend model: parameters recovered, huge orders tamed, means finite, groups mergeable.

import { describe, expect, test } from 'vitest';
import { expectedSpend, fitSpend, populationSpend } from '../../../../shared/churn/models/gamma-gamma.ts';
import { groupSpend, mergeSpend, spendQuantile } from '../../../../shared/churn/models/spend-groups.ts';
import { seededRandom } from '../../../../shared/stats/random.ts';
import { simulateSpend } from '../../../support/simulate.ts';

const truth = { p: 6, q: 4, v: 15 };

function simulated(customers: number) {
  const random = seededRandom(21);
  const x = Array.from({ length: customers }, () => random.poisson(2));
  return { x, mx: simulateSpend(x, truth, 22) };
}

test('parameters of simulated spends are recovered', () => {
  const { params, correlation } = fitSpend(groupSpend(simulated(30_000)), { prior: 'none' });

  for (const name of ['p', 'q', 'v'] as const) {
    expect(Math.abs(params[name] / truth[name] - 1)).toBeLessThan(0.06);
  }
  expect(Math.abs(correlation)).toBeLessThan(0.03);
});

test('counting spends in cells of 1 % changes next to nothing', () => {
  const columns = simulated(3_000);
  const [exact, cells] = [0, 0.01].map((resolution) => fitSpend(groupSpend(columns, resolution)));

  expect((cells?.params.p ?? 0) / (exact?.params.p ?? 1)).toBeCloseTo(1, 3);
  expect((cells?.params.q ?? 0) / (exact?.params.q ?? 1)).toBeCloseTo(1, 3);
});

test('groups merge in any order', () => {
  const { x, mx } = simulated(900);
  const part = (from: number) => groupSpend({ x: x.slice(from, from + 300), mx: mx.slice(from, from + 300) });
  const rows = (groups: ReturnType<typeof groupSpend>) =>
    groups.x.map((count, i) => `${count} ${groups.mx[i]?.toFixed(9)} ${groups.weight[i]}`).sort();
  const whole = rows(groupSpend({ x, mx }));

  expect(rows(mergeSpend([part(0), part(300), part(600)]))).toEqual(whole);
  expect(rows(mergeSpend([mergeSpend([part(600), part(0)]), part(300)]))).toEqual(whole);
});

test('customers without repeat purchase or without spend are left out', () => {
  const groups = groupSpend({ x: [0, 1, 2, 3], mx: [9, 0, -5, 7] });

  expect(groups.x).toEqual([3]);
});

describe('one huge order', () => {
  const { x, mx } = simulated(400);
  const usual = groupSpend({ x, mx });
  const withHuge = groupSpend({ x: [...x, 1], mx: [...mx, 80_000] });

  test('moves the mean without winsorising, and hardly with it', () => {
    const mean = (groups: typeof usual, winsoriseAt: number) =>
      populationSpend(fitSpend(groups, { winsoriseAt }).params);

    expect(mean(withHuge, 1) / mean(usual, 1)).toBeGreaterThan(1.05);
    expect(mean(withHuge, 0.99) / mean(usual, 0.99)).toBeLessThan(1.02);
  });

  test('is the one value above the cap among few customers too', () => {
    const few = groupSpend({ x: [1, 1, 1, 1], mx: [10, 12, 14, 9_000] });

    expect(spendQuantile(few, 0.99)).toBe(14);
    expect(fitSpend(few, { winsoriseAt: 0.99 }).cap).toBe(14);
  });
});

describe('means', () => {
  test('of a customer lie between his own mean and that of all', () => {
    const all = populationSpend(truth);
    const own = expectedSpend(truth, 4, 90);

    expect(own).toBeGreaterThan(all);
    expect(own).toBeLessThan(90);
    expect(expectedSpend(truth, 400, 90)).toBeCloseTo(90, 0);
  });

  test('of somebody without repeat purchases are those of all', () => {
    expect(expectedSpend(truth, 0, 0)).toBe(populationSpend(truth));
    expect(expectedSpend(truth, 3, 0)).toBe(populationSpend(truth));
  });

  test('stay finite where the model has none, and grow steadily on the way there', () => {
    const means = [2, 1.5, 1.2, 1.1, 1, 0.8, 0.5].map((q) => populationSpend({ p: 2, q, v: 10 }));

    expect(means.every(Number.isFinite)).toBe(true);
    expect(means).toEqual(means.toSorted((p, q) => p - q));
  });
});
