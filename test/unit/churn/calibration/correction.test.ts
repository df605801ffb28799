// The correction learnt from the replayed past: known values on public data, and what must hold for any shop.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { correctedRisk, fitCorrection } from '../../../../shared/churn/calibration/correction.ts';
import { countScale, purchaseFactor } from '../../../../shared/churn/calibration/count-scale.ts';
import { centreOf, featureNames } from '../../../../shared/churn/calibration/features.ts';
import { type DatedSale, historiesOf, span } from '../../../../shared/churn/calibration/histories.ts';
import { replay, rowOf, type Signal, type Window } from '../../../../shared/churn/calibration/replay.ts';
import type { Correction } from '../../../../shared/churn/calibration/schema.ts';
import { statesAt } from '../../../../shared/churn/calibration/states.ts';
import { fitting } from '../../../../shared/churn/calibration/timing.ts';
import { mbgCnbdK } from '../../../../shared/churn/models/mbg-cnbd-k.ts';
import { cdnowSales, grossSales, onlineRetailSales, publicShops } from '../../../support/public-shops.ts';

const fitModel = fitting(mbgCnbdK);
const [cdnow, retail] = publicShops;

function learn(sales: DatedSale[], now: number, horizonDays: number, signals: Signal[] = []) {
  const histories = historiesOf(sales);
  const states = statesAt(histories, now);
  const today = fitModel(states);
  const windows = replay(
    histories,
    { first: span(histories).first, now, horizonDays },
    { fit: fitModel, today },
  );
  const correction = fitCorrection(windows, { horizonDays, centre: centreOf(states), signals });
  return { histories, states, windows, correction, noPurchase: today.noPurchase(states, horizonDays / 7) };
}

const mean = (column: ArrayLike<number>) => Array.from(column).reduce((a, b) => a + b, 0) / column.length;

/** The same without averaging over what is not known: the form the reference values were computed in. */
const pointEstimate = (correction: Correction) =>
  correctedRisk({ ...correction, windowSd: 0, covariance: correction.covariance.map(() => 0) });

describe('on public data, with money returned left out of account', () => {
  test.each([
    [
      cdnow.name,
      cdnowSales,
      cdnow.now,
      273,
      [0.484, -0.531, 0.212, -0.921, -0.132, -0.154, -0.196],
      0.7598,
      0.7466,
    ],
    [
      cdnow.name,
      cdnowSales,
      cdnow.now,
      91,
      [0.298, -0.377, 0.082, -0.597, -0.145, -0.132, -0.162],
      0.853,
      0.8243,
    ],
    [
      retail.name,
      grossSales,
      retail.now,
      182,
      [-0.315, -0.587, -0.13, -0.712, -0.383, 0.053, 0.088],
      0.3429,
      0.3533,
    ],
    [
      retail.name,
      grossSales,
      retail.now,
      91,
      [-0.284, -0.612, -0.17, -0.716, -0.393, 0.045, 0.105],
      0.4751,
      0.4472,
    ],
  ])(
    '%s: coefficients and means are those of an independent implementation (%#)',
    (_, sales, now, horizonDays, beta, before, after) => {
      const { correction, states, noPurchase } = learn(sales(), now, horizonDays);
      const riskOf = pointEstimate(correction);
      const risk = noPurchase.map((p, i) => riskOf({ ...rowOf(states, i), noPurchase: p }));

      for (const [j, b] of beta.entries()) expect(correction.beta[j]).toBeCloseTo(b, 2);
      expect(mean(noPurchase)).toBeCloseTo(before, 3);
      expect(mean(risk)).toBeCloseTo(after, 3);
    },
  );

  test('single customers move as an independent implementation moves them', () => {
    const { correction, states, noPurchase } = learn(cdnowSales(), cdnow.now, 273);
    const riskOf = pointEstimate(correction);
    const moved = (x: number, spend: number) => {
      const i = states.x.findIndex((v, row) => v === x && Math.abs((states.spend[row] ?? 0) - spend) < 0.005);
      return [noPurchase[i], riskOf({ ...rowOf(states, i), noPurchase: noPurchase[i] ?? 0 })];
    };
    expect(moved(3, 189.84)).toEqual([expect.closeTo(0.2778, 3), expect.closeTo(0.3078, 3)]);
    expect(moved(8, 1361.39)).toEqual([expect.closeTo(0.1354, 3), expect.closeTo(0.1164, 3)]);
  });
});

/** Customers who come every `every` days from their own first day, some of whom stop half way. */
function shop(customers: number, every: (i: number) => number, days = 300): DatedSale[] {
  return Array.from({ length: customers }, (_, i) => {
    const last = i % 3 === 0 ? days / 2 : days;
    const sales: DatedSale[] = [];
    for (let day = i % 60; day <= last; day += every(i)) {
      sales.push({ customer: `c${i}`, day, net: 5 + (i % 7), bought: true });
    }
    return sales;
  }).flat();
}

