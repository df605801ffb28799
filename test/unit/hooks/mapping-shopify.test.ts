// What the payloads of Shopify become in the log.
import { describe, expect, it } from 'vitest';
import { entries, mapped, person } from '../../support/webhook-mapping.ts';
import { fixture, variant } from '../../support/webhooks.ts';

describe('Shopify', () => {
  it('an order is one purchase by its own exact id, its time and its decimals', () => {
    const [who, order, refund, ...more] = entries('shopify');

    expect(who).toMatchObject({ kind: 'identify', ids: { ...person, source: 'shopify#900719925474099701' } });
    expect(order).toMatchObject({
      name: 'Order Completed',
      kind: 'purchase',
      id: 'shopify:order:900719925474099301',
      at: '2026-10-01T09:30:00.000Z',
      ids: { ...person, source: 'shopify#900719925474099701' },
      order: {
        orderId: '900719925474099301',
        amount: 125_050,
        currency: 'ETB',
        products: [{ id: '900719925474099501', name: 'ቡና 1 ኪሎ', quantity: 2, price: 60_000 }],
      },
    });
    expect(refund).toMatchObject({
      kind: 'refund',
      id: 'shopify:refund:900719925474099601',
      order: { orderId: '900719925474099301', amount: 25_050, currency: 'ETB' },
    });
    expect(more).toEqual([]);
  });

  it('the phone of whoever gets the parcel is not the buyer’s', () => {
    const parcel = (name: string) =>
      entries(
        'shopify',
        variant(
          'shopify-order.json',
          ['"phone":"0911 23 45 67",', ''],
          [
            '"refunds":',
            `"shipping_address":{"first_name":"${name}","last_name":"Bekele","phone":"0922334455"},"refunds":`,
          ],
        ),
      )[1]?.ids?.phone;

    expect([parcel('Almaz'), parcel('abebe')]).toEqual([undefined, '+251922334455']);
  });

  it('every topic of an order tells the same purchase', () => {
    const ids = ['orders/create', 'orders/paid', 'orders/updated', 'orders/fulfilled'].map((topic) =>
      entries('shopify', undefined, { 'x-shopify-topic': topic })
        .filter(({ kind }) => kind === 'purchase')
        .map(({ id, at }) => `${id}@${at}`),
    );

    expect(new Set(ids.flat()).size).toBe(1);
    expect(ids.map((list) => list.length)).toEqual([1, 1, 1, 1]);
  });

  it('a cancelled order gives all that is left of it back', () => {
    const bytes = variant(
      'shopify-order.json',
      ['"cancelled_at":null', '"cancelled_at":"2026-10-03T10:00:00+03:00"'],
      ['"cancel_reason":null', '"cancel_reason":"customer"'],
    );

    const found = entries('shopify', bytes, { 'x-shopify-topic': 'orders/cancelled' });

    expect(found.slice(-2)).toMatchObject([
      { name: 'Order Cancelled', kind: 'event', properties: { reason: 'customer' } },
      { kind: 'refund', order: { isWhole: true, orderId: '900719925474099301' } },
    ]);
  });

  it('an order of a test gateway is seen and not counted, nor is what was given back of it', () => {
    const found = entries('shopify', variant('shopify-order.json', ['"test":false', '"test":true']));

    expect(found.map(({ name }) => name)).toEqual(['identify', 'Test Order Completed']);
  });

  it.each(['pending', 'authorized', 'expired', 'voided'])(
    'an order whose payment is %s is in the history, and a sale once it is paid',
    (status) => {
      const waiting = variant('shopify-order.json', ['partially_refunded', status]);
      const paid = variant('shopify-order.json', ['partially_refunded', 'paid']);

      const [first, then] = [waiting, paid].map((bytes) => entries('shopify', bytes)[1]);

      expect(first).toMatchObject({ name: 'Order Updated', kind: 'event' });
      expect(then).toMatchObject({ kind: 'purchase', at: '2026-10-01T09:30:00.000Z' });
    },
  );

  it('an order to be paid on delivery is a sale when the parcel has left, unless the payment was given up', () => {
    const sent = (status: string) =>
      entries(
        'shopify',
        variant('shopify-order.json', [
          '"financial_status":"partially_refunded"',
          `"financial_status":"${status}","fulfillment_status":"fulfilled"`,
        ]),
      )[1]?.kind;

    expect([sent('pending'), sent('voided')]).toEqual(['purchase', 'event']);
  });

  it('what was given back in the buyer’s currency counts in the shop’s', () => {
    const inDollars = '"amount":"250.50","currency":"USD"';
    const rate =
      '"total_price_set":{"shop_money":{"amount":"1250.50","currency_code":"ETB"},"presentment_money":{"amount":"25.01","currency_code":"USD"}}';
    const refund = (...changes: [string, string][]) =>
      entries('shopify', variant('shopify-order.json', ...changes)).find(({ kind }) => kind === 'refund')
        ?.order;
    const dollars = (amount: string): [string, string] => [
      '"amount":"250.50"',
      inDollars.replace('250.50', amount),
    ];

    expect(refund(dollars('5.01'), ['"test":false', `"test":false,${rate}`])).toMatchObject({
      amount: 25_050,
      currency: 'ETB',
    });
    expect(refund(dollars('5.01'))).toMatchObject({ amount: 501, currency: 'USD' });
  });

  it('consent counts at the time and in the way Shopify recorded it, and only when it did', () => {
    const bytes = fixture('shopify-customer.json');
    const headers = { 'x-shopify-topic': 'customers/update' };
    const withdrawn = variant(
      'shopify-customer.json',
      ['"state":"subscribed"', '"state":"unsubscribed"'],
      ['"consent_updated_at":"2026-09-01', '"consent_updated_at":"2026-10-02'],
    );
    const undated = variant('shopify-customer.json', [
      '"consent_updated_at":"2026-09-01T10:00:00+03:00"',
      '"consent_updated_at":null',
    ]);

    expect(entries('shopify', bytes, headers)).toMatchObject([
      { kind: 'identify' },
      {
        name: 'Consent Given',
        kind: 'consent',
        at: '2026-09-01T07:00:00.000Z',
        properties: { channel: 'email', source: 'shopify' },
      },
    ]);
    expect(entries('shopify', withdrawn, headers)[1]).toMatchObject({
      name: 'Consent Withdrawn',
      at: '2026-10-02T07:00:00.000Z',
    });
    expect(entries('shopify', undated, headers).map(({ kind }) => kind)).toEqual(['identify']);
  });

  it('a refund by itself names nobody, and says what to subscribe to instead', () => {
    const { problem } = mapped('shopify', undefined, { 'x-shopify-topic': 'refunds/create' });

    expect(problem?.detail).toContain('orders/updated');
  });
});
