// WooCommerce: orders with their refunds, customers. https://woocommerce.github.io/woocommerce-rest-api-docs/#webhooks
import { randomBytes } from 'node:crypto';
import { identify, type Person, person, productsOf, track } from '../calls.ts';
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

const productOf = (line: Fields): Fields => ({
  product_id: firstText(line.product_id),
  sku: textOf(line.sku),
  name: textOf(line.name),
  price: textOf(line.price),
  quantity: line.quantity,
});

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
  products: productsOf(order.line_items, productOf),
});

const sold = new Set(['processing', 'completed', 'refunded']);
const undone = new Set(['cancelled', 'trash', 'failed']);
/** Baskets that nobody ordered yet. */
const drafts = new Set(['auto-draft', 'checkout-draft', 'draft']);
const eventOf = (status: string): string =>
  status === 'failed' ? 'Payment Failed' : undone.has(status) ? 'Order Cancelled' : 'Order Updated';

/**
 * Whether an order that is no sale now was one before. WooCommerce dates the payment when an order becomes one, but cash on
 * delivery only when it arrives. One that was never paid for is not given back: shops cancel it after an hour, and a slow
 * payment may still make a sale of it.
 */
const wasSold = (order: Fields): boolean =>
  firstText(order.date_paid_gmt, order.date_paid) !== undefined || order.payment_method === 'cod';

// Neither has a time of its own, and the order's changes with each update: the first word of it counts.
const givenBack = (messageId: string) => ({ messageId, timestamp: undefined });

function refundCalls(order: Fields, who: Person): Call[] {
  const id = textOf(order.id);
  return listOf(order.refunds)
    .map(fieldsOf)
    .map((refund) =>
      track('Order Refunded', who, givenBack(`woocommerce:refund:${id}:${textOf(refund.id)}`), {
        order_id: id,
        currency: textOf(order.currency),
        refund_id: textOf(refund.id),
        total: textOf(refund.total),
      }),
    );
}

function orderCalls(order: Fields, headers: Headers): Call[] {
  const id = textOf(order.id) ?? '';
  const status = textOf(order.status) ?? '';
  if (drafts.has(status)) return [];
  const who = personOf(order.customer_id, order, headers);
  const [created, modified] = [instantOf(order, 'date_created'), instantOf(order, 'date_modified')];
  const changed = {
    messageId: `woocommerce:order:${id}:${status}:${modified}`,
    timestamp: modified ?? created,
  };
  const completed = { messageId: `woocommerce:order:${id}`, timestamp: created };
  const told = identify(who, changed);
  if (sold.has(status)) {
    const sale = track('Order Completed', who, completed, orderProperties(order));
    return [...told, sale, ...refundCalls(order, who)];
  }
  // Not paid yet, or no longer wanted: in the history, not in the revenue.
  const news = track(eventOf(status), who, changed, orderProperties(order));
  const isGivenBack = undone.has(status) && wasSold(order);
  const rest = track('Order Refunded', who, givenBack(`woocommerce:order:${id}:void`), { order_id: id });
  return [...told, news, ...(isGivenBack ? [rest] : [])];
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
    if (topic === '') return problem(`came without ${TOPIC}`);
    if (topic === 'order.deleted')
      return problem('names no customer: a sale that is to go must be cancelled or refunded in the shop');
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
