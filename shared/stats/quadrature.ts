// Gauss-Legendre quadrature.

export interface Rule {
  /** On (-1, 1). */
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/** P_n and its derivative at z, by the three-term recurrence. */
function legendre(n: number, z: number): { value: number; slope: number } {
  let [before, value] = [1, z];
  for (let degree = 2; degree <= n; degree += 1) {
    [before, value] = [value, ((2 * degree - 1) * z * value - (degree - 1) * before) / degree];
  }
  return { value, slope: (n * (z * value - before)) / (z * z - 1) };
}

/** The rule with n >= 2 nodes: exact for polynomials up to degree 2 n - 1. Nodes by Newton's method. */
export function gaussLegendre(n: number): Rule {
  const nodes = Float64Array.from({ length: n }, (_, i) => {
    let z = -Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    for (let step = 0; step < 10; step += 1) {
      const { value, slope } = legendre(n, z);
      z -= value / slope;
    }
    return z;
  });
  return { nodes, weights: nodes.map((z) => 2 / ((1 - z * z) * legendre(n, z).slope ** 2)) };
}
