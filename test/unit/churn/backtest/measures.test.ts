// Measures against values worked out by hand.
import { describe, expect, test } from 'vitest';
import { centralInterval, resample } from '../../../../shared/churn/backtest/bootstrap.ts';
import {
  auc,
  calibrationByDecile,
  logLosses,
  risingOrder,
  squaredErrors,
  topOfList,
} from '../../../../shared/churn/backtest/measures.ts';

const p = (...values: number[]) => Float64Array.from(values);
const silent = (...values: number[]) => Uint8Array.from(values);

const ranked = (score: Float64Array, labels: Uint8Array) => ({
  score,
  silent: labels,
  order: risingOrder(score),
});

describe('AUC', () => {
  test('is the share of pairs in the right order, ties counting half', () => {
    expect(auc(ranked(p(0.9, 0.4, 0.4, 0.1), silent(1, 1, 0, 0)))).toBe(3.5 / 4);
    expect(auc(ranked(p(0.5, 0.5), silent(1, 0)))).toBe(0.5);
  });

  test('a weight of two is the customer twice', () => {
    const weighted = auc(ranked(p(0.9, 0.2, 0.4, 0.1), silent(1, 1, 0, 0)), p(1, 2, 1, 0));
    expect(weighted).toBeCloseTo(auc(ranked(p(0.9, 0.2, 0.2, 0.4), silent(1, 1, 1, 0))), 12);
  });

  test('is no number when all did the same', () => {
    expect(auc(ranked(p(0.1, 0.2), silent(1, 1)))).toBeNaN();
  });
});

test('log-loss and squared error are those of what happened', () => {
  const close = (column: Float64Array) => Array.from(column, (v) => expect.closeTo(v, 12));
  expect(Array.from(logLosses(p(0.8, 0.5), silent(1, 0)))).toEqual(close(p(-Math.log(0.8), -Math.log(0.5))));
  expect(Array.from(squaredErrors(p(0.8, 0.5), silent(1, 0)))).toEqual(close(p(0.04, 0.25)));
});

test('a certainty that was wrong costs much, but not everything', () => {
  expect(logLosses(p(1), silent(0))[0]).toBeCloseTo(-Math.log(1e-6), 4);
});

test('calibration bins are of equal size and rise', () => {
  const risk = Float64Array.from({ length: 20 }, (_, i) => (20 - i) / 20);
  const bins = calibrationByDecile(
    risk,
    Uint8Array.from(risk, (r) => (r > 0.5 ? 1 : 0)),
  );
  expect(bins.map((b) => b.customers)).toEqual(Array(10).fill(2));
  expect(bins[0]).toEqual({ customers: 2, predicted: expect.closeTo(0.075, 12), actual: 0 });
  expect(bins[9]?.actual).toBe(1);
});

test('the top of a list counts who went silent, and the value that went with them', () => {
  const rows = { order: Uint32Array.of(1, 2, 0), valueIfKept: p(10, 100, 30), silent: silent(1, 1, 0) };
  expect(topOfList(rows, 1)).toEqual({ precision: 1, capturedValue: 100 / 110 });
  expect(topOfList(rows, 2)).toEqual({ precision: 0.5, capturedValue: 100 / 110 });
  expect(topOfList(rows, 2, p(1, 2, 1))).toEqual({ precision: 1, capturedValue: 200 / 210 });
});

test('a resample draws as many customers as there are', () => {
  let i = 0;
  const times = resample(Int32Array.of(7, 8, 9), 10, () => [0.1, 0.1, 0.99][i++] ?? 0);
  expect(Array.from(times)).toEqual([0, 0, 0, 0, 0, 0, 0, 2, 0, 1]);
});

test('an interval leaves half of the rest on either side', () => {
  const draws = Array.from({ length: 101 }, (_, i) => i);
  expect(centralInterval(50, [...draws, Number.NaN], 0.9)).toEqual({ value: 50, low: 5, high: 95 });
});
