// The penalised logit: the right optimum, the right evidence, and no correction without evidence.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cholesky, logDeterminant, solve } from '../../../../shared/churn/calibration/cholesky.ts';
import {
  averageByEvidence,
  type LogitRows,
  ridgeLogit,
} from '../../../../shared/churn/calibration/ridge-logit.ts';
import { logAddExp } from '../../../../shared/stats/logs.ts';

const rowsOf = (z: number[][], y: number[], offset = y.map(() => 0), weight = 1): LogitRows => ({
  z: Float64Array.from(z.flat()),
  columns: z[0]?.length ?? 0,
  offset: Float64Array.from(offset),
  y: Uint8Array.from(y),
  weight,
});

const objective = (rows: LogitRows, sd: number[], beta: number[]) => {
  let sum = -beta.reduce((s, b, j) => s + (b / (sd[j] ?? 1)) ** 2, 0) / 2;
  for (let i = 0; i < rows.y.length; i++) {
    const f = beta.reduce((s, b, j) => s + b * (rows.z[i * rows.columns + j] ?? 0), rows.offset[i] ?? 0);
    sum += rows.weight * ((rows.y[i] ?? 0) * f - logAddExp(0, f));
  }
  return sum;
};

describe('the optimum', () => {
  test('without a penalty to speak of, an intercept is the log-odds of the share', () => {
    const rows = rowsOf([[1], [1], [1], [1]], [1, 1, 1, 0]);
    expect(ridgeLogit(rows, Float64Array.of(1e4)).beta[0]).toBeCloseTo(Math.log(3), 6);
  });

  test('no nearby coefficients do better', () => {
    const row = fc.tuple(
      fc.double({ min: -2, max: 2, noNaN: true }),
      fc.double({ min: -2, max: 2, noNaN: true }),
      fc.nat(1),
    );
    void fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 30 }),
        fc.double({ min: 0.1, max: 2, noNaN: true }),
        (data, weight) => {
          const rows = rowsOf(
            data.map(([a, b]) => [a, b]),
            data.map((d) => d[2]),
            data.map(([a]) => a / 2),
            weight,
          );
          const sd = [0.4, 0.8];
          const { beta, converged } = ridgeLogit(rows, Float64Array.from(sd));
          const best = objective(rows, sd, Array.from(beta));
          expect(converged).toBe(true);
          for (const [da, db] of [
            [1e-3, 0],
            [-1e-3, 0],
            [0, 1e-3],
            [0, -1e-3],
          ] as const) {
            expect(objective(rows, sd, [(beta[0] ?? 0) + da, (beta[1] ?? 0) + db])).toBeLessThanOrEqual(
              best + 1e-12,
            );
          }
        },
      ),
    );
  });

  test('an offset that already explains everything leaves nothing to correct', () => {
    const rows = rowsOf([[1], [1], [1], [1]], [1, 1, 1, 0], [3, 3, 3, 3].map(Math.log));
    expect(ridgeLogit(rows, Float64Array.of(1)).beta[0]).toBeCloseTo(0, 9);
  });

  test('half the weight is half the data', () => {
    const once = rowsOf(
      [
        [1, 0],
        [1, 1],
        [1, 2],
      ],
      [0, 1, 0],
    );
    const twice = rowsOf(
      [
        [1, 0],
        [1, 1],
        [1, 2],
        [1, 0],
        [1, 1],
        [1, 2],
      ],
      [0, 1, 0, 0, 1, 0],
      undefined,
      0.5,
    );
    const sd = Float64Array.of(0.5, 0.5);
    const [a, b] = [ridgeLogit(once, sd), ridgeLogit(twice, sd)];
    expect(b.beta[1]).toBeCloseTo(a.beta[1] ?? Number.NaN, 9);
    expect(b.evidence).toBeCloseTo(a.evidence, 9);
  });
});

test('evidence is close to the integral it approximates', () => {
  const rows = rowsOf(
    Array.from({ length: 40 }, () => [1]),
    Array.from({ length: 40 }, (_, i) => (i < 26 ? 1 : 0)),
  );
  const sd = 0.4;
  let integral = 0;
  for (let b = -3; b <= 3; b += 1e-3) integral += 1e-3 * Math.exp(objective(rows, [sd], [b]) + 20);
  const exact = Math.log(integral / (sd * Math.sqrt(2 * Math.PI))) - 20;
  expect(ridgeLogit(rows, Float64Array.of(sd)).evidence).toBeCloseTo(exact, 2);
});

test('averaging weighs fits by their evidence', () => {
  const fitted = (b: number, evidence: number) => ({
    beta: Float64Array.of(b),
    covariance: Float64Array.of(1),
    evidence,
    converged: true,
  });
  const { beta, covariance, weights } = averageByEvidence([fitted(0, -1000), fitted(4, -1000 + Math.log(3))]);
  expect(weights.map((w) => Number(w.toFixed(9)))).toEqual([0.25, 0.75]);
  expect(beta[0]).toBeCloseTo(3, 9);
  expect(covariance[0]).toBeCloseTo(1 + 0.25 * 9 + 0.75 * 1, 9);
});

test('a factor solves its system and knows its determinant', () => {
  const lower = cholesky(Float64Array.of(4, 2, 2, 3), 2);
  expect(Array.from(solve(lower, Float64Array.of(8, 7)))).toEqual([
    expect.closeTo(1.25, 12),
    expect.closeTo(1.5, 12),
  ]);
  expect(logDeterminant(lower, 2)).toBeCloseTo(Math.log(8), 12);
  expect(() => cholesky(Float64Array.of(1, 2, 2, 1), 2)).toThrow(RangeError);
});

test('the covariance of an intercept is the inverse of its information and the penalty', () => {
  const rows = rowsOf([[1], [1], [1], [1]], [1, 1, 0, 0]);
  expect(ridgeLogit(rows, Float64Array.of(0.5)).covariance[0]).toBeCloseTo(1 / (4 * 0.25 + 4), 9);
});
