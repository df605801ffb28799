// Log-space arithmetic keeps its digits where the plain forms lose theirs.

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { log1mexp, logAddExp, logit, sigmoid } from '../../../shared/stats/logs.ts';

test('logAddExp adds without overflow', () => {
  expect(logAddExp(1_000, 1_000)).toBeCloseTo(1_000 + Math.LN2, 12);
  expect(logAddExp(-Infinity, 3)).toBe(3);
  expect(logAddExp(-Infinity, -Infinity)).toBe(-Infinity);
});

test('log1mexp keeps its digits next to 0 and far below it', () => {
  expect(log1mexp(-1e-10)).toBeCloseTo(Math.log(1e-10), 9);
  expect(log1mexp(-50) / -Math.exp(-50)).toBeCloseTo(1, 12);
});

test('sigmoid and logit undo each other', async () => {
  await fc.assert(
    fc.property(fc.double({ min: -30, max: 15, noNaN: true }), (p) => {
      expect(Math.abs(logit(sigmoid(p)) - p)).toBeLessThan(1e-8);
    }),
  );
});

test('sigmoid stays within 0 and 1 at any distance', () => {
  expect(sigmoid(-Infinity)).toBe(0);
  expect(sigmoid(Infinity)).toBe(1);
  expect(sigmoid(-800)).toBe(0);
});
