// The quadrature rule is exact for the polynomials it promises; the small inverse inverts.

import { expect, test } from 'vitest';
import { inverse } from '../../../shared/stats/matrix.ts';
import { gaussLegendre } from '../../../shared/stats/quadrature.ts';

test('n nodes integrate every power below 2 n exactly', () => {
  const { nodes, weights } = gaussLegendre(12);

  for (let power = 0; power < 24; power += 1) {
    const sum = nodes.reduce((total, node, i) => total + (weights[i] ?? 0) * node ** power, 0);
    expect(sum).toBeCloseTo(power % 2 === 0 ? 2 / (power + 1) : 0, 13);
  }
});

test('the inverse times the matrix is the identity', () => {
  const matrix = [
    [0, 2, 1],
    [4, -1, 3],
    [1, 1, 1],
  ];

  const product = matrix.map((row) =>
    [0, 1, 2].map((j) => row.reduce((sum, value, i) => sum + value * (inverse(matrix)?.[i]?.[j] ?? NaN), 0)),
  );

  product.flat().forEach((value, i) => {
    expect(value).toBeCloseTo(i % 4 === 0 ? 1 : 0, 12);
  });
});

test('a singular matrix has no inverse', () => {
  expect(
    inverse([
      [1, 2],
      [2, 4],
    ]),
  ).toBeUndefined();
});
