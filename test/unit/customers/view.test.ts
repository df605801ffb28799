import { describe, expect, test } from 'vitest';
import { consentViews, customerView, foundView } from '../../../shared/customers/view.ts';
import { activityView } from '../../../shared/customers/view-entry.ts';
import { activityExample, customerExample, foundExample } from '../../../shared/customers/view-example.ts';
import { ActivityView, CustomerView, FoundCustomer } from '../../../shared/customers/view-schema.ts';
import { packBody } from '../../../shared/ingest/body.ts';
import { dayOfDate } from '../../../shared/platform/days.ts';
import { aConsent, aCustomer, aModel, anEntry, aScore, someStats } from '../../support/factories.ts';

const context = {
  today: dayOfDate('2026-10-05'),
  currency: 'ETB',
  horizonDays: 90,
  current: { model: aModel({ usualReturnDays: 40 }) },
};
const birr = (amount: number) => ({ amount, currency: 'ETB' });

describe('a customer’s purchases', () => {
  test('are told in the words of the trade, days as dates and counts, money with its currency', () => {
    const { purchases } = customerView(aCustomer(), context);

    expect(purchases).toEqual({
      asOf: '2026-10-05',
      firstPurchaseOn: '2026-07-06',
      lastPurchaseOn: '2026-09-04',
      silentDays: 31,
      tenureDays: 91,
      recencyDays: 60,
      frequency: 5,
      usualIntervalDays: 12,
      monetaryValue: birr(100_000),
      orders: 6,
      averageOrderValue: birr(100_000),
      revenue: birr(600_000),
      refunded: birr(0),
      otherCurrencyOrders: 0,
    });
  });

  test('made on one day have neither interval nor monetary value', () => {
    const day = dayOfDate('2026-09-04');
    const stats = someStats({ firstDay: day, lastDay: day, repeatDays: 0, logGaps: 0, orders: 1 });

    const { purchases } = customerView(aCustomer({ stats }), context);

    expect(purchases).toMatchObject({
      frequency: 0,
      recencyDays: 0,
      usualIntervalDays: null,
      monetaryValue: null,
    });
  });

  test('all returned are worth nothing, never less', () => {
    const stats = someStats({ revenue: 600_000, refunded: 700_000 });

    const { purchases } = customerView(aCustomer({ stats }), context);

    expect(purchases).toMatchObject({ monetaryValue: birr(0), averageOrderValue: birr(0) });
  });

  test('of tomorrow, by a clock that is ahead, are no negative silence', () => {
    const stats = someStats({ lastDay: context.today + 1 });

    expect(customerView(aCustomer({ stats }), context).purchases?.silentDays).toBe(0);
  });

  test('and score are null for somebody who never bought', () => {
    const { stats: _, score: __, ...visitor } = aCustomer();

    expect(customerView(visitor, context)).toMatchObject({ purchases: null, score: null });
  });
});

describe('a customer’s score', () => {
  test('says why in both languages, as of today though the score is older, and what to do', () => {
    const score = aScore({ asOf: dayOfDate('2026-10-04'), band: 'at-risk' });

    const view = customerView(aCustomer({ score }), context).score;

    expect(view?.reasons[0]).toEqual({
      code: 'silence',
      en: 'Usually buys every 12 days; silent for 31.',
      am: 'ብዙ ጊዜ በየ12 ቀኑ ይገዛሉ፤ አሁን ግን ከገዙ 31 ቀን ሆኗቸዋል።',
    });
    expect(view?.nextStep?.en).toBeTruthy();
    expect(view?.nextStep?.am).toBeTruthy();
  });

  test('tells how sure it is and since when the band holds', () => {
    const view = customerView(aCustomer(), context).score;

    expect(view).toMatchObject({
      asOf: '2026-10-05',
      since: '2026-10-01',
      previousBand: 'watch',
      risk: 0.62,
      valueAtRisk: birr(297_600),
      tier: 'fitted',
      sampleSize: 2_357,
      horizonDays: 90,
    });
  });
});

test('consents are a list; keys of unknown channels are left out', () => {
  const consents = { 'email:marketing': aConsent(), 'pigeon:marketing': aConsent() };

  expect(consentViews(consents)).toEqual([{ channel: 'email', purpose: 'marketing', ...aConsent() }]);
});

test('a search result of somebody about whom nothing is known has nulls, not gaps', () => {
  const { stats: _, score: __, ...visitor } = aCustomer({ profile: {} });

  expect(foundView(visitor, 'externalId', 'ETB')).toEqual({
    id: visitor.pk,
    externalId: null,
    matchedBy: 'externalId',
    name: null,
    email: null,
    phone: null,
    lastPurchaseOn: null,
    band: null,
    valueAtRisk: null,
  });
});

describe('an entry of the history', () => {
  test('of a purchase shows amount and products in its own currency', () => {
    const order = { amount: 5_000, currency: 'USD', products: [{ name: 'Cup', price: 2_500 }] };

    expect(activityView(anEntry({ order }))).toMatchObject({
      kind: 'purchase',
      order: {
        amount: { amount: 5_000, currency: 'USD' },
        products: [{ name: 'Cup', price: { amount: 2_500, currency: 'USD' } }],
      },
    });
  });

  test('of a message shows what became of it and why', () => {
    const message = {
      campaign: 'retention',
      state: 'refused',
      stateAt: '2026-10-05T09:00:00.000Z',
      reason: 'no-consent',
    };

    expect(activityView({ ...anEntry({ kind: 'message' }), ...message }).message).toEqual(message);
  });

  test('shows the properties of a call, or its traits', () => {
    const withBody = (body: unknown) =>
      activityView(anEntry({ kind: 'event', body: packBody(body) })).properties;

    expect(withBody({ properties: { plan: 'a' } })).toEqual({ plan: 'a' });
    expect(withBody({ traits: { city: 'Adama' } })).toEqual({ city: 'Adama' });
  });

  test('whose body is damaged is shown without it', () => {
    const view = activityView(anEntry({ body: new Uint8Array([1, 2, 3]) }));

    expect(view).not.toHaveProperty('properties');
    expect(ActivityView.parse(view)).toEqual(view);
  });
});

test('the examples of the documentation are what the API answers', () => {
  expect(CustomerView.parse(customerExample)).toEqual(customerExample);
  for (const found of foundExample.data) expect(FoundCustomer.parse(found)).toEqual(found);
  for (const entry of activityExample.data) expect(ActivityView.parse(entry)).toEqual(entry);
});
