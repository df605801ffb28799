// A model record from what the workers of a fitting night counted.
import { retentionOf } from '../metrics/retention.ts';
import { dayOfDate } from '../platform/days.ts';
import { tierOf } from './calibration/tier.ts';
import type { Gathered } from './gathered.ts';
import { fitSpend } from './models/gamma-gamma.ts';
import { loadGroups } from './models/histories.ts';
import { mbgCnbdK } from './models/mbg-cnbd-k.ts';
import { modelVersion } from './nightly.ts';
import { daysOf } from './sample.ts';
import type { Model } from './schema.ts';

export interface FitFor {
  businessDate: string;
  horizonDays: number;
  /** ISO 4217. */
  currency: string;
}

/** Mean spends above this quantile count as it, so that one huge order does not set the level of the shop. */
const WINSORISE_AT = 0.99;
const YEAR_DAYS = 365;
const RETURNED_SHARE = 2 / 3;

/**
 * Days within which two of three first-time buyers who return within a year have returned, by the fitted model: unlike
 * a count of past returns it exists for the first customer, and does not overlook those who have yet to come back.
 */
export function usualReturnDays(params: Model['params'] & { k: number }): number {
  const returned = (days: number) =>
    1 - mbgCnbdK.probabilityNoPurchase(params, { x: 0, tx: 0, T: 0 }, days / 7);
  const enough = RETURNED_SHARE * returned(YEAR_DAYS);
  let [low, high] = [0, YEAR_DAYS];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (returned(middle) >= enough) high = middle;
    else low = middle;
  }
  return high;
}

/** Deterministic. Works from no customer at all (the prior alone) up. */
export function fitModel(gathered: Gathered, { businessDate, horizonDays, currency }: FitFor): Model {
  const fit = mbgCnbdK.fit(loadGroups(gathered.groups));
  const meanSpend = Math.max(0, gathered.net) / Math.max(1, gathered.purchaseDays);
  const spend =
    meanSpend > 0
      ? fitSpend(gathered.spend, { winsoriseAt: WINSORISE_AT, typicalSpend: meanSpend })
      : undefined;
  const { k, ...params } = fit.params;
  const at = { day: dayOfDate(businessDate), periodDays: horizonDays };
  return {
    version: modelVersion(businessDate),
    fittedFor: businessDate,
    name: mbgCnbdK.name,
    k,
    params,
    logLikelihood: fit.logLikelihood,
    logLikelihoodByK: fit.byK.map(({ logLikelihood }) => logLikelihood),
    dropoutIdentified: fit.dropoutIdentified,
    customers: gathered.buyers,
    tier: tierOf(gathered.buyers, 0),
    ...(spend && { spend: spend.params, spendCorrelation: spend.correlation }),
    ...(typeof spend?.cap === 'number' && { spendCap: spend.cap }),
    meanSpend,
    horizonDays,
    currency,
    usualReturnDays: usualReturnDays(fit.params),
    retention: retentionOf(daysOf(gathered.sample), at),
  };
}
