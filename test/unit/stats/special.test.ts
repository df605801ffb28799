// Special functions against known values and identities.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digamma, incompleteBeta, logBeta, logGamma } from '../../../shared/stats/special.ts';

const relative = (value: number, truth: number) => Math.abs(value - truth) / Math.max(1, Math.abs(truth));
const positive = fc.double({ min: 1e-4, max: 5_000, noNaN: true });

describe('ln Gamma', () => {
  test('of whole numbers is the log of the factorial', () => {
    let factorial = 0;
    for (let n = 1; n < 200; n += 1) {
      expect(relative(logGamma(n), factorial)).toBeLessThan(1e-14);
      factorial += Math.log(n);
    }
  });

  test('of one half is ln sqrt(pi)', () => {
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 14);
  });

  test('obeys the recurrence', async () => {
    await fc.assert(
      fc.property(positive, (z) => {
        expect(relative(logGamma(z + 1), logGamma(z) + Math.log(z))).toBeLessThan(1e-13);
      }),
    );
  });
});

describe('digamma', () => {
  test('of 1 is minus the Euler-Mascheroni constant', () => {
    expect(digamma(1)).toBeCloseTo(-0.5772156649015329, 14);
  });

  test('is the slope of ln Gamma', async () => {
    await fc.assert(
      fc.property(fc.double({ min: 0.1, max: 1_000, noNaN: true }), (z) => {
        const h = 1e-4 * z;
        expect(relative((logGamma(z + h) - logGamma(z - h)) / (2 * h), digamma(z))).toBeLessThan(1e-6);
      }),
    );
  });
});

test('ln B(a, b) is symmetric and right for whole numbers', () => {
  expect(logBeta(2, 3)).toBeCloseTo(Math.log(1 / 12), 14);
  expect(logBeta(0.3, 700)).toBeCloseTo(logBeta(700, 0.3), 12);
});

describe('the regularised incomplete beta function', () => {
  test('matches closed forms', () => {
    expect(incompleteBeta(0.3, 1, 4)).toBeCloseTo(1 - 0.7 ** 4, 14);
    expect(incompleteBeta(0.3, 4, 1)).toBeCloseTo(0.3 ** 4, 14);
    expect(incompleteBeta(0.25, 0.5, 0.5)).toBeCloseTo((2 / Math.PI) * Math.asin(0.5), 13);
  });

  test('is 0 and 1 at the ends', () => {
    expect(incompleteBeta(0, 2, 3)).toBe(0);
    expect(incompleteBeta(1, 2, 3)).toBe(1);
  });

  test('is one minus its mirror image', async () => {
    const share = fc.double({ min: 0.001, max: 0.999, noNaN: true });
    const shape = fc.double({ min: 0.05, max: 2_000, noNaN: true });
    await fc.assert(
      fc.property(share, shape, shape, (z, a, b) => {
        expect(Math.abs(incompleteBeta(z, a, b) + incompleteBeta(1 - z, b, a) - 1)).toBeLessThan(1e-10);
      }),
    );
  });

  test('is the upper tail of a negative binomial count', () => {
    const [shape, z, count] = [2.7, 0.6, 9];
    let term = (1 - z) ** shape;
    let below = 0;
    for (let n = 0; n < count; n += 1) {
      below += term;
      term *= ((shape + n) / (n + 1)) * z;
    }
    expect(incompleteBeta(z, count, shape)).toBeCloseTo(1 - below, 13);
  });
});
