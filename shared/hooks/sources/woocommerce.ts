// WooCommerce: orders with their refunds, customers. https://woocommerce.github.io/woocommerce-rest-api-docs/#webhooks
import { randomBytes } from 'node:crypto';
import { identify, type Person, person, track } from '../calls.ts';
import { type Fields, fieldsOf, firstText, listOf, textOf } from '../fields.ts';
import { hmac, isSigned } from '../signature.ts';
import { type Call, type Headers, nothing, problem, type Source } from '../source.ts';

const TOPIC = 'x-wc-webhook-topic';
const SHOP = 'x-wc-webhook-source';
const SIGNATURE = 'x-wc-webhook-signature';

// Customer 5 of one shop is not customer 5 of another.
const shopOf = (headers: Headers): string =>
  (headers[SHOP] ?? '')
    .replace(/^https?:\/\//i, '')
    .replace(/\/+$/, '')
    .toLowerCase()
    .slice(0, 120);

function personOf(id: unknown, holder: Fields, headers: Headers): Person {
  const billing = fieldsOf(holder.billing);
  const number = textOf(id);
  // 0 is a guest.
  const account =
    number === undefined || number === '0'
      ? undefined
      : { type: 'woocommerce', id: [number, shopOf(headers)].filter(Boolean).join('@') };
  return person({
    account,
    traits: {
      email: firstText(holder.email, billing.email),
      phone: textOf(billing.phone),
      firstName: firstText(holder.first_name, billing.first_name),
      lastName: firstText(holder.last_name, billing.last_name),
      country: textOf(billing.country),
      city: textOf(billing.city),
    },
  });
}

// Its times have no zone; those that end in _gmt are UTC.
function instantOf(holder: Fields, field: string): string | undefined {
  const utc = textOf(holder[`${field}_gmt`]);
  return utc === undefined ? undefined : /[zZ]$|[+-]\d\d:?\d\d$/.test(utc) ? utc : `${utc}Z`;
}

const productOf = (value: unknown): Fields => {
  const line = fieldsOf(value);
  return {
    product_id: firstText(line.product_id),
    sku: textOf(line.sku),
    name: textOf(line.name),
    price: textOf(line.price),
    quantity: line.quantity,
  };
};

const orderProperties = (order: Fields): Fields => ({
  order_id: textOf(order.id),
  order_number: textOf(order.number),
  total: textOf(order.total),
  tax: textOf(order.total_tax),
  shipping: textOf(order.shipping_total),
  discount: textOf(order.discount_total),
  currency: textOf(order.currency),
  status: textOf(order.status),
  payment_method: textOf(order.payment_method),
  products: listOf(order.line_items).slice(0, 50).map(productOf),
});

const sold = new Set(['processing', 'completed', 'refunded']);
const gone = new Set(['cancelled', 'trash']);
const eventOf = (status: string): string =>
  gone.has(status) ? 'Order Cancelled' : status === 'failed' ? 'Payment Failed' : 'Order Updated';

function orderCalls(order: Fields, headers: Headers): Call[] {
  const id = textOf(order.id) ?? '';
  const status = textOf(order.status) ?? '';
  const who = personOf(order.customer_id, order, headers);
  const [created, modified] = [instantOf(order, 'date_created'), instantOf(order, 'date_modified')];
  const changed = {
    messageId: `woocommerce:order:${id}:${status}:${modified}`,
    timestamp: modified ?? created,
  };
  const completed = { messageId: `woocommerce:order:${id}`, timestamp: created };
  const about = { order_id: id, currency: textOf(order.currency) };
  const refunds = listOf(order.refunds)
    .map(fieldsOf)
    .map((refund) => {
      const refundId = textOf(refund.id);
      const moment = { messageId: `woocommerce:refund:${id}:${refundId}`, timestamp: modified ?? created };
      return track('Order Refunded', who, moment, {
        ...about,
        refund_id: refundId,
        total: textOf(refund.total),
      });
    });
  return [
    ...identify(who, changed),
    ...(sold.has(status)
      ? [track('Order Completed', who, completed, orderProperties(order)), ...refunds]
      : []),
    // Not paid yet, or no longer wanted: in the history, not in the revenue.
    ...(sold.has(status) ? [] : [track(eventOf(status), who, changed, orderProperties(order))]),
    ...(gone.has(status)
      ? [
          track(
            'Order Refunded',
            who,
            { ...changed, messageId: `woocommerce:order:${id}:void` },
            { order_id: id },
          ),
        ]
      : []),
  ];
}

export const woocommerce: Source = {
  secretBy: 'us',
  newSecret: () => randomBytes(32).toString('base64url'),
  headers: [TOPIC, SHOP, 'x-wc-webhook-delivery-id'],
  verify: ({ bytes, headers, secrets }) =>
    isSigned([headers[SIGNATURE]], secrets, (secret) => hmac(secret, bytes).toString('base64')),
  // Saving a webhook sends this unsigned form; any answer but 200 is shown as an error (WC_Webhook::deliver_ping).
  isPing: ({ bytes, headers }) =>
    headers[SIGNATURE] === undefined &&
    /^webhook_id=\d{1,20}$/.test(Buffer.from(bytes).toString('latin1').trim()),
  dedupeKey: ({ headers }) => headers['x-wc-webhook-delivery-id'],
  map({ body, headers }) {
    const topic = headers[TOPIC] ?? '';
    const about = fieldsOf(body);
    if (topic === 'order.deleted') return nothing;
    if (topic.startsWith('order.')) {
      return textOf(about.id) === undefined
        ? problem('an order without an id', '/id')
        : { calls: orderCalls(about, headers) };
    }
    if (topic === 'customer.created' || topic === 'customer.updated') {
      const timestamp = instantOf(about, 'date_modified') ?? instantOf(about, 'date_created');
      const messageId = `woocommerce:customer:${textOf(about.id)}:${timestamp}`;
      return { calls: identify(personOf(about.id, about, headers), { messageId, timestamp }) };
    }
    return nothing;
  },
};
