// From stored customers and models to what the churn routes show.
import type { Customer } from '../customers/schema.ts';
import { dateOfDay, dayOfDate } from '../platform/days.ts';
import { nextStepOf, sentenceOf } from './reason-texts.ts';
import { reasonsOf, usualIntervalDays } from './reasons.ts';
import { type Current, ListedBand, type Model } from './schema.ts';
import type { AtRiskRow, ModelView } from './view-schema.ts';

/** Days of a first-time buyer's patience where a model does not say. */
const USUAL_RETURN_DAYS = 100;

/** A row of the list; undefined for a customer who is in no listed band (any more). */
export function atRiskRow(
  { pk, ids, profile, stats, signals, score }: Customer,
  current: Current,
  currency: string,
): AtRiskRow | undefined {
  const band = ListedBand.safeParse(score?.band);
  if (!stats || !score || !band.success) return undefined;
  const today = Math.max(dayOfDate(current.businessDate), stats.lastDay);
  const usualReturnDays = current.model.usualReturnDays ?? USUAL_RETURN_DAYS;
  const reasons = reasonsOf({ stats, score, usualReturnDays, quiet: current.quiet ?? [], signals }, today);
  const money = (amount: number) => ({ amount, currency });
  const [en, am] = [nextStepOf(reasons, 'en'), nextStepOf(reasons, 'am')];
  return {
    customerId: pk,
    externalId: ids?.user ?? null,
    name: profile.name ?? null,
    band: band.data,
    since: dateOfDay(score.since),
    previousBand: score.previousBand ?? null,
    previousRisk: score.previousRisk ?? null,
    asOf: dateOfDay(score.asOf),
    risk: score.risk,
    probabilityAlive: score.pAlive,
    valueAtRisk: money(score.valueAtRisk),
    lifetimeValue: money(score.clv),
    expectedSpend: money(score.expectedSpend),
    lastPurchaseOn: dateOfDay(stats.lastDay),
    silentDays: today - stats.lastDay,
    usualIntervalDays: usualIntervalDays(stats) ?? null,
    tier: score.tier,
    sampleSize: score.n,
    reasons: reasons.map((reason) => ({
      en: sentenceOf(reason, 'en', currency),
      am: sentenceOf(reason, 'am', currency),
    })),
    nextStep: en && am ? { en, am } : null,
  };
}

export function modelView({ method, replayed, ...model }: Model, current: Current | undefined): ModelView {
  return {
    ...model,
    inForce: current?.model.version === model.version,
    method: method?.name ?? model.name,
    replayed: replayed ?? [],
    backtest: model.version,
  };
}
