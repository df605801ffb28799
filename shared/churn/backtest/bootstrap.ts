// Intervals by resampling customers: one draw serves all methods, so differences are paired.
import type { Interval } from './schema.ts';

/**
 * How often each customer is drawn in one resample with replacement, by position. Rows of one customer on
 * several dates are not independent, so they share the draw.
 */
export function resample(customers: Int32Array, size: number, random: () => number): Float64Array {
  const times = new Float64Array(size);
  for (let i = 0; i < customers.length; i++) {
    const drawn = customers[Math.floor(random() * customers.length)] ?? 0;
    times[drawn] = (times[drawn] ?? 0) + 1;
  }
  return times;
}

/** Central interval of the draws that are numbers; `share` 0.95 cuts 2.5 % from either side. */
export function centralInterval(value: number, draws: readonly number[], share = 0.95): Interval {
  const sorted = draws.filter((d) => !Number.isNaN(d)).sort((a, b) => a - b);
  const at = (q: number) => sorted[Math.round(q * (sorted.length - 1))] ?? null;
  return { value: Number.isNaN(value) ? null : value, low: at((1 - share) / 2), high: at((1 + share) / 2) };
}
