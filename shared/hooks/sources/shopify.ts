// Shopify: orders with their refunds, customers with their consent. https://shopify.dev/docs/apps/build/webhooks
import { identify, type Person, person, track } from '../calls.ts';
import { type Fields, fieldsOf, firstText, listOf, textOf } from '../fields.ts';
import { hmac, isSigned } from '../signature.ts';
import { type Call, nothing, problem, type Source } from '../source.ts';

const TOPIC = 'x-shopify-topic';

function customerOf(customer: Fields, order: Fields): Person {
  const id = textOf(customer.id);
  const address = fieldsOf(customer.default_address ?? order.billing_address);
  return person({
    account: id === undefined ? undefined : { type: 'shopify', id },
    traits: {
      email: firstText(customer.email, order.email, order.contact_email),
      phone: firstText(
        customer.phone,
        order.phone,
        address.phone,
        fieldsOf(order.billing_address).phone,
        fieldsOf(order.shipping_address).phone,
      ),
      firstName: firstText(customer.first_name, fieldsOf(order.billing_address).first_name),
      lastName: firstText(customer.last_name, fieldsOf(order.billing_address).last_name),
      language: firstText(customer.locale, order.customer_locale),
      country: firstText(address.country_code, address.country),
      city: textOf(address.city),
    },
  });
}

const productOf = (value: unknown): Fields => {
  const line = fieldsOf(value);
  return {
    product_id: firstText(line.product_id, line.variant_id),
    sku: textOf(line.sku),
    name: firstText(line.title, line.name),
    variant: textOf(line.variant_title),
    brand: textOf(line.vendor),
    price: textOf(line.price),
    quantity: line.quantity,
  };
};

const orderProperties = (order: Fields): Fields => ({
  order_id: textOf(order.id),
  order_name: textOf(order.name),
  total: firstText(order.total_price),
  subtotal: textOf(order.subtotal_price),
  tax: textOf(order.total_tax),
  discount: textOf(order.total_discounts),
  currency: textOf(order.currency),
  payment_status: textOf(order.financial_status),
  products: listOf(order.line_items).slice(0, 50).map(productOf),
});

/** Money given back by a refund: its successful transactions. */
function refundedTotal(refund: Fields): number {
  return listOf(refund.transactions)
    .map(fieldsOf)
    .filter(({ kind, status }) => kind === 'refund' && (status === undefined || status === 'success'))
    .reduce((sum, { amount }) => sum + (Number(textOf(amount)) || 0), 0);
}

function refundCalls(order: Fields, who: Person): Call[] {
  return listOf(order.refunds)
    .map(fieldsOf)
    .map((refund) => ({ refund, total: refundedTotal(refund) }))
    .filter(({ total }) => total > 0)
    .map(({ refund, total }) => {
      const id = firstText(refund.id) ?? String(total);
      const timestamp = firstText(refund.processed_at, refund.created_at);
      return track(
        'Order Refunded',
        who,
        { messageId: `shopify:refund:${id}`, timestamp },
        { order_id: textOf(order.id), refund_id: id, total, currency: textOf(order.currency) },
      );
    });
}

/** Every order topic carries the whole order, so any of them makes good for one that got lost. */
function orderCalls(order: Fields): Call[] {
  const id = textOf(order.id) ?? '';
  const who = customerOf(fieldsOf(order.customer), order);
  const created = firstText(order.created_at);
  const isVoid = order.financial_status === 'voided';
  const cancelledAt = firstText(order.cancelled_at) ?? (isVoid ? firstText(order.updated_at) : undefined);
  // Paid with the bogus gateway: shown in the history, never counted.
  const name = order.test === true ? 'Test Order Completed' : 'Order Completed';
  const moment = { messageId: `shopify:order:${id}`, timestamp: created };
  const cancelled = { messageId: `shopify:order:${id}:cancelled`, timestamp: cancelledAt };
  const about = { order_id: id, reason: textOf(order.cancel_reason) };
  return [
    ...identify(who, { ...moment, timestamp: firstText(order.updated_at, order.created_at) }),
    track(name, who, moment, orderProperties(order)),
    ...refundCalls(order, who),
    ...(cancelledAt === undefined
      ? []
      : [
          track('Order Cancelled', who, cancelled, about),
          // What was not paid is not refunded by Shopify, but it is no revenue either: all that is left of the order goes.
          track(
            'Order Refunded',
            who,
            { ...cancelled, messageId: `shopify:order:${id}:void` },
            { order_id: id },
          ),
        ]),
  ];
}

const consentEvents: Record<string, string | undefined> = {
  subscribed: 'Consent Given',
  unsubscribed: 'Consent Withdrawn',
};

/** Consent as Shopify recorded it, at the time it did: an older one never undoes a newer withdrawal. */
function consentCalls(customer: Fields, who: Person): Call[] {
  return (['email', 'sms'] as const).flatMap((channel) => {
    const consent = fieldsOf(customer[`${channel}_marketing_consent`]);
    const [state, timestamp] = [textOf(consent.state) ?? '', textOf(consent.consent_updated_at)];
    const event = Object.hasOwn(consentEvents, state) ? consentEvents[state] : undefined;
    if (event === undefined || timestamp === undefined) return [];
    const moment = { messageId: `shopify:consent:${textOf(customer.id)}:${channel}:${state}`, timestamp };
    const optIn = textOf(consent.opt_in_level);
    return [
      track(event, who, moment, { channel, purpose: 'marketing', source: 'shopify', opt_in_level: optIn }),
    ];
  });
}

function customerCalls(customer: Fields): Call[] {
  const who = customerOf(customer, {});
  const timestamp = firstText(customer.updated_at, customer.created_at);
  const messageId = `shopify:customer:${textOf(customer.id)}:${timestamp}`;
  return [...identify(who, { messageId, timestamp }), ...consentCalls(customer, who)];
}

export const shopify: Source = {
  secretBy: 'them',
  headers: [TOPIC, 'x-shopify-event-id', 'x-shopify-webhook-id'],
  verify: ({ bytes, headers, secrets }) =>
    isSigned([headers['x-shopify-hmac-sha256']], secrets, (secret) => hmac(secret, bytes).toString('base64')),
  dedupeKey: ({ headers }) => headers['x-shopify-event-id'] ?? headers['x-shopify-webhook-id'],
  map({ body, headers }) {
    const topic = headers[TOPIC] ?? '';
    const about = fieldsOf(body);
    if (topic.startsWith('orders/') && topic !== 'orders/delete') {
      return textOf(about.id) === undefined
        ? problem('an order without an id', '/id')
        : { calls: orderCalls(about) };
    }
    if (topic === 'customers/create' || topic === 'customers/update') return { calls: customerCalls(about) };
    if (topic === 'refunds/create')
      return problem('names no customer: subscribe to orders/updated, which carries the refunds');
    return nothing;
  },
};
