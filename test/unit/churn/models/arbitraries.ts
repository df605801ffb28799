// Any sensible parameters and histories, for properties that must hold for all of them.

import * as fc from 'fast-check';
import type { History } from '../../../../shared/churn/models/model.ts';

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });

export const anyDropout = fc.record({
  k: fc.integer({ min: 1, max: 6 }),
  r: between(0.05, 20),
  alpha: between(0.05, 100),
  a: between(0.01, 10),
  b: between(0.05, 30),
});

export const anyPareto = fc.record({
  r: between(0.05, 20),
  alpha: between(0.05, 100),
  s: between(0.01, 10),
  beta: between(0.05, 100),
});

export const anyHistory: fc.Arbitrary<History> = fc
  .record({ x: fc.integer({ min: 0, max: 300 }), T: between(0.2, 300), recent: between(0.01, 1) })
  .map(({ x, T, recent }) => ({ x, tx: x > 0 ? recent * T : 0, T }));

export const anyWeeks = between(0.01, 150);
