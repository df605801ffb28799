// How much of a score comes from the shop's own past; every score says its tier and sample size.
import type { Tier } from '../schema.ts';

/**
 * Where a correction of the model by the shop's own past takes over, from learning curves on two public shops and two
 * horizons each (test/bench/learning-curves.ts, 24 subsets a point; change of log-loss, standard error 0.001 to 0.007):
 * 30 customers -0.016 to +0.005, 60: -0.012 to 0.000, 100: -0.013 to -0.001, 200: -0.012 to +0.001,
 * 300: -0.013 to -0.002, 600: -0.013 to -0.002, 1000: -0.015 to -0.003. From 100 on it is better or level everywhere,
 * below that it may cost something; from 600 on it is better beyond chance, and the prior no longer matters.
 */
const correctableFrom = 100;
const fittedFrom = 600;

export const isCorrectable = (customers: number, windows: number): boolean =>
  customers >= correctableFrom && windows > 0;

/** `prior`: the model with its prior. `blended`: corrected, the penalty still ruling. `fitted`: the shop's own past rules. */
export function tierOf(customers: number, windows: number): Tier {
  if (!isCorrectable(customers, windows)) return 'prior';
  return customers < fittedFrom ? 'blended' : 'fitted';
}
