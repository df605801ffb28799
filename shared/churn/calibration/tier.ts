// How much of a score comes from the shop's own past; every score says its tier and sample size.
import type { Tier } from '../schema.ts';

/**
 * Below this many customers a correction is a coin toss (mean log-loss from -0.007 to +0.005 against the
 * model with its prior, on subsamples of two public shops); from here on it is level or better.
 */
const correctableFrom = 100;
/** From here on it was better on every one of them, and dropping the prior changes nothing that can be measured. */
const fittedFrom = 600;

export const isCorrectable = (customers: number, windows: number): boolean =>
  customers >= correctableFrom && windows > 0;

/** `prior`: the model with its prior. `blended`: corrected, the penalty still ruling. `fitted`: the shop's own past rules. */
export function tierOf(customers: number, windows: number): Tier {
  if (!isCorrectable(customers, windows)) return 'prior';
  return customers < fittedFrom ? 'blended' : 'fitted';
}
