// Intervals by resampling customers: one draw serves all methods, so differences are paired.

/**
 * Weights of one resample of customers with replacement. A customer's rows on several dates are drawn
 * together, for they are not independent.
 */
export function resampleWeights(customer: Int32Array, random: () => number): Float64Array {
  const known = new Map<number, number>();
  for (const id of customer) if (!known.has(id)) known.set(id, known.size);
  const times = new Float64Array(known.size);
  for (let i = 0; i < known.size; i++) {
    const drawn = Math.floor(random() * known.size);
    times[drawn] = (times[drawn] ?? 0) + 1;
  }
  return Float64Array.from(customer, (id) => times[known.get(id) ?? 0] ?? 0);
}

export interface Interval {
  value: number;
  low: number;
  high: number;
}

/** Central interval of the draws that are numbers; `share` 0.95 cuts 2.5 % from either side. */
export function centralInterval(value: number, draws: readonly number[], share = 0.95): Interval {
  const sorted = draws.filter((d) => !Number.isNaN(d)).sort((a, b) => a - b);
  const at = (q: number) => sorted[Math.round(q * (sorted.length - 1))] ?? Number.NaN;
  return { value, low: at((1 - share) / 2), high: at((1 + share) / 2) };
}
