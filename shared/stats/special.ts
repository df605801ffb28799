// Special functions of the likelihoods: gamma and beta functions and their relatives, in double precision.

const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);
/** Below this the argument is shifted up first, so that the asymptotic series have converged to a double. */
const ASYMPTOTIC_FROM = 12;

/** ln Gamma(z) for z > 0, by Stirling's series (Abramowitz & Stegun 6.1.41). */
export function logGamma(z: number): number {
  let shifted = z;
  let product = 1;
  for (; shifted < ASYMPTOTIC_FROM; shifted += 1) product *= shifted;
  const inverse = 1 / shifted;
  const square = inverse * inverse;
  const series =
    inverse *
    (1 / 12 -
      square *
        (1 / 360 -
          square *
            (1 / 1260 - square * (1 / 1680 - square * (1 / 1188 - square * (691 / 360360 - square / 156))))));
  return (shifted - 0.5) * Math.log(shifted) - shifted + HALF_LOG_TWO_PI + series - Math.log(product);
}

/** Digamma, the derivative of ln Gamma, for z > 0 (Abramowitz & Stegun 6.3.18). */
export function digamma(z: number): number {
  let shifted = z;
  let shift = 0;
  for (; shifted < ASYMPTOTIC_FROM; shifted += 1) shift -= 1 / shifted;
  const inverse = 1 / shifted;
  const square = inverse * inverse;
  const series =
    square *
    (1 / 12 -
      square *
        (1 / 120 - square * (1 / 252 - square * (1 / 240 - square * (1 / 132 - (square * 691) / 32760)))));
  return shift + Math.log(shifted) - inverse / 2 - series;
}

/** ln B(a, b) for a, b > 0. */
export function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

const FRACTION_STEPS = 20_000;
const TINY = 1e-300;
const PRECISION = 1e-16;
const awayFromZero = (value: number): number => (Math.abs(value) < TINY ? TINY : value);

/** The continued fraction of I_z(a, b) (DLMF 8.17.22) by Lentz's method; quick for z < (a + 1) / (a + b + 2). */
function betaFraction(z: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / awayFromZero(1 - ((a + b) * z) / (a + 1));
  let value = d;
  for (let m = 1; m <= FRACTION_STEPS; m += 1) {
    const even = (m * (b - m) * z) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / awayFromZero(1 + even * d);
    c = awayFromZero(1 + even / c);
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * z) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / awayFromZero(1 + odd * d);
    c = awayFromZero(1 + odd / c);
    value *= d * c;
    if (Math.abs(d * c - 1) < PRECISION) break;
  }
  return value;
}

/**
 * Regularised incomplete beta function I_z(a, b), the distribution function of Beta(a, b) at z.
 *
 * Give 1 - z as `complement` where it is known better than 1 - z can say (z next to 1).
 */
export function incompleteBeta(z: number, a: number, b: number, complement = 1 - z): number {
  if (z <= 0) return 0;
  if (complement <= 0) return 1;
  const front = Math.exp(a * Math.log(z) + b * Math.log(complement) - logBeta(a, b));
  if (z < (a + 1) / (a + b + 2)) return Math.min(1, (front * betaFraction(z, a, b)) / a);
  return Math.max(0, 1 - (front * betaFraction(complement, b, a)) / b);
}
