// What replaying needs of a timing model, so that any of them can be corrected or compared.
import type { States } from './histories.ts';

/** A fitted model's answers for each row of the states, over the next `weeks`. */
export interface Timing {
  noPurchase(states: States, weeks: number): Float64Array;
  expectedPurchases(states: States, weeks: number): Float64Array;
}

export type FitTiming = (states: States) => Timing;
