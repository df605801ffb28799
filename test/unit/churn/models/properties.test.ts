// What must hold for any parameters and any history, whatever the model.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bgNbd } from '../../../../shared/churn/models/bg-nbd.ts';
import {
  allowedPurchases,
  purchaseSeries,
  purchasesByStage,
} from '../../../../shared/churn/models/dropout-series.ts';
import { mbgCnbdK } from '../../../../shared/churn/models/mbg-cnbd-k.ts';
import { mbgNbd } from '../../../../shared/churn/models/mbg-nbd.ts';
import type { Model } from '../../../../shared/churn/models/model.ts';
import { paretoNbd } from '../../../../shared/churn/models/pareto-nbd.ts';
import { anyDropout, anyHistory, anyPareto, anyWeeks } from './arbitraries.ts';
import { closedFormPurchases } from './closed-form.ts';

const ROUNDING = 1e-10;
/** Beyond thousands of expected purchases an integral stands in for the tail of the series. */
const SERIES_ROUNDING = 1e-6;

function holdsFor<Params>(model: Model<Params>, anyParams: fc.Arbitrary<Params>) {
  test('probabilities lie between 0 and 1 and purchases are not negative', async () => {
    await fc.assert(
      fc.property(anyParams, anyHistory, anyWeeks, (params, history, weeks) => {
        const alive = model.probabilityAlive(params, history);
        const quiet = model.probabilityNoPurchase(params, history, weeks);
        const expected = model.expectedPurchases(params, history, weeks);

        expect(alive).toBeGreaterThanOrEqual(0);
        expect(alive).toBeLessThanOrEqual(1);
        expect(quiet).toBeGreaterThanOrEqual(0);
        expect(quiet).toBeLessThanOrEqual(1 + ROUNDING);
        expect(expected).toBeGreaterThanOrEqual(0);
        expect(Number.isFinite(expected)).toBe(true);
      }),
    );
  });

  test('the longer the horizon, the less likely is silence and the more purchases are expected', async () => {
    await fc.assert(
      fc.property(anyParams, anyHistory, anyWeeks, anyWeeks, (params, history, p, q) => {
        const [short, long] = [Math.min(p, q), Math.max(p, q)];

        expect(model.probabilityNoPurchase(params, history, long)).toBeLessThanOrEqual(
          model.probabilityNoPurchase(params, history, short) + ROUNDING,
        );
        expect(model.expectedPurchases(params, history, long)).toBeGreaterThanOrEqual(
          model.expectedPurchases(params, history, short) * (1 - SERIES_ROUNDING),
        );
      }),
    );
  });

  test('at least the chance of a purchase is expected in purchases', async () => {
    await fc.assert(
      fc.property(anyParams, anyHistory, anyWeeks, (params, history, weeks) => {
        const some = 1 - model.probabilityNoPurchase(params, history, weeks);

        expect(model.expectedPurchases(params, history, weeks)).toBeGreaterThanOrEqual(some - ROUNDING);
      }),
    );
  });

  test('the next purchase falls within its quantile with the given probability, if there is one', async () => {
    const share = fc.double({ min: 0.05, max: 0.9, noNaN: true });
    await fc.assert(
      fc.property(anyParams, anyHistory, share, (params, history, probability) => {
        const ever = 1 - model.probabilityNoPurchase(params, history, Infinity);
        fc.pre(ever > 1e-3);
        const weeks = model.nextPurchaseWeeks(params, history, probability);
        fc.pre(weeks < 1e6);
        const within = 1 - model.probabilityNoPurchase(params, history, weeks);

        expect(Math.abs(within / ever - probability)).toBeLessThan(1e-6);
      }),
    );
  });
}

/** Not so for k > 1: shortly after a purchase a regular buyer is not due yet. */
function silenceTells<Params>(model: Model<Params>, anyParams: fc.Arbitrary<Params>) {
  test('longer silence after the same purchases makes silence to come more likely', async () => {
    await fc.assert(
      fc.property(anyParams, anyHistory, anyWeeks, anyWeeks, (params, history, more, weeks) => {
        const later = { ...history, T: history.T + more };
        const quiet = model.probabilityNoPurchase(params, history, weeks);

        expect(model.probabilityNoPurchase(params, later, weeks)).toBeGreaterThanOrEqual(quiet - ROUNDING);
      }),
    );
  });
}

describe('BG/NBD', () => {
  holdsFor(bgNbd, anyDropout);
  silenceTells(bgNbd, anyDropout);
});
describe('MBG/NBD', () => {
  holdsFor(mbgNbd, anyDropout);
  silenceTells(mbgNbd, anyDropout);
});
describe('MBG/CNBD-k', () => holdsFor(mbgCnbdK, anyDropout));
describe('Pareto/NBD', () => {
  holdsFor(paretoNbd, anyPareto);
  silenceTells(paretoNbd, anyPareto);
});

