// A model record from what the workers of a fitting night counted.
import { retentionOf } from '../metrics/retention.ts';
import { dayOfDate } from '../platform/days.ts';
import { type LearntShop, learnShop } from './backtest/learn-shop.ts';
import type { Gathered } from './gathered.ts';
import { fitSpend } from './models/gamma-gamma.ts';
import { loadGroups } from './models/histories.ts';
import { mbgCnbdK } from './models/mbg-cnbd-k.ts';
import { modelVersion } from './nightly.ts';
import type { QuietRange } from './quiet-days.ts';
import { daysOf, historiesOfSample, signalsOfSample } from './sample.ts';
import type { Model } from './schema.ts';

export interface FitFor {
  businessDate: string;
  horizonDays: number;
  /** ISO 4217. */
  currency: string;
  /** Default none. */
  quiet?: readonly QuietRange[];
  /** Setting of the shop. Default false. */
  sameWeeksLastYear?: boolean;
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

export interface ProvenModel {
  model: Model;
  /** The proof on the shop's own past; absent without a purchase. */
  learnt: LearntShop | undefined;
}

/** The model with the method that the shop's own past puts in force. */
export function fitAndProve(gathered: Gathered, at: FitFor): ProvenModel {
  const model = fitModel(gathered, at);
  if (gathered.sample.day.length === 0) return { model, learnt: undefined };
  const learnt = learnShop(historiesOfSample(gathered.sample, at.currency, at.quiet), {
    now: dayOfDate(at.businessDate),
    horizonDays: at.horizonDays,
    today: { name: 'mbg-cnbd-k', params: { ...model.params, k: model.k } },
    customers: gathered.buyers,
    signals: signalsOfSample(gathered.sample),
    sameWeeksLastYear: at.sameWeeksLastYear ?? false,
  });
  const { method, tier, replayed, signals } = learnt;
  return {
    model: { ...model, tier, method, replayed, ...(signals.length > 0 && { signals }) },
    learnt,
  };
}

/** Parameters only. Deterministic. Works from no customer at all (the prior alone) up. */
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
    tier: 'prior',
    ...(spend && { spend: spend.params, spendCorrelation: spend.correlation }),
    ...(typeof spend?.cap === 'number' && { spendCap: spend.cap }),
    meanSpend,
    horizonDays,
    currency,
    usualReturnDays: usualReturnDays(fit.params),
    retention: retentionOf(daysOf(gathered.sample), at),
  };
}
