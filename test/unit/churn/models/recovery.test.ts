// Parameters of simulated customers come back from their purchases, and the stated errors are honest.

import { describe, expect, test } from 'vitest';
import { bgNbd } from '../../../../shared/churn/models/bg-nbd.ts';
import { groupHistories } from '../../../../shared/churn/models/histories.ts';
import { mbgCnbdK } from '../../../../shared/churn/models/mbg-cnbd-k.ts';
import { mbgNbd } from '../../../../shared/churn/models/mbg-nbd.ts';
import { paretoNbd } from '../../../../shared/churn/models/pareto-nbd.ts';
import { type PurchaseStory, simulateCustomers } from '../../../support/simulate.ts';

const window = { joinWeeks: 26, observedWeeks: 104 };

/** The largest |ln(fitted / true)| in standard errors. */
function worstMiss(
  params: Readonly<Record<string, number>>,
  truth: Readonly<Record<string, number>>,
  errors: readonly (number | null)[],
): number {
  const names = Object.keys(params).filter((name) => name !== 'k');
  return Math.max(
    ...names.map(
      (name, i) => Math.abs(Math.log((params[name] ?? 0) / (truth[name] ?? 0))) / (errors[i] ?? 0),
    ),
  );
}

const FOUR_ERRORS = 4;

describe('parameters of 10,000 simulated customers are recovered by', () => {
  const draw = (story: PurchaseStory) =>
    groupHistories(simulateCustomers({ story, customers: 10_000, seed: 42, ...window }));
  const truth = { r: 0.8, alpha: 5, a: 0.6, b: 2 };

  test('BG/NBD', () => {
    const fit = bgNbd.fit(draw({ kind: 'dropout', k: 1, m: 0, ...truth }), { prior: 'none' });

    expect(worstMiss({ ...fit.params }, truth, fit.logErrors)).toBeLessThan(FOUR_ERRORS);
    expect(Math.max(...fit.logErrors.map(Number))).toBeLessThan(0.15);
  });

  test('MBG/NBD', () => {
    const fit = mbgNbd.fit(draw({ kind: 'dropout', k: 1, m: 1, ...truth }), { prior: 'none' });

    expect(worstMiss({ ...fit.params }, truth, fit.logErrors)).toBeLessThan(FOUR_ERRORS);
    expect(Math.max(...fit.logErrors.map(Number))).toBeLessThan(0.15);
  });

  test.each([1, 2, 4])('MBG/CNBD-k, k = %i with it', (k) => {
    const fit = mbgCnbdK.fit(draw({ kind: 'dropout', k, m: 1, ...truth }), { prior: 'none' });

    expect(fit.params.k).toBe(k);
    expect(worstMiss({ ...fit.params }, truth, fit.logErrors)).toBeLessThan(FOUR_ERRORS);
  });

  test('Pareto/NBD', () => {
    const pareto = { r: 0.6, alpha: 6, s: 0.7, beta: 12 };
    const histories = simulateCustomers({
      story: { kind: 'pareto', ...pareto },
      customers: 3_000,
      seed: 43,
      ...window,
    });
    const fit = paretoNbd.fit(groupHistories(histories), { prior: 'none' });

    expect(worstMiss({ ...fit.params }, pareto, fit.logErrors)).toBeLessThan(FOUR_ERRORS);
  });
});

describe('data too many to fit at once are fitted coarsely first', () => {
  const story = { kind: 'dropout', k: 2, m: 1, r: 0.8, alpha: 2.5, a: 0.6, b: 2 } as const;
  const customers = simulateCustomers({ story, customers: 45_000, seed: 4, ...window });
  const groups = groupHistories(customers.map((customer, i) => ({ ...customer, T: customer.T + i * 1e-7 })));
  const fit = mbgCnbdK.fit(groups, { prior: 'none' });

  test('and the result is the optimum of the full data', () => {
    const best = mbgCnbdK.logLikelihood(fit.params, groups);

    expect(groups.x).toHaveLength(45_000);
    expect(best).toBeCloseTo(fit.logLikelihood, 3);
    for (const name of ['r', 'alpha', 'a', 'b'] as const) {
      for (const step of [0.99, 1.01]) {
        const moved = { ...fit.params, [name]: fit.params[name] * step };
        expect(mbgCnbdK.logLikelihood(moved, groups)).toBeLessThan(best);
      }
    }
  });

  test('counting every customer and finding k', () => {
    expect(fit.customers).toBe(45_000);
    expect(fit.params.k).toBe(2);
    expect(fit.byK.find(({ k }) => k === 2)?.logLikelihood).toBe(fit.logLikelihood);
  });
});

test('90 % intervals of the parameters hold the truth 85 to 95 % of the time', () => {
  const truth = { r: 0.8, alpha: 5, a: 0.6, b: 2 };
  const story = { kind: 'dropout', k: 1, m: 1, ...truth } as const;
  const hits = Array.from({ length: 100 }, (_, seed) => {
    const { params, logErrors } = mbgNbd.fit(
      groupHistories(simulateCustomers({ story, customers: 800, seed, ...window })),
      { prior: 'none' },
    );
    return (['r', 'alpha', 'a', 'b'] as const).map(
      (name, i) => Math.abs(Math.log(params[name] / truth[name])) <= 1.645 * (logErrors[i] ?? 0),
    );
  }).flat();
  const coverage = hits.filter(Boolean).length / hits.length;

  expect(coverage).toBeGreaterThan(0.85);
  expect(coverage).toBeLessThan(0.95);
});

describe('what 20,000 simulated customers do next is what was expected of them', () => {
  test.each([1, 2, 3])('k = %i', (k) => {
    const params = { k, r: 0.8, alpha: 5, a: 0.6, b: 2 };
    const story = { kind: 'dropout', m: 1, ...params } as const;
    const customers = simulateCustomers({ story, customers: 20_000, seed: 9, ...window, futureWeeks: 13 });
    const total = (of: (customer: (typeof customers)[number]) => number) =>
      customers.reduce((sum, customer) => sum + of(customer), 0);
    const bought = total(({ future }) => future.length);
    const silent = total(({ future }) => (future.length === 0 ? 1 : 0));
    const living = total(({ isAlive }) => (isAlive ? 1 : 0));

    expect(Math.abs(total((c) => mbgCnbdK.expectedPurchases(params, c, 13)) / bought - 1)).toBeLessThan(0.03);
    expect(Math.abs(total((c) => mbgCnbdK.probabilityNoPurchase(params, c, 13)) / silent - 1)).toBeLessThan(
      0.01,
    );
    expect(Math.abs(total((c) => mbgCnbdK.probabilityAlive(params, c)) / living - 1)).toBeLessThan(0.02);
  });
});
