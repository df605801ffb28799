// The minimiser finds known minima, respects its box, and never throws.

import { describe, expect, test } from 'vitest';
import { type Evaluation, minimise } from '../../../shared/stats/minimise.ts';

const rosenbrock = ([x = 0, y = 0]: readonly number[]): Evaluation => ({
  value: (1 - x) ** 2 + 100 * (y - x * x) ** 2,
  gradient: [-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)],
});

const bowl = ([x = 0, y = 0]: readonly number[]): Evaluation => ({
  value: (x - 3) ** 2 + 10 * (y + 1) ** 2,
  gradient: [2 * (x - 3), 20 * (y + 1)],
});

describe('minimise', () => {
  test('follows a curved valley to its end', () => {
    const result = minimise(rosenbrock, [-1.2, 1], { tolerance: 1e-14 });

    expect(result.converged).toBe(true);
    expect(result.x[0]).toBeCloseTo(1, 5);
    expect(result.x[1]).toBeCloseTo(1, 5);
  });

  test('stops at the box and is still optimal along it', () => {
    const result = minimise(bowl, [0, 5], { bounds: { lower: [-1, 0], upper: [2, 9] } });

    expect(result.x).toEqual([2, 0]);
    expect(result.converged).toBe(true);
  });

  test('moves a start outside the box into it', () => {
    const result = minimise(bowl, [50, 50], { bounds: { lower: [-5, -5], upper: [5, 5] } });

    expect(result.x[0]).toBeCloseTo(3, 4);
  });

  test('steps back from places where the function is not finite', () => {
    const f = ([x = 0]: readonly number[]) => ({
      value: x <= 0 ? NaN : x - Math.log(x),
      gradient: [1 - 1 / x],
    });

    expect(minimise(f, [30]).x[0]).toBeCloseTo(1, 4);
  });

  test('says so when it runs out of iterations, and hands back the best so far', () => {
    const result = minimise(rosenbrock, [-1.2, 1], { maxIterations: 3 });

    expect(result.converged).toBe(false);
    expect(result.value).toBeLessThan(rosenbrock([-1.2, 1]).value);
  });

  test('needs fewer evaluations with the curvature of a like function', () => {
    const cold = minimise(rosenbrock, [-1.2, 1]);
    const warm = minimise(rosenbrock, [0.95, 0.9], { memory: cold.memory });
    const plain = minimise(rosenbrock, [0.95, 0.9]);

    expect(warm.evaluations).toBeLessThan(plain.evaluations);
  });

  test('gives up quietly where the gradient is wrong', () => {
    const result = minimise(([x = 0]) => ({ value: x, gradient: [-1] }), [5]);

    expect(result.converged).toBe(false);
    expect(result.x).toEqual([5]);
  });
});
