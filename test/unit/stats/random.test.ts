// Draws repeat with their seed and have the moments of their distributions.

import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../shared/stats/random.ts';

const DRAWS = 40_000;

function moments(draw: () => number) {
  const values = Array.from({ length: DRAWS }, draw);
  const mean = values.reduce((sum, value) => sum + value, 0) / DRAWS;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / DRAWS;
  return { mean, variance };
}

/** Within six standard errors of the mean, and a tenth of the variance. */
function expectMoments(draw: () => number, mean: number, variance: number) {
  const seen = moments(draw);
  expect(Math.abs(seen.mean - mean)).toBeLessThan(6 * Math.sqrt(variance / DRAWS));
  expect(Math.abs(seen.variance / variance - 1)).toBeLessThan(0.1);
}

test('the same seed gives the same numbers, another seed others', () => {
  const draw = (seed: number) => Array.from({ length: 5 }, seededRandom(seed).uniform);

  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
});

describe('moments', () => {
  const random = seededRandom(11);

  test('uniform', () => expectMoments(random.uniform, 1 / 2, 1 / 12));
  test('normal', () => expectMoments(random.normal, 0, 1));
  test('exponential', () => expectMoments(() => random.exponential(4), 1 / 4, 1 / 16));
  test.each([0.2, 1, 7.5])('gamma of shape %f', (shape) => {
    expectMoments(() => random.gamma(shape, 2), shape / 2, shape / 4);
  });
  test('beta', () => expectMoments(() => random.beta(2, 3), 2 / 5, 6 / 150));
  test('poisson', () => expectMoments(() => random.poisson(3.3), 3.3, 3.3));
});
