// What generic webhooks become in the log, and what is of no interest.
import { describe, expect, it, test } from 'vitest';
import { entries, mapped, person } from '../../support/webhook-mapping.ts';
import { variant } from '../../support/webhooks.ts';

describe('Standard Webhooks', () => {
  const headers = { 'webhook-id': 'msg_1' };

  it('a type we know becomes our event, of the customer inside the data', () => {
    const [who, order] = entries('standard', undefined, headers);

    expect(who?.ids).toEqual({ user: 'c-1042', email: person.email });
    expect(order).toMatchObject({
      kind: 'purchase',
      id: 'standard:msg_1',
      order: { orderId: 'A-77', amount: 9_990, currency: 'ETB' },
    });
  });

  it('an order is named by its id, and told of twice it is one', () => {
    const told = (type: string) =>
      entries(
        'standard',
        variant('standard-order.json', ['order.paid', type], ['"order_id"', '"id"']),
        headers,
      )[1];

    expect(
      ['order.paid', 'order.completed', 'order.refunded'].map((type) => told(type)?.order?.orderId),
    ).toEqual(['A-77', 'A-77', 'A-77']);
    expect(told('table.reserved')?.properties).not.toHaveProperty('order_id');
  });

  it('a customer may be no more than an id', () => {
    const bytes = Buffer.from('{"type":"order.paid","data":{"id":"A-78","total":"5","customer":"c-7"}}');

    expect(entries('standard', bytes, headers)).toMatchObject([{ kind: 'purchase', ids: { user: 'c-7' } }]);
  });

  it('any other type keeps its name', () => {
    const bytes = variant('standard-order.json', ['order.paid', 'table.reserved']);

    expect(entries('standard', bytes, headers)[1]).toMatchObject({ name: 'table.reserved', kind: 'event' });
  });

  it('a sender that speaks our calls already is taken at its word', () => {
    const bytes = Buffer.from('{"type":"track","event":"Table Reserved","userId":"c-7"}');

    expect(entries('standard', bytes, headers)).toMatchObject([
      { name: 'Table Reserved', id: 'standard:msg_1', ids: { user: 'c-7' } },
    ]);
  });
});

test.each([
  ['shopify', 'x-shopify-topic'],
  ['woocommerce', 'x-wc-webhook-topic'],
] as const)('what %s sends without a topic is kept with the reason', (name, header) => {
  expect(mapped(name, undefined, { [header]: '' }).problem?.detail).toContain(header);
});

test('an order deleted in a shop names nobody, and is kept with what to do instead', () => {
  const { problem } = mapped('woocommerce', Buffer.from('{"id":4711}'), {
    'x-wc-webhook-topic': 'order.deleted',
  });

  expect(problem?.detail).toContain('cancelled or refunded');
});

test('what is of no interest is no event and no problem', () => {
  expect(mapped('shopify', undefined, { 'x-shopify-topic': 'products/update' })).toEqual({ calls: [] });
  expect(mapped('stripe', variant('stripe-charge.json', ['charge.succeeded', 'payout.paid']))).toEqual({
    calls: [],
  });
  expect(mapped('chapa', variant('chapa-success.json', ['charge.success', 'payout.success']))).toEqual({
    calls: [],
  });
});
