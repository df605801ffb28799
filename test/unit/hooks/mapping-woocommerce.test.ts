// What the payloads of WooCommerce become in the log.
import { describe, expect, it } from 'vitest';
import { entries, person } from '../../support/webhook-mapping.ts';
import { variant } from '../../support/webhooks.ts';

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

  it.each([
    ['KE', '0722 123 456', '+254722123456'],
    ['GB', '07911 123456', '+447911123456'],
    ['KE', '+251911234567', '+251911234567'],
    ['', '0911234567', '+251911234567'],
  ])('who lives in %j and types %s has the phone %s', (country, typed, phone) => {
    const bytes = variant(
      'woocommerce-order.json',
      ['"country":"ET"', `"country":"${country}"`],
      ['"phone":"0911234567"', `"phone":"${typed}"`],
    );

    const found = entries('woocommerce', bytes);

    expect(found.map(({ ids }) => ids?.phone)).toEqual([phone, phone]);
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
    ['checkout-draft', []],
    ['completed', [['Order Completed', 'purchase']]],
  ])('an order that is %s becomes %j', (status, expected) => {
    const bytes = variant('woocommerce-order.json', ['"processing"', `"${status}"`]);

    const [, ...found] = entries('woocommerce', bytes);

    expect(found.map(({ name, kind }) => [name, kind])).toEqual(expected);
  });

  it('an order that was sold and is cancelled gives all of it back, on delivery or paid before', () => {
    const cancelled = ['"processing"', '"cancelled"'] as [string, string];
    const before = (method: string, paid: string): [string, string] => [
      '"payment_method":"cod"',
      `"payment_method":"${method}","date_paid_gmt":${paid}`,
    ];
    const found = [
      variant('woocommerce-order.json', cancelled),
      variant('woocommerce-order.json', cancelled, before('chapa', '"2026-10-01T09:30:10"')),
    ].map((bytes) => entries('woocommerce', bytes).slice(1));

    for (const entry of found)
      expect(entry).toMatchObject([
        { name: 'Order Cancelled', kind: 'event' },
        { name: 'Order Refunded', kind: 'refund', order: { orderId: '4711', isWhole: true } },
      ]);
  });

  it('a payment that failed takes back what was sold before, and nothing else', () => {
    const failed = ['"processing"', '"failed"'] as [string, string];
    const online: [string, string] = ['"payment_method":"cod"', '"payment_method":"chapa"'];
    const kinds = (...changes: [string, string][]) =>
      entries('woocommerce', variant('woocommerce-order.json', failed, ...changes)).map(({ kind }) => kind);

    expect(kinds(online)).toEqual(['identify', 'event']);
    expect(kinds()).toEqual(['identify', 'event', 'refund']);
  });

  it('an order that was cancelled for want of a payment is a sale when the payment comes after all', () => {
    const bacs: [string, string] = [
      '"payment_method":"cod"',
      '"payment_method":"chapa","date_paid_gmt":null',
    ];
    const late: [string, string] = [
      '"payment_method":"cod"',
      '"payment_method":"chapa","date_paid_gmt":"2026-10-01T11:00:00"',
    ];

    const given = entries(
      'woocommerce',
      variant('woocommerce-order.json', ['"processing"', '"cancelled"'], bacs),
    );
    const sold = entries('woocommerce', variant('woocommerce-order.json', late));

    expect([...given, ...sold].map(({ kind }) => kind)).toEqual([
      'identify',
      'event',
      'identify',
      'purchase',
    ]);
  });

  it('what was given back is one entry, however often the order changes afterwards', () => {
    const refunded = (modified: string) =>
      entries(
        'woocommerce',
        variant(
          'woocommerce-order.json',
          ['"refunds":[]', '"refunds":[{"id":81,"total":"-40.25"}]'],
          ['"date_modified_gmt":"2026-10-01T09:31:00"', `"date_modified_gmt":"${modified}"`],
        ),
      ).find(({ kind }) => kind === 'refund');

    const [first, second] = [refunded('2026-10-02T09:00:00'), refunded('2026-10-09T09:00:00')];

    // Its key in the log is its time and its id; without a time, the log takes the moment it was first met.
    expect(first).toMatchObject({ id: 'woocommerce:refund:4711:81', at: undefined });
    expect(second).toEqual(first);
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
