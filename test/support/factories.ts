// Things tests are about, with overrides: a test states only what matters to its rule.
import type { Model, Score } from '../../shared/churn/schema.ts';
import type { ConsentState, Customer, Stats } from '../../shared/customers/schema.ts';
import type { Entry } from '../../shared/ingest/schema.ts';
import { dayOfDate } from '../../shared/platform/days.ts';

/** A valid customer id that reads `cus_000...n`. */
export const aCustomerId = (n = 1): string => `cus_${String(n).padStart(26, '0')}`;

/** Six purchase days, about every 12 days, the last one 31 days before 2026-10-05. */
export const someStats = (over: Partial<Stats> = {}): Stats => ({
  version: 6,
  watermark: { at: '2026-09-04T09:00:00.000Z', id: 'order-6' },
  firstDay: dayOfDate('2026-07-06'),
  lastDay: dayOfDate('2026-09-04'),
  repeatDays: 5,
  logGaps: 5 * Math.log(12 / 7),
  orders: 6,
  revenue: 600_000,
  refunded: 0,
  firstDayNet: 100_000,
  otherCurrencyOrders: 0,
  seen: '',
  ...over,
});

export const aScore = (over: Partial<Score> = {}): Score => ({
  asOf: dayOfDate('2026-10-05'),
  model: 'mdl_00000000000000000000000001',
  tier: 'fitted',
  n: 2_357,
  band: 'at-risk',
  since: dayOfDate('2026-10-01'),
  previousBand: 'watch',
  risk: 0.62,
  pAlive: 0.41,
  expectedPurchases: 1.4,
  expectedSpend: 140_000,
  clv: 480_000,
  valueAtRisk: 297_600,
  ...over,
});

export const aConsent = (over: Partial<ConsentState> = {}): ConsentState => ({
  status: 'granted',
  source: 'till',
  at: '2026-07-06T09:00:00.000Z',
  wordingVersion: '2026-01',
  ...over,
});

/** A known, consenting, at-risk customer with a name; index attributes agree with the score. */
export function aCustomer(over: Partial<Customer> = {}): Customer {
  const pk = over.pk ?? aCustomerId();
  const score = 'score' in over ? over.score : aScore();
  const isListed = score?.band === 'watch' || score?.band === 'at-risk' || score?.band === 'lapsed';
  return {
    pk,
    createdAt: '2026-07-06T09:00:00.000Z',
    updatedAt: '2026-10-05T00:10:00.000Z',
    profile: {
      name: 'Abebe Bekele',
      givenName: 'Abebe',
      fatherName: 'Bekele',
      email: 'abebe@example.com',
      phone: '+251911234567',
      language: 'am',
    },
    profileAt: '2026-07-06T09:00:00.000Z',
    consents: { 'email:marketing': aConsent() },
    stats: someStats(),
    score,
    ...(isListed && { riskBand: score.band as 'watch', valueAtRisk: score.valueAtRisk }),
    nameInitial: 'a',
    nameKey: `abebe bekele#${pk}`,
    ...over,
  };
}

/** A purchase of 1,000.00 in the log. */
export function anEntry(over: Partial<Entry> = {}): Entry {
  const kind = over.kind ?? 'purchase';
  const at = over.at ?? '2026-09-04T09:00:00.000Z';
  const id = over.id ?? 'order-6';
  return {
    pk: aCustomerId(),
    sk: `${kind}#${at}#${id}`,
    kind,
    id,
    name: kind === 'purchase' ? 'Order Completed' : kind,
    at,
    source: 'key_00000000000000000000000001',
    receivedAt: at,
    ...(kind === 'purchase' && { order: { orderId: id, amount: 100_000, currency: 'ETB' } }),
    ...over,
  };
}

export const aModel = (over: Partial<Model> = {}): Model => ({
  version: 'mdl_00000000000000000000000001',
  fittedFor: '2026-10-04',
  name: 'mbg-cnbd-k',
  k: 1,
  params: { r: 0.525, alpha: 6.183, a: 0.891, b: 1.614 },
  logLikelihood: -9_000,
  logLikelihoodByK: [-9_000],
  dropoutIdentified: true,
  customers: 2_357,
  tier: 'fitted',
  spend: { p: 6.25, q: 3.74, v: 15.44 },
  meanSpend: 100_000,
  horizonDays: 90,
  ...over,
});
