// From one customer up there is a finite, sane answer; with more data the prior fades and parameters come out.

import { describe, expect, test } from 'vitest';
import { bgNbd } from '../../../../shared/churn/models/bg-nbd.ts';
import { clvInterval } from '../../../../shared/churn/models/clv-interval.ts';
import { fitSpend, populationSpend } from '../../../../shared/churn/models/gamma-gamma.ts';
import { groupHistories } from '../../../../shared/churn/models/histories.ts';
import { mbgCnbdK } from '../../../../shared/churn/models/mbg-cnbd-k.ts';
import { mbgNbd } from '../../../../shared/churn/models/mbg-nbd.ts';
import type { FitOptions, Model } from '../../../../shared/churn/models/model.ts';
import { paretoNbd } from '../../../../shared/churn/models/pareto-nbd.ts';
import { groupSpend } from '../../../../shared/churn/models/spend-groups.ts';
import { inWholeDays, simulateCustomers } from '../../../support/simulate.ts';
import { cdnow, grouped, onlineRetail } from './reference.ts';

const SIZES = [1, 2, 5, 20, 100, 500];
const buyers = cdnow();
const newcomer = { x: 0, tx: 0, T: 0 };
const regular = { x: 4, tx: 20, T: 22 };
const gone = { x: 4, tx: 5, T: 60 };

function staysSane<Params>(model: Model<Params>, prior: NonNullable<FitOptions['prior']>) {
  test.each(SIZES)(`%i customers, prior ${prior}`, (size) => {
    const sample = buyers.filter((_, i) => i % Math.floor(buyers.length / size) === 0).slice(0, size);
    const fit = model.fit(grouped(sample), { prior });

    expect(fit.customers).toBe(size);
    expect(Number.isFinite(fit.logLikelihood)).toBe(true);
    for (const history of [newcomer, regular, gone]) {
      const quiet = model.probabilityNoPurchase(fit.params, history, 13);
      const expected = model.expectedPurchases(fit.params, history, 13);
      expect(quiet).toBeGreaterThanOrEqual(0);
      expect(quiet).toBeLessThanOrEqual(1);
      expect(expected).toBeGreaterThanOrEqual(0);
      expect(expected).toBeLessThan(91);
    }
    if (prior === 'none') return;
    const risk = (history: typeof gone) => model.probabilityNoPurchase(fit.params, history, 13);
    expect(risk(gone)).toBeGreaterThan(risk(regular));
    expect(risk(regular)).toBeGreaterThan(0.01);
    expect(risk(gone)).toBeLessThan(0.9999);
  });
}

describe.each(['weak', 'none'] as const)('prior %s', (prior) => {
  describe('BG/NBD', () => staysSane(bgNbd, prior));
  describe('MBG/NBD', () => staysSane(mbgNbd, prior));
  describe('MBG/CNBD-k', () => staysSane(mbgCnbdK, prior));
  describe('Pareto/NBD', () => staysSane(paretoNbd, prior));
});

test('no customers at all give the prior itself', () => {
  const fit = mbgCnbdK.fit(groupHistories([]));

  expect(fit.customers).toBe(0);
  expect(Number.isFinite(mbgCnbdK.probabilityNoPurchase(fit.params, newcomer, 13))).toBe(true);
});

test('the prior does not know the time unit: selling ten times as slowly gives ten times the alpha', () => {
  const sample = buyers.slice(0, 40);
  const slow = sample.map(({ x, tx, T, litt }) => ({
    x,
    tx: 10 * tx,
    T: 10 * T,
    litt: litt + x * Math.log(10),
  }));
  const [fast, slower] = [mbgNbd.fit(grouped(sample)), mbgNbd.fit(groupHistories(slow))];

  expect(slower.params.alpha / fast.params.alpha).toBeCloseTo(10, 0);
  expect(slower.params.r).toBeCloseTo(fast.params.r, 2);
  expect(slower.params.a).toBeCloseTo(fast.params.a, 2);
});

describe('drop-out that the data do not show', () => {
  const groups = grouped(onlineRetail());

  test.each([
    ['BG/NBD', bgNbd],
    ['MBG/NBD', mbgNbd],
    ['Pareto/NBD', paretoNbd],
  ] as const)('is recognised by %s, with and without the prior', (_, model) => {
    expect(model.fit(groups, { prior: 'none' }).dropoutIdentified).toBe(false);
    expect(model.fit(groups).dropoutIdentified).toBe(false);
  });

  test('leaves its parameters open and their errors unsaid', () => {
    const { logErrors } = mbgNbd.fit(groups, { prior: 'none' });

    expect(logErrors.slice(0, 2).every((error) => error !== null && error < 0.1)).toBe(true);
    expect(logErrors.slice(2).every((error) => error === null || error > 1)).toBe(true);
  });

  test('is found once the model allows for regularity', () => {
    expect(mbgCnbdK.fit(groups).dropoutIdentified).toBe(true);
  });
});

