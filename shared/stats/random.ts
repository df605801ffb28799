// A seeded random generator and the draws the simulations need. The same seed gives the same numbers everywhere.

export interface Random {
  /** Uniform on the open interval (0, 1). */
  readonly uniform: () => number;
  readonly normal: () => number;
  /** Waiting time with this rate (mean 1 / rate). */
  readonly exponential: (rate: number) => number;
  /** Gamma with this shape and rate (mean shape / rate). */
  readonly gamma: (shape: number, rate: number) => number;
  readonly beta: (a: number, b: number) => number;
  readonly poisson: (mean: number) => number;
}

/** Four well mixed 32-bit words from one seed (splitmix32). */
function seedWords(seed: number): Uint32Array {
  let state = seed >>> 0;
  return Uint32Array.from({ length: 4 }, () => {
    state = (state + 0x9e3779b9) >>> 0;
    let word = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
    return (word ^ (word >>> 15)) >>> 0;
  });
}

/** xoshiro128** 1.1 by Blackman and Vigna (public domain, prng.di.unimi.it): 32 random bits a call. */
function bitSource(seed: number): () => number {
  let [s0 = 1, s1 = 2, s2 = 3, s3 = 4] = seedWords(seed);
  return () => {
    const scaled = Math.imul(s1, 5);
    const bits = Math.imul((scaled << 7) | (scaled >>> 25), 9) >>> 0;
    const shifted = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= shifted;
    s3 = (s3 << 11) | (s3 >>> 21);
    return bits;
  };
}

/** Gamma with rate 1, by Marsaglia & Tsang (2000). */
function standardGamma(shape: number, uniform: () => number, normal: () => number): number {
  if (shape < 1) return standardGamma(shape + 1, uniform, normal) * uniform() ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const z = normal();
    const v = (1 + c * z) ** 3;
    if (v > 0 && Math.log(uniform()) < 0.5 * z * z + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** A random generator started from a whole number. */
export function seededRandom(seed: number): Random {
  const bits = bitSource(seed);
  const uniform = () => ((bits() >>> 5) * 67_108_864 + (bits() >>> 6) + 0.5) / 9_007_199_254_740_992;
  const exponential = (rate: number) => -Math.log(uniform()) / rate;
  const normal = () => Math.sqrt(2 * exponential(1)) * Math.cos(2 * Math.PI * uniform());
  const gamma = (shape: number, rate: number) => standardGamma(shape, uniform, normal) / rate;
  const beta = (a: number, b: number) => {
    const first = gamma(a, 1);
    return first / (first + gamma(b, 1));
  };
  const poisson = (mean: number) => {
    let count = 0;
    for (let clock = exponential(1); clock < mean; clock += exponential(1)) count += 1;
    return count;
  };
  return { uniform, normal, exponential, gamma, beta, poisson };
}
