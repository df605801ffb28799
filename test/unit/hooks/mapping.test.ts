// What each sender's payloads become in the log: mapped, then judged exactly as on the way in.
import { describe, expect, it, test } from 'vitest';
import { parseBody } from '../../../shared/hooks/receive.ts';
import type { SourceName } from '../../../shared/hooks/schema.ts';
import { sources } from '../../../shared/hooks/sources.ts';
import { judge } from '../../../shared/ingest/accept.ts';
import { unpackBody } from '../../../shared/ingest/body.ts';
import { fixture, samples, variant } from '../../support/webhooks.ts';

const receivedAt = Date.parse('2026-10-05T09:00:00Z');

const mapped = (
  source: SourceName,
  bytes = fixture(samples[source].file),
  headers: Record<string, string> = {},
) => sources[source].map({ body: parseBody(bytes), headers: { ...samples[source].headers, ...headers } });

/** Log entries to be, without their bodies; reasons where an event is refused. */
function entries(source: SourceName, bytes?: Buffer, headers?: Record<string, string>) {
  const { calls } = mapped(source, bytes, headers);
  return calls.map((call) => {
    const verdict = judge(
      call,
      { context: {}, sentAt: undefined, receivedAt },
      { keyKind: 'server', isSigned: true, currency: 'ETB', country: 'ET' },
    );
    if ('rejected' in verdict) return { reasons: verdict.rejected.reasons };
    const { name, kind, id, at, order, claim } = verdict.accepted;
    const properties = (unpackBody(verdict.accepted.body) as { properties?: Record<string, unknown> })
      .properties;
    return { name, kind, id, at: at && new Date(at).toISOString(), order, ids: claim.ids, properties };
  });
}

const person = { email: 'abebe@example.com', phone: '+251911234567' };

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

describe('Telegram', () => {
  it('a message is from the chat, in the writer’s words', () => {
    const [who, message] = entries('telegram');

    expect(who).toMatchObject({ kind: 'identify', ids: { source: 'telegram#5550001' } });
    expect(message).toMatchObject({
      name: 'Message Received',
      kind: 'event',
      at: new Date(1_790_847_000_000).toISOString(),
      properties: { channel: 'telegram', text: 'ሰላም, is the coffee back?' },
    });
  });

  it('a shared phone is the writer’s only when Telegram says it is theirs', () => {
    const own = entries('telegram', fixture('telegram-contact.json'));
    const other = entries(
      'telegram',
      variant('telegram-contact.json', ['"user_id":5550001', '"user_id":5550002']),
    );

    expect(own[0]?.ids).toMatchObject({ phone: '+251911234567' });
    expect(other[0]?.ids).not.toHaveProperty('phone');
  });

  it('/start with a token asks for a link, and keeps the token out of the history', () => {
    const bytes = variant('telegram-message.json', ['ሰላም, is the coffee back?', '/start AQ-token_1']);

    const { link } = mapped('telegram', bytes);

    expect(link).toEqual({ token: 'AQ-token_1', chatId: '5550001' });
    expect(JSON.stringify(entries('telegram', bytes))).not.toContain('AQ-token_1');
  });

  it('groups, channels and other bots are nobody’s customers', () => {
    const group = variant('telegram-message.json', ['"private"', '"supergroup"']);
    const bot = variant('telegram-message.json', ['"is_bot":false', '"is_bot":true']);

    expect([entries('telegram', group), entries('telegram', bot)]).toEqual([[], []]);
  });

  it('who blocks the bot has withdrawn consent', () => {
    const bytes = Buffer.from(
      '{"update_id":3,"my_chat_member":{"date":1790847000,"chat":{"id":5550001,"type":"private"},"new_chat_member":{"status":"kicked"}}}',
    );

    expect(entries('telegram', bytes)).toMatchObject([
      { name: 'Consent Withdrawn', kind: 'consent', properties: { channel: 'telegram' } },
    ]);
  });
});

describe('support desks and pages', () => {
  it('a Zendesk ticket is of its requester', () => {
    expect(entries('zendesk')).toMatchObject([
      {
        name: 'Ticket Created',
        at: '2026-10-01T09:30:00.123Z',
        ids: { source: 'zendesk#90000000000001' },
        properties: { ticket_id: '601', priority: 'high' },
      },
    ]);
  });

  it('a Zendesk message counts when a customer wrote it', () => {
    const agent = variant('zendesk-message.json', ['"end_user"', '"agent"']);

    expect(entries('zendesk', fixture('zendesk-message.json'))).toMatchObject([
      { name: 'Message Received', properties: { text: 'Is it ready?', ticket_id: '602' } },
    ]);
    expect(entries('zendesk', agent)).toEqual([]);
  });

  it('a body written in a Zendesk trigger is read by its field names', () => {
    const bytes = Buffer.from(
      '{"ticket_id":"601","status":"Solved","requester_email":"abebe@example.com","requester_name":"Abebe","at":"2026-10-02T08:00:00Z"}',
    );

    expect(entries('zendesk', bytes)).toMatchObject([
      { kind: 'identify', ids: { email: person.email } },
      { name: 'Ticket Resolved', at: '2026-10-02T08:00:00.000Z' },
    ]);
  });

  it('a Chatwoot message is of the contact, and of the shop’s own customer when the site said who it is', () => {
    expect(entries('chatwoot')[1]).toMatchObject({
      name: 'Message Received',
      ids: { user: 'c-1042', source: 'chatwoot#41', ...person },
      properties: { text: 'ሰላም' },
    });
  });

  it('what agents write in Chatwoot, privately or to the customer, is not the customer’s', () => {
    const outgoing = variant('chatwoot-message.json', ['"incoming"', '"outgoing"']);
    const note = variant('chatwoot-message.json', ['"private":false', '"private":true']);

    expect([entries('chatwoot', outgoing), entries('chatwoot', note)]).toEqual([[], []]);
  });

  it('a resolved Chatwoot conversation is a resolved ticket', () => {
    expect(entries('chatwoot', fixture('chatwoot-resolved.json'))[1]).toMatchObject({
      name: 'Ticket Resolved',
      at: new Date(1_790_847_100_000).toISOString(),
    });
  });

  it('of a Facebook page’s items only people’s messages count, each by its own id', () => {
    expect(entries('facebook')).toMatchObject([
      {
        name: 'Message Received',
        id: 'facebook:m_test_1',
        at: new Date(1_790_847_000_123).toISOString(),
        ids: { source: 'facebook#7000000000000001' },
        properties: { text: 'ሰላም' },
      },
    ]);
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

test('what is of no interest is no event and no problem', () => {
  expect(mapped('shopify', undefined, { 'x-shopify-topic': 'products/update' })).toEqual({ calls: [] });
  expect(mapped('stripe', variant('stripe-charge.json', ['charge.succeeded', 'payout.paid']))).toEqual({
    calls: [],
  });
  expect(mapped('chapa', variant('chapa-success.json', ['charge.success', 'payout.success']))).toEqual({
    calls: [],
  });
});