const story = { kind: 'dropout', k: 1, m: 1, r: 0.8, alpha: 6, a: 0.6, b: 2 } as const;
const simulated = (customers: number, seed = 5) =>
  groupHistories(
    simulateCustomers({ story, customers, seed, joinWeeks: 52, observedWeeks: 78 }).map(inWholeDays),
  );

test('with more and more customers the MAP fit becomes the maximum likelihood fit', () => {
  const gap = (customers: number) => {
    const groups = simulated(customers);
    const [map, ml] = [mbgNbd.fit(groups), mbgNbd.fit(groups, { prior: 'none' })];
    return Math.max(
      ...(['r', 'alpha', 'a', 'b'] as const).map((param) =>
        Math.abs(Math.log(map.params[param] / ml.params[param])),
      ),
    );
  };
  const gaps = [100, 2_000, 40_000].map(gap);

  expect(gaps[1]).toBeLessThan((gaps[0] ?? 0) / 4);
  expect(gaps[2]).toBeLessThan((gaps[1] ?? 0) / 4);
  expect(gaps[2]).toBeLessThan(0.001);
});

describe('spend of few customers', () => {
  test.each([1, 2, 5, 20, 100])('%i repeat customers give a mean near what they spend', (size) => {
    const sample = buyers.filter(({ mx }) => mx > 0).slice(0, size);
    const fit = fitSpend(groupSpend({ x: sample.map(({ x }) => x), mx: sample.map(({ mx }) => mx) }));
    const mean = sample.reduce((sum, { mx }) => sum + mx, 0) / size;

    expect(populationSpend(fit.params)).toBeGreaterThan(mean / 3);
    expect(populationSpend(fit.params)).toBeLessThan(mean * 3);
  });

  test('nobody having bought twice, the typical spend given stands in', () => {
    const fit = fitSpend(groupSpend({ x: [0, 0], mx: [0, 0] }), { typicalSpend: 500 });

    expect(fit.customers).toBe(0);
    expect(populationSpend(fit.params)).toBeGreaterThan(300);
    expect(populationSpend(fit.params)).toBeLessThan(1_000);
  });

  test('and without even that, spend and value are 0, not nonsense', () => {
    const { params } = fitSpend(groupSpend({ x: [], mx: [] }));
    const timing = mbgCnbdK.fit(groupHistories([newcomer])).params;

    expect(populationSpend(params)).toBe(0);
    expect(clvInterval({ timing, spend: params, history: { ...newcomer, mx: 0 } })).toEqual({
      low: 0,
      high: 0,
    });
  });
});

describe('the fit with the weak prior answers as an independent implementation of it does', () => {
  const meanSilence = (customers: ReturnType<typeof cdnow>, weeks: number) => {
    const { params } = mbgCnbdK.fit(grouped(customers));
    const risks = customers.map((customer) => mbgCnbdK.probabilityNoPurchase(params, customer, weeks));
    return risks.reduce((sum, risk) => sum + risk, 0) / risks.length;
  };

  test.each([
    [39, 0.7598],
    [13, 0.853],
  ])('CDNOW, %i weeks', (weeks, mean) => expect(meanSilence(buyers, weeks)).toBeCloseTo(mean, 4));

  test.each([
    [26, 0.3429],
    [13, 0.4751],
  ])('Online Retail, %i weeks', (weeks, mean) =>
    expect(meanSilence(onlineRetail(), weeks)).toBeCloseTo(mean, 4),
  );

  test.each([
    [{ x: 0, tx: 0, T: 30 }, 0.8668],
    [{ x: 3, tx: 171 / 7, T: 197 / 7 }, 0.2778],
    [{ x: 8, tx: 201 / 7, T: 216 / 7 }, 0.1354],
  ])('CDNOW customer %j over 39 weeks', (history, risk) => {
    const { params } = mbgCnbdK.fit(grouped(buyers));

    expect(mbgCnbdK.probabilityNoPurchase(params, history, 39)).toBeCloseTo(risk, 4);
  });
});
