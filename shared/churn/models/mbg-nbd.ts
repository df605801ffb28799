// MBG/NBD: BG/NBD in which a customer may drop out right after the first purchase too.
// Batislam, Denizel & Filiztekin (2007), International Journal of Research in Marketing 24, 201-209.

import { fitDropout } from './dropout-fit.ts';
import { type DropoutParams, dropoutLogLikelihood } from './dropout-likelihood.ts';
import { alive, nextPurchase, noPurchase, purchases } from './dropout-predictions.ts';
import { indexGroups } from './indexed-groups.ts';
import type { Model } from './model.ts';

const SHAPE = { k: 1, m: 1 } as const;

export const mbgNbd: Model<DropoutParams> = {
  name: 'mbg-nbd',
  fit: (groups, options) => fitDropout(groups, SHAPE, options),
  logLikelihood: (params, groups) => dropoutLogLikelihood(params, SHAPE, indexGroups(groups))[0],
  probabilityAlive: (params, history) => alive({ ...params, ...SHAPE }, history).alive,
  probabilityNoPurchase: (params, history, tWeeks) => noPurchase({ ...params, ...SHAPE }, history, tWeeks),
  expectedPurchases: (params, history, tWeeks) => purchases({ ...params, ...SHAPE }, history, tWeeks),
  nextPurchaseWeeks: (params, history, probability) =>
    nextPurchase({ ...params, ...SHAPE }, history, probability),
};
