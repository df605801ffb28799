// BG/NBD: random purchases at a gamma rate; after each repeat purchase a customer may drop out for good.
// Fader, Hardie & Lee (2005), Marketing Science 24, 275-284. Kept for comparison: it says P(alive) = 1 of every
// customer without a repeat purchase, so it must not rank them.

import { fitDropout } from './dropout-fit.ts';
import { type DropoutParams, dropoutLogLikelihood } from './dropout-likelihood.ts';
import { alive, nextPurchase, noPurchase, purchases } from './dropout-predictions.ts';
import { indexGroups } from './indexed-groups.ts';
import type { Model } from './model.ts';

const SHAPE = { k: 1, m: 0 } as const;

export const bgNbd: Model<DropoutParams> = {
  name: 'bg-nbd',
  fit: (groups, options) => fitDropout(groups, SHAPE, options),
  logLikelihood: (params, groups) => dropoutLogLikelihood(params, SHAPE, indexGroups(groups))[0],
  probabilityAlive: (params, history) => alive({ ...params, ...SHAPE }, history).alive,
  probabilityNoPurchase: (params, history, tWeeks) => noPurchase({ ...params, ...SHAPE }, history, tWeeks),
  expectedPurchases: (params, history, tWeeks) => purchases({ ...params, ...SHAPE }, history, tWeeks),
  nextPurchaseWeeks: (params, history, probability) =>
    nextPurchase({ ...params, ...SHAPE }, history, probability),
};
