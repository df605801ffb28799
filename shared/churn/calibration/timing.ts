// What replaying needs of a timing model, so that any of them can be corrected or compared.
import { groupColumns } from '../models/histories.ts';
import type { FitOptions, History, Model } from '../models/model.ts';
import type { States } from './histories.ts';

/** A fitted model's answers for each row of the states, over the next `weeks`. */
export interface Timing {
  noPurchase(states: States, weeks: number): Float64Array;
  expectedPurchases(states: States, weeks: number): Float64Array;
}

export type FitTiming = (states: States) => Timing;

/** Answers of a model with these parameters. */
export function timingOf<Params>(model: Model<Params>, params: Params): Timing {
  const over = (states: States, answer: (history: History) => number) =>
    states.x.map((x, i) => answer({ x, tx: states.tx[i] ?? 0, T: states.T[i] ?? 0 }));
  return {
    noPurchase: (states, weeks) => over(states, (h) => model.probabilityNoPurchase(params, h, weeks)),
    expectedPurchases: (states, weeks) => over(states, (h) => model.expectedPurchases(params, h, weeks)),
  };
}

/** The model, to be fitted to whatever states it is given. */
export const fitting =
  <Params>(model: Model<Params>, options?: FitOptions): FitTiming =>
  (states) => {
    const groups = groupColumns(
      states,
      states.litt.reduce((a, b) => a + b, 0),
    );
    return timingOf(model, model.fit(groups, options).params);
  };
