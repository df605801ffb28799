// From a stored customer to what the API shows: dates for day numbers, money with its currency, reasons in words.
import { meanRepeatSpend, netSpend } from '../churn/history.ts';
import { nextStepOf, sentenceOf } from '../churn/reason-texts.ts';
import { reasonsOf, usualIntervalDays } from '../churn/reasons.ts';
import { type InForce, USUAL_RETURN_DAYS } from '../churn/rescore.ts';
import type { Score } from '../churn/schema.ts';
import { dateOfDay } from '../platform/days.ts';
import type { Money } from '../platform/money.ts';
import { Channel, type Consents, type Customer, Purpose, type Stats } from './schema.ts';
import { outlookView } from './view-outlook.ts';
import type { ConsentView, CustomerView, FoundCustomer, MatchedBy } from './view-schema.ts';

/** What a view needs to know of the business and the moment. */
export interface ViewContext {
  /** Day number of today at the business. */
  today: number;
  currency: string;
  horizonDays: number;
  /** The model and quiet days of the last nightly pass; undefined before the first. */
  current: InForce | undefined;
}

/** Stored consents as a list; a key of a channel or purpose that is no longer known is left out. */
export function consentViews(consents: Consents): ConsentView[] {
  return Object.entries(consents).flatMap(([key, state]) => {
    const [channel, purpose] = key.split(':');
    const known = { channel: Channel.safeParse(channel), purpose: Purpose.safeParse(purpose) };
    if (!known.channel.success || !known.purpose.success) return [];
    const { addressHash: _, ...shown } = state;
    return [{ channel: known.channel.data, purpose: known.purpose.data, ...shown }];
  });
}

function purchasesView(stats: Stats, { today, currency }: ViewContext): CustomerView['purchases'] {
  const money = (amount: number): Money => ({ amount: Math.round(amount), currency });
  return {
    asOf: dateOfDay(today),
    firstPurchaseOn: dateOfDay(stats.firstDay),
    lastPurchaseOn: dateOfDay(stats.lastDay),
    // A till whose clock is ahead may have sold something tomorrow.
    silentDays: Math.max(0, today - stats.lastDay),
    tenureDays: Math.max(0, today - stats.firstDay),
    recencyDays: stats.lastDay - stats.firstDay,
    frequency: stats.repeatDays,
    usualIntervalDays: usualIntervalDays(stats) ?? null,
    monetaryValue: stats.repeatDays === 0 ? null : money(meanRepeatSpend(stats)),
    orders: stats.orders,
    averageOrderValue: money(stats.orders === 0 ? 0 : netSpend(stats) / stats.orders),
    revenue: money(stats.revenue),
    refunded: money(stats.refunded),
    otherCurrencyOrders: stats.otherCurrencyOrders,
  };
}

/** Reasons speak of today, as the purchases beside them do: a score that has hardly changed is older than that. */
function reasonViews(
  record: { stats: Stats; score: Score; signals: Customer['signals'] },
  { today, currency, current }: ViewContext,
) {
  const usualReturnDays = current?.model.usualReturnDays ?? USUAL_RETURN_DAYS;
  const reasons = reasonsOf({ ...record, usualReturnDays, quiet: current?.quiet ?? [] }, today);
  const step = { en: nextStepOf(reasons, 'en'), am: nextStepOf(reasons, 'am') };
  return {
    reasons: reasons.map((reason) => ({
      code: reason.code,
      en: sentenceOf(reason, 'en', currency),
      am: sentenceOf(reason, 'am', currency),
    })),
    nextStep: step.en && step.am ? { en: step.en, am: step.am } : null,
  };
}

function scoreView(stats: Stats, score: Score, context: ViewContext) {
  const money = (amount: number): Money => ({ amount, currency: context.currency });
  return {
    asOf: dateOfDay(score.asOf),
    band: score.band,
    since: dateOfDay(score.since),
    previousBand: score.previousBand ?? null,
    horizonDays: context.current?.model.horizonDays ?? context.horizonDays,
    risk: score.risk,
    probabilityAlive: score.pAlive,
    expectedPurchases: score.expectedPurchases,
    expectedSpend: money(score.expectedSpend),
    lifetimeValue: money(score.clv),
    ...outlookView(stats, score, context),
    valueAtRisk: money(score.valueAtRisk),
    model: score.model,
    tier: score.tier,
    sampleSize: score.n,
  };
}

export function customerView(customer: Customer, context: ViewContext): CustomerView {
  const { stats, signals, score } = customer;
  return {
    id: customer.pk,
    externalId: customer.ids?.user ?? null,
    createdAt: customer.createdAt,
    updatedAt: customer.updatedAt,
    profile: customer.profile,
    consents: consentViews(customer.consents),
    purchases: stats ? purchasesView(stats, context) : null,
    score:
      stats && score
        ? { ...scoreView(stats, score, context), ...reasonViews({ stats, score, signals }, context) }
        : null,
  };
}

/** A line of a list of search results. */
export function foundView(customer: Customer, matchedBy: MatchedBy, currency: string): FoundCustomer {
  const { profile, stats, score } = customer;
  return {
    id: customer.pk,
    externalId: customer.ids?.user ?? null,
    matchedBy,
    name: profile.name ?? profile.givenName ?? null,
    email: profile.email ?? null,
    phone: profile.phone ?? null,
    lastPurchaseOn: stats ? dateOfDay(stats.lastDay) : null,
    band: score?.band ?? null,
    valueAtRisk: score ? { amount: score.valueAtRisk, currency } : null,
  };
}
