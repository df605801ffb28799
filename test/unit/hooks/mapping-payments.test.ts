// What the payloads of payment services become in the log.
import { describe, expect, it } from 'vitest';
import { entries, mapped, person } from '../../support/webhook-mapping.ts';
import { variant } from '../../support/webhooks.ts';

describe('Stripe', () => {
  it('a charge is a purchase in minor units, named by its payment intent', () => {
    const [who, order] = entries('stripe');

    expect(who).toMatchObject({ ids: { source: 'stripe#cus_test_0001', email: person.email } });
    expect(order).toMatchObject({
      kind: 'purchase',
      at: new Date(1_790_846_990_000).toISOString(),
      order: { orderId: 'pi_test_0001', amount: 125_050, currency: 'USD' },
    });
  });

  it.each([
    ['usd', '10.00', 1_000],
    ['jpy', '1000', 1_000],
    ['kwd', '1.000', 1_000],
    ['ugx', '10.00', 10],
    ['etb', '10.00', 1_000],
  ])('1000 units of %s are %s', (currency, total, amount) => {
    const bytes = variant(
      'stripe-charge.json',
      ['"amount": 125050', '"amount": 1000'],
      ['"currency": "usd"', `"currency": "${currency}"`],
    );

    const [, order] = entries('stripe', bytes);

    expect(order).toMatchObject({ properties: { total }, order: { amount } });
  });

  it('the shop’s own order id and customer id win, so that its own event counts as the same order', () => {
    const bytes = variant('stripe-charge.json', [
      '"metadata": {}',
      '"metadata": {"order_id":"A-77","user_id":"c-1"}',
    ]);

    const [, order] = entries('stripe', bytes);

    expect(order).toMatchObject({ order: { orderId: 'A-77' }, ids: { user: 'c-1' } });
  });

  it('a checkout and its charge are one order', () => {
    const checkout = variant(
      'stripe-charge.json',
      ['"charge.succeeded"', '"checkout.session.completed"'],
      ['"id": "ch_test_0001"', '"id": "cs_test_0001", "amount_total": 125050, "payment_status": "paid"'],
    );

    const ids = [undefined, checkout].map((bytes) => entries('stripe', bytes)[1]?.order?.orderId);

    expect(ids).toEqual(['pi_test_0001', 'pi_test_0001']);
  });

  it('a refund is what was added to the sum of refunds', () => {
    const refund = (sum: number, before?: number) =>
      variant(
        'stripe-charge.json',
        ['"charge.succeeded"', '"charge.refunded"'],
        ['"amount_refunded": 0', `"amount_refunded": ${sum}`],
        [
          '"data": {',
          `"data": { ${before === undefined ? '' : `"previous_attributes": {"amount_refunded": ${before}},`}`,
        ],
      );

    const amounts = [refund(5_000, 0), refund(12_000, 5_000), refund(700)].map(
      (bytes) => entries('stripe', bytes)[0]?.order?.amount,
    );

    expect(amounts).toEqual([5_000, 7_000, 700]);
    expect(entries('stripe', refund(0, 0))).toEqual([]);
  });

  it('what was authorised and never captured is not given back: it was never taken', () => {
    const refunded: [string, string] = ['"charge.succeeded"', '"charge.refunded"'];
    const part = (before: number, sum: number) =>
      variant(
        'stripe-charge.json',
        refunded,
        ['"amount_captured": 125050', '"amount_captured": 100000'],
        ['"amount_refunded": 0', `"amount_refunded": ${sum}`],
        ['"data": {', `"data": { "previous_attributes": {"amount_refunded": ${before}},`],
      );
    const released = variant(
      'stripe-charge.json',
      refunded,
      ['"amount_captured": 125050', '"amount_captured": 0'],
      ['"amount_refunded": 0', '"amount_refunded": 125050'],
      ['"captured": true', '"captured": false'],
    );

    const found = [part(0, 25_050), part(25_050, 26_050), released].map((bytes) => entries('stripe', bytes));

    expect(found.map((list) => list.map((entry) => entry.order?.amount))).toEqual([[], [1_000], []]);
  });

  it('what was paid with a test card is seen and not counted, and nothing is given back of it', () => {
    const test: [string, string] = ['"livemode": true', '"livemode": false'];
    const refund = variant(
      'stripe-charge.json',
      test,
      ['"charge.succeeded"', '"charge.refunded"'],
      ['"amount_refunded": 0', '"amount_refunded": 100'],
    );

    expect(entries('stripe', variant('stripe-charge.json', test))[1]).toMatchObject({
      name: 'Test Order Completed',
      kind: 'event',
    });
    expect(entries('stripe', refund)).toEqual([]);
  });

  it('the checkout of a subscription and its invoice are one order; one that only keeps a card is none', () => {
    const checkout = (more: string) =>
      entries(
        'stripe',
        variant(
          'stripe-charge.json',
          ['"charge.succeeded"', '"checkout.session.completed"'],
          ['"payment_intent": "pi_test_0001"', `"payment_intent": null, ${more}`],
        ),
      );
    const invoice = variant(
      'stripe-charge.json',
      ['"charge.succeeded"', '"invoice.paid"'],
      ['"id": "ch_test_0001"', '"id": "in_1", "total": 2500'],
      ['"payment_intent": "pi_test_0001"', '"payment_intent": null'],
    );

    const started = checkout('"mode": "subscription", "invoice": "in_1", "amount_total": 2500');

    expect(started[1]?.order?.orderId).toBe('in_1');
    expect(entries('stripe', invoice)[1]?.order?.orderId).toBe('in_1');
    expect(checkout('"mode": "setup", "amount_total": null')).toEqual([]);
  });

  it('money that is only authorised, or was not paid, is no purchase', () => {
    const authorised = variant('stripe-charge.json', ['"captured": true', '"captured": false']);
    const failed = variant('stripe-charge.json', ['"charge.succeeded"', '"charge.failed"']);

    expect(entries('stripe', authorised)).toEqual([]);
    expect(entries('stripe', failed)).toMatchObject([{ name: 'Payment Failed', kind: 'event' }]);
  });

  it('an invoice is a purchase when it was paid', () => {
    const bytes = variant(
      'stripe-charge.json',
      ['"charge.succeeded"', '"invoice.paid"'],
      ['"id": "ch_test_0001"', '"id": "in_1", "total": 2500, "status_transitions": {"paid_at": 1790847005}'],
    );

    expect(entries('stripe', bytes)[1]).toMatchObject({
      kind: 'purchase',
      at: new Date(1_790_847_005_000).toISOString(),
      order: { amount: 2_500 },
    });
  });

  it('a charge of nobody is refused with the reason, not dropped', () => {
    const bytes = variant(
      'stripe-charge.json',
      ['"customer": "cus_test_0001"', '"customer": null'],
      ['"email": "abebe@example.com"', '"email": null'],
    );

    const [, order] = entries('stripe', bytes);

    expect(order).toMatchObject({ reasons: [{ pointer: '/userId' }] });
  });
});

describe('Chapa', () => {
  it('a payment is a purchase of the phone that paid, named by the shop’s reference', () => {
    const [who, order] = entries('chapa');

    expect(who?.ids).toEqual({ phone: '+251911234567' });
    expect(order).toMatchObject({
      kind: 'purchase',
      at: '2026-10-01T09:30:00.000Z',
      order: { orderId: 'order-4712', amount: 40_000, currency: 'ETB' },
    });
    expect(mapped('chapa').payment).toEqual({ reference: 'order-4712', total: '400.00', currency: 'ETB' });
  });

  it.each([
    ['charge.refunded', 'Order Refunded', 'refund'],
    ['charge.failed/cancelled', 'Payment Failed', 'event'],
  ])('%s is %s', (event, name, kind) => {
    const found = entries('chapa', variant('chapa-success.json', ['charge.success', event]));

    expect(found).toMatchObject([{ name, kind }]);
  });

  it('a payment in test mode is seen and not counted', () => {
    const found = entries('chapa', variant('chapa-success.json', ['"mode":"live"', '"mode":"test"']));

    expect(found[1]).toMatchObject({ name: 'Test Order Completed', kind: 'event' });
  });
});
