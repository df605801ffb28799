// One customer of the list, in one language: who, why, worth, what to do, how to reach them.
import { leadingReason, nextStepOf, sentenceOf } from '../churn/reason-texts.ts';
import { type Reason, type ReasonRecord, reasonsOf } from '../churn/reasons.ts';
import type { Current } from '../churn/schema.ts';
import { type Customer, consentKey } from '../customers/schema.ts';
import { dayOfDate } from '../platform/days.ts';
import type { Language } from '../platform/i18n.ts';
import { listTexts } from './words.ts';

export interface Row {
  customerId: string;
  name: string;
  phone: string | undefined;
  /** Only of customers who agreed to mails: the list must not make anybody write to the others. */
  email: string | undefined;
  /** Minor units. */
  worth: number;
  /** 0 to 1. */
  risk: number;
  /** Day number. */
  lastDay: number;
  silentDays: number;
  orders: number;
  why: string[];
  step: string;
}

/** A customer who is at risk now. Others have bought since the nightly pass, and are no longer listed. */
export type Listed = Customer & Required<Pick<Customer, 'stats' | 'score'>>;
export const isListed = (customer: Customer): customer is Listed =>
  customer.stats !== undefined && customer.score?.band === 'at-risk';

/** What a marketer knows the customer by: the shop's own id before ours. */
function shownName({ pk, ids, profile }: Pick<Customer, 'pk' | 'ids' | 'profile'>): string {
  return profile.name ?? profile.givenName ?? profile.phone ?? ids?.user ?? profile.email ?? pk;
}

export interface RowFacts {
  language: Language;
  currency: string;
  /** Of `nightly/current`: what the shop's usual return time and quiet days are. */
  inForce: Pick<Current, 'businessDate' | 'quiet'> & { model: Pick<Current['model'], 'usualReturnDays'> };
}

/** Stands in for a model record that does not say; see churn/rescore.ts. */
const USUAL_RETURN_DAYS = 100;

export function rowOf(customer: Listed, { language, currency, inForce }: RowFacts): Row {
  const { profile, stats, signals, score } = customer;
  const asOf = dayOfDate(inForce.businessDate);
  const record: ReasonRecord = {
    stats,
    score,
    signals,
    usualReturnDays: inForce.model.usualReturnDays ?? USUAL_RETURN_DAYS,
    ...(inForce.quiet && { quiet: inForce.quiet }),
  };
  const reasons = reasonsOf(record, asOf);
  const mayMail = customer.consents[consentKey('email', 'marketing')]?.status === 'granted';
  return {
    customerId: customer.pk,
    name: shownName(customer),
    phone: profile.phone,
    email: mayMail ? profile.email : undefined,
    worth: score.valueAtRisk,
    risk: score.risk,
    lastDay: stats.lastDay,
    silentDays: Math.max(0, asOf - stats.lastDay),
    orders: stats.orders,
    why: reasons.map((reason) => sentenceOf(reason, language, currency)),
    step: stepOf(reasons, language, mayMail, profile.phone),
  };
}

/** The churn area's step, unless it is to write to somebody who has not agreed to be written to. */
function stepOf(
  reasons: readonly Reason[],
  language: Language,
  mayMail: boolean,
  phone: string | undefined,
): string {
  const first = leadingReason(reasons);
  const isToWrite = first === undefined || first.code === 'silence';
  if (isToWrite && !mayMail) return listTexts.say(language, phone ? 'call' : 'greet');
  return nextStepOf(reasons, language) ?? '';
}
