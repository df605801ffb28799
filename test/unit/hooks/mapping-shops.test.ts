// What the payloads of web shops become in the log.
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

  it('an order of a test gateway is seen and not counted', () => {
    const found = entries('shopify', variant('shopify-order.json', ['"test":false', '"test":true']));

    expect(found.map(({ kind }) => kind)).not.toContain('purchase');
    expect(found[1]).toMatchObject({ name: 'Test Order Completed', kind: 'event' });
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

describe('WooCommerce', () => {
  it('an order that was sold is a purchase at the time in UTC, of the customer of that shop', () => {
    const [who, order, ...more] = entries('woocommerce');

    expect(who).toMatchObject({
      kind: 'identify',
      ids: { ...person, source: 'woocommerce#7@shop.example.com' },
    });
    expect(order).toMatchObject({
      kind: 'purchase',
      id: 'woocommerce:order:4711',
      at: '2026-10-01T09:30:00.000Z',
      order: { orderId: '4711', amount: 74_025, currency: 'ETB', products: [{ id: '93', quantity: 2 }] },
    });
    expect(more).toEqual([]);
  });

  it('a guest is known by contact data alone', () => {
    const [who] = entries(
      'woocommerce',
      variant('woocommerce-order.json', ['"customer_id":7', '"customer_id":0']),
    );

    expect(who?.ids).toEqual(person);
  });

  it.each([
    ['pending', [['Order Updated', 'event']]],
    ['on-hold', [['Order Updated', 'event']]],
    ['failed', [['Payment Failed', 'event']]],
    [
      'cancelled',
      [
        ['Order Cancelled', 'event'],
        ['Order Refunded', 'refund'],
      ],
    ],
    ['completed', [['Order Completed', 'purchase']]],
  ])('an order that is %s becomes %j', (status, expected) => {
    const bytes = variant('woocommerce-order.json', ['"processing"', `"${status}"`]);

    const [, ...found] = entries('woocommerce', bytes);

    expect(found.map(({ name, kind }) => [name, kind])).toEqual(expected);
  });

  it('refunds come with the order, each with its own amount', () => {
    const bytes = variant('woocommerce-order.json', [
      '"refunds":[]',
      '"refunds":[{"id":81,"reason":"","total":"-40.25"},{"id":82,"total":"-10.00"}]',
    ]);

    const amounts = entries('woocommerce', bytes).flatMap(({ kind, order }) =>
      kind === 'refund' ? order?.amount : [],
    );

    expect(amounts).toEqual([4_025, 1_000]);
  });
});