describe('very long series', () => {
  test('give by integral what they give term by term', () => {
    const cases = [
      { k: 6, r: 3.11, alpha: 3.92, a: 0.0209, b: 4.34, x: 293, T: 0.4, weeks: 117.5 },
      { k: 6, r: 0.0606, alpha: 1.177, a: 0.136, b: 0.15, x: 270, T: 1.73, weeks: 96.6 },
      { k: 1, r: 0.05, alpha: 0.05, a: 5.74, b: 0.05, x: 300, T: 0.2, weeks: 9.06 },
      { k: 5, r: 11.73, alpha: 0.057, a: 2.39, b: 1.54, x: 300, T: 0.837, weeks: 10.6 },
    ];
    for (const { x, T, weeks, ...params } of cases) {
      const model = { ...params, m: 1 as const };
      const n = model.r + model.k * x;
      const z = weeks / (model.alpha + T + weeks);
      const all = allowedPurchases(model, x, 50_000);

      const byTerms = purchaseSeries(model.k, n, 0, z, all);

      const [byIntegral = Number.NaN] = purchasesByStage(model, { x, T }, weeks);
      expect(Math.abs(byIntegral / byTerms - 1)).toBeLessThan(1e-7);
    }
  });
});

describe('closed forms', () => {
  test('for k = 1 the series equals the printed form with its hypergeometric function', async () => {
    await fc.assert(
      fc.property(anyDropout, anyHistory, anyWeeks, ({ k: _, ...params }, history, weeks) => {
        fc.pre(Math.abs(params.a - 1) > 0.05 && weeks > 1 && params.a + params.b + history.x > 1.01);
        fc.pre(history.x < 30 && history.T > 1);
        const series = bgNbd.expectedPurchases(params, history, weeks);
        const printed = closedFormPurchases(params, history, weeks);

        expect(Math.abs(series - printed)).toBeLessThanOrEqual(1e-6 * Math.max(1e-3, series));
      }),
    );
  });

  test('for k = 1 MBG/CNBD-k is MBG/NBD', () => {
    const params = { r: 0.5, alpha: 6, a: 0.9, b: 1.6 };
    const history = { x: 3, tx: 20, T: 30 };

    expect(mbgCnbdK.expectedPurchases({ k: 1, ...params }, history, 13)).toBe(
      mbgNbd.expectedPurchases(params, history, 13),
    );
  });

  test('expected purchases pass smoothly through a = 1', () => {
    const at = (a: number) =>
      mbgNbd.expectedPurchases({ r: 0.5, alpha: 6, a, b: 2 }, { x: 2, tx: 5, T: 9 }, 13);

    expect(at(1)).toBeCloseTo((at(1 - 1e-6) + at(1 + 1e-6)) / 2, 10);
  });

  test('Pareto/NBD passes smoothly through s = 1', () => {
    const at = (s: number) =>
      paretoNbd.expectedPurchases({ r: 0.5, alpha: 6, s, beta: 9 }, { x: 2, tx: 5, T: 9 }, 13);

    expect(at(1)).toBeCloseTo((at(1 - 1e-6) + at(1 + 1e-6)) / 2, 10);
  });

  test('very short horizons keep their digits', () => {
    const params = { k: 1, r: 0.5, alpha: 6, a: 0.9, b: 1.6 };
    const history = { x: 3, tx: 20, T: 30 };
    const rate = (weeks: number) => mbgCnbdK.expectedPurchases(params, history, weeks) / weeks;

    expect(rate(1e-9) / rate(1e-7)).toBeCloseTo(1, 7);
  });

  test('alpha next to 0 and a customer of today still give a finite, quick answer', () => {
    const params = { k: 2, r: 0.5, alpha: 1e-4, a: 0.9, b: 1.6 };
    const near = (alpha: number) =>
      mbgCnbdK.expectedPurchases({ ...params, alpha }, { x: 0, tx: 0, T: 0 }, 52);

    expect(Number.isFinite(near(1e-4))).toBe(true);
    expect(near(1e-4)).toBeGreaterThan(near(1));
    expect(near(0.03) / near(0.0301)).toBeCloseTo(1, 2);
  });
});

test('a one-time buyer can be at risk: MBG models let him drop out, BG/NBD does not', () => {
  const params = { r: 0.5, alpha: 6, a: 0.9, b: 1.6 };
  const oneTimeBuyer = { x: 0, tx: 0, T: 40 };

  expect(mbgNbd.probabilityAlive(params, oneTimeBuyer)).toBeLessThan(0.5);
  expect(bgNbd.probabilityAlive(params, oneTimeBuyer)).toBe(1);
});

describe('the next purchase', () => {
  const history = { x: 3, tx: 20, T: 30 };

  test('is certain only after for ever, and comes in no time with probability 0', () => {
    const dropout = { k: 2, r: 0.5, alpha: 3, a: 0.9, b: 1.6 };
    const pareto = { r: 0.5, alpha: 6, s: 0.6, beta: 12 };

    expect(mbgCnbdK.nextPurchaseWeeks(dropout, history, 0)).toBe(0);
    expect(mbgCnbdK.nextPurchaseWeeks(dropout, history, 1)).toBe(Infinity);
    expect(paretoNbd.nextPurchaseWeeks(pareto, history, 0)).toBe(0);
    expect(paretoNbd.nextPurchaseWeeks(pareto, history, 1)).toBe(Infinity);
  });

  test('is due sooner for whoever buys more often', () => {
    const params = { k: 2, r: 0.5, alpha: 3, a: 0.9, b: 1.6 };
    const median = (x: number) => mbgCnbdK.nextPurchaseWeeks(params, { x, tx: 29, T: 30 }, 0.5);

    expect(median(12)).toBeLessThan(median(3));
  });

  test('no purchases are expected in no time', () => {
    const params = { k: 2, r: 0.5, alpha: 3, a: 0.9, b: 1.6 };

    expect(mbgCnbdK.expectedPurchases(params, history, 0)).toBe(0);
    expect(mbgCnbdK.probabilityNoPurchase(params, history, 0)).toBe(1);
  });
});