describe('for any shop', () => {
  test('a risk lies strictly between 0 and 1', () => {
    const { correction } = learn(
      shop(120, (i) => 9 + (i % 40)),
      240,
      60,
    );
    const riskOf = correctedRisk(correction);
    void fc.assert(
      fc.property(
        fc.nat(40),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 200, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (x, share, T, p) => {
          const customer = { x, tx: x > 0 ? share * T : 0, T, spend: 10 };
          const risk = riskOf({ ...customer, noPurchase: p });
          expect(risk).toBeGreaterThan(0);
          expect(risk).toBeLessThan(1);
        },
      ),
    );
  });

  test('a correction is plain JSON and scores the same after a round trip', () => {
    const { correction } = learn(
      shop(120, (i) => 9 + (i % 40)),
      240,
      60,
    );
    const customer = { x: 3, tx: 10, T: 12, spend: 40, noPurchase: 0.4 };
    const stored: Correction = JSON.parse(JSON.stringify(correction));
    expect(correctedRisk(stored)(customer)).toBe(correctedRisk(correction)(customer));
  });

  test('a shop without amounts has no opinion on spend', () => {
    const sales = shop(120, (i) => 9 + (i % 40)).map((s) => ({ ...s, net: 0 }));
    const { correction } = learn(sales, 240, 60);
    expect(correction.centre.logSpend).toBeNull();
    expect(correction.beta[featureNames.indexOf('spend')]).toBeCloseTo(0, 9);
  });

  test('where the model is right about everybody, it is left alone', () => {
    const { states, histories } = learn(
      shop(150, (i) => 9 + (i % 40)),
      240,
      60,
    );
    const window = (silent: number): Window => {
      const noPurchase = states.x.map(() => 0.25);
      const expected = states.x.map(() => 2);
      const labels = Uint8Array.from(states.x, (_, i) => (i % 4 < silent ? 1 : 0));
      const answers = { noPurchase, expected };
      const count = Float64Array.from(labels, (s) => (s ? 0 : 8 / 3));
      return {
        cut: 100,
        days: 60,
        isLastYear: false,
        states,
        silent: labels,
        count,
        money: count,
        atCut: answers,
        today: answers,
      };
    };
    const right = fitCorrection([window(1)], { horizonDays: 60, centre: centreOf(states) });
    const wrong = fitCorrection([window(3)], { horizonDays: 60, centre: centreOf(states) });
    const customer = { x: 2, tx: 4, T: 8, spend: 10, noPurchase: 0.25 };
    expect(correctedRisk(right)(customer)).toBeCloseTo(0.25, 1);
    expect(correctedRisk(wrong)(customer)).toBeGreaterThan(0.4);
    expect(histories.ids).toHaveLength(150);
  });

  test('a signal that foretells silence raises the risk of those who show it', () => {
    const stops: Signal = { name: 'complaint', at: (customer) => (customer % 3 === 0 ? 0.8 : -0.2) };
    const { correction } = learn(
      shop(180, (i) => 9 + (i % 40)),
      240,
      60,
      [stops],
    );
    const risk = (value: number) =>
      correctedRisk(correction)({ x: 3, tx: 10, T: 12, spend: 40, noPurchase: 0.4, signals: [value] });
    expect(correction.names.at(-1)).toBe('complaint');
    expect(risk(0.8)).toBeGreaterThan(risk(-0.2));
  });

  test('windows shorter than a week are not replayed', () => {
    const sales = shop(20, () => 3, 8);
    expect(
      learn(
        sales.filter((s) => s.day <= 8),
        8,
        60,
      ).windows,
    ).toEqual([]);
  });

  test('no window reaches past now', () => {
    const { windows } = learn(
      shop(60, (i) => 9 + (i % 40)),
      240,
      90,
    );
    expect(windows).toHaveLength(4);
    for (const { cut, days } of windows) expect(cut + days).toBeLessThanOrEqual(240);
  });
});

describe('the level of purchase counts', () => {
  test('moves towards the ratio seen, and not the whole way', () => {
    const { windows } = learn(
      shop(150, (i) => 9 + (i % 40)),
      240,
      60,
    );
    const seen = (ratio: number) =>
      countScale(
        windows.map((w) => ({ ...w, count: w.atCut.expected.map((e) => e * ratio) })),
        { horizonDays: 60, riskOf: (customer) => customer.noPurchase },
      );
    expect(seen(1)).toBeCloseTo(1, 2);
    expect(seen(2)).toBeGreaterThan(1.2);
    expect(seen(2)).toBeLessThan(2);
    expect(seen(0.5)).toBeLessThan(0.9);
  });

  test('follows the risk: half the chance to come back, half the purchases', () => {
    expect(purchaseFactor(0.2, 0.6, 1)).toBeCloseTo(0.5, 12);
    expect(purchaseFactor(1, 1, 1)).toBe(0);
  });
});

test('every feature is written where its name stands', () => {
  const names: readonly string[] = featureNames;
  expect(names).toEqual(['level', 'frequency', 'silence', 'confidence', 'spend', 'activeShare', 'rhythm']);
});

test('online retail nets what was returned', () => {
  expect(onlineRetailSales().find((s) => s.customer === '12346')?.net).toBe(0);
});
