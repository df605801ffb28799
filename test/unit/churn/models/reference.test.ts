// Every model against the reference values: likelihoods, fits, and what it says of thirty customers per data set.

import { describe, expect, test } from 'vitest';
import { bgNbd } from '../../../../shared/churn/models/bg-nbd.ts';
import { discountedPurchases } from '../../../../shared/churn/models/clv.ts';
import { expectedSpend, fitSpend, populationSpend } from '../../../../shared/churn/models/gamma-gamma.ts';
import { mbgCnbdK } from '../../../../shared/churn/models/mbg-cnbd-k.ts';
import { mbgNbd } from '../../../../shared/churn/models/mbg-nbd.ts';
import type { Model } from '../../../../shared/churn/models/model.ts';
import { paretoNbd } from '../../../../shared/churn/models/pareto-nbd.ts';
import { groupSpend, spendCorrelation } from '../../../../shared/churn/models/spend-groups.ts';
import { cdnow, grouped, onlineRetail, reference } from './reference.ts';

interface Answers {
  readonly p_alive: number;
  readonly expected: number;
  readonly p_no_purchase: number;
  readonly discounted_purchases_1y?: number;
  readonly clv_1y?: number;
}

type ModelKey = 'bgnbd' | 'mbgnbd' | 'mbgcnbdk' | 'pnbd';

type Customer = Record<ModelKey, Answers> & {
  readonly customer: number;
  readonly x: number;
  readonly tx: number;
  readonly T: number;
  readonly litt: number;
  readonly mx: number;
  readonly expected_value: number;
};

interface TimingFit<Params> {
  readonly params: Params;
  readonly k?: number;
  readonly ll: number;
  readonly ll_by_k?: readonly number[];
  readonly degenerate: boolean;
}

interface Reference {
  readonly horizon_weeks: number;
  readonly summary: Record<string, number>;
  readonly fits: Record<ModelKey, TimingFit<Record<string, number>>> & {
    readonly gamma_gamma: {
      readonly params: { readonly p: number; readonly q: number; readonly v: number };
      readonly ll: number;
      readonly n: number;
      readonly pop_mean: number;
      readonly corr_x_mx: number;
    };
  };
  readonly customers: readonly Customer[];
}

const AT_GIVEN_PARAMS = 1e-7;
const AT_OWN_FIT = 2e-3;
function expectClose(value: number, truth: number, tolerance: number) {
  expect(Math.abs(value - truth)).toBeLessThanOrEqual(tolerance * Math.abs(truth) + 1e-12);
}

const sets = [
  { name: 'public_cdnow_sample', buyers: cdnow() },
  { name: 'public_online_retail_2011', buyers: onlineRetail() },
];

describe.each(sets)('$name', ({ name, buyers }) => {
  const truth = reference<Reference>(name);
  const groups = grouped(buyers);

  test('the purchases become the histories the reference counts', () => {
    expect(buyers).toHaveLength(truth.summary.customers ?? 0);
    expect(buyers.filter(({ x }) => x > 0)).toHaveLength(truth.summary.repeat_customers ?? 0);
    expect(buyers.reduce((sum, { x }) => sum + x, 0)).toBe(truth.summary.sum_x);
    expect(groups.x).toHaveLength(truth.summary.unique_x_tx_T ?? 0);
    expect(groups.litt).toBeCloseTo(truth.summary.sum_litt ?? 0, 5);
  });

  function itMatches<Params extends object>(key: ModelKey, model: Model<Params>, given: Params) {
    const fit = model.fit(groups, { prior: 'none' });
    const { ll, degenerate } = truth.fits[key];

    test('ln L at the given parameters and at the own fit', () => {
      expect(Math.abs(model.logLikelihood(given, groups) - ll)).toBeLessThan(0.01);
      expect(Math.abs(fit.logLikelihood - ll)).toBeLessThan(0.01);
      expect(fit.converged).toBe(true);
    });

    test('the own fit has the reference parameters, or says that drop-out is not identified', () => {
      expect(fit.dropoutIdentified).toBe(!degenerate);
      if (degenerate) return;
      for (const [param, value] of Object.entries(given)) {
        expectClose((fit.params as Record<string, number>)[param] ?? Number.NaN, value, 1e-3);
      }
    });

    test.each([
      ['the given parameters', given, AT_GIVEN_PARAMS],
      ['the own fit', fit.params, AT_OWN_FIT],
    ])('thirty customers at %s', (_, params, tolerance) => {
      for (const customer of truth.customers) {
        const answers = customer[key];
        const t = truth.horizon_weeks;
        expectClose(model.probabilityAlive(params, customer), answers.p_alive, tolerance);
        expectClose(model.expectedPurchases(params, customer, t), answers.expected, tolerance);
        expectClose(model.probabilityNoPurchase(params, customer, t), answers.p_no_purchase, tolerance);
        if (answers.discounted_purchases_1y === undefined) continue;
        const discounted = discountedPurchases((weeks) => model.expectedPurchases(params, customer, weeks));
        expectClose(discounted, answers.discounted_purchases_1y, tolerance);
        const value = discounted * expectedSpend(truth.fits.gamma_gamma.params, customer.x, customer.mx);
        expectClose(value, answers.clv_1y ?? Number.NaN, tolerance);
      }
    });
  }

  const given = (key: ModelKey) => truth.fits[key].params;
  const dropout = (key: ModelKey) => {
    const { r = 0, alpha = 0, a = 0, b = 0 } = given(key);
    return { r, alpha, a, b };
  };

  describe('BG/NBD', () => itMatches('bgnbd', bgNbd, dropout('bgnbd')));
  describe('MBG/NBD', () => itMatches('mbgnbd', mbgNbd, dropout('mbgnbd')));
  describe('MBG/CNBD-k', () => {
    const { k = 0, ll_by_k: byK = [] } = truth.fits.mbgcnbdk;
    itMatches('mbgcnbdk', mbgCnbdK, { k, ...dropout('mbgcnbdk') });

    test('chooses k by likelihood and stops after two declines', () => {
      const fit = mbgCnbdK.fit(groups, { prior: 'none' });

      expect(fit.params.k).toBe(k);
      expect(fit.byK).toHaveLength(byK.length);
      fit.byK.forEach(({ logLikelihood }, i) => {
        expect(Math.abs(logLikelihood - (byK[i] ?? 0))).toBeLessThan(0.01);
      });
    });
  });
  describe('Pareto/NBD', () => {
    const { r = 0, alpha = 0, s = 0, beta = 0 } = given('pnbd');
    itMatches('pnbd', paretoNbd, { r, alpha, s, beta });
  });

  describe('gamma-gamma', () => {
    const spends = groupSpend({ x: buyers.map(({ x }) => x), mx: buyers.map(({ mx }) => mx) }, 0);
    const { params, ll, n, pop_mean: mean, corr_x_mx: correlation } = truth.fits.gamma_gamma;
    const fit = fitSpend(spends, { prior: 'none' });

    test('the own fit has the reference likelihood and parameters', () => {
      expect(fit.customers).toBe(n);
      expect(Math.abs(fit.logLikelihood - ll)).toBeLessThan(0.01);
      for (const param of ['p', 'q', 'v'] as const) expectClose(fit.params[param], params[param], 1e-3);
    });

    test('means and correlation', () => {
      expectClose(populationSpend(params), mean, AT_GIVEN_PARAMS);
      expectClose(spendCorrelation(spends), correlation, AT_GIVEN_PARAMS);
      for (const { x, mx, expected_value } of truth.customers) {
        expectClose(expectedSpend(params, x, mx), expected_value, AT_GIVEN_PARAMS);
      }
    });
  });
});
