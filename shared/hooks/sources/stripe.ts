// Stripe: charges, invoices, checkouts, customers. https://docs.stripe.com/webhooks/signature
import { identify, type Person, person, track } from '../calls.ts';
import { type Fields, fieldsOf, firstText, instantOfNumber, listOf, textOf } from '../fields.ts';
import { hmac, isRecent, isSigned, secondsToMs } from '../signature.ts';
import { type Call, type Mapped, nothing, problem, type Source } from '../source.ts';
import { stripeDecimal } from './stripe-money.ts';

/** `t=1795302771,v1=...,v1=...`: the time, and one signature for each secret in force at Stripe. */
function signatureHeader(header: string | undefined): { time: string; signatures: string[] } {
  const pairs = (header ?? '').split(',').map((part) => part.trim().split('='));
  return {
    time: pairs.find(([name]) => name === 't')?.[1] ?? '',
    signatures: pairs.flatMap(([name, value]) => (name === 'v1' && value ? [value.toLowerCase()] : [])),
  };
}

/** An id, or the object that was expanded in its place. */
const idOf = (value: unknown): string | undefined => textOf(value) ?? textOf(fieldsOf(value).id);

function personOf(object: Fields, id = idOf(object.customer)): Person {
  const details = fieldsOf(object.billing_details ?? object.customer_details);
  const metadata = fieldsOf(object.metadata);
  const address = fieldsOf(details.address ?? object.customer_address ?? object.address);
  return person({
    // The shop's own id of the customer, where it tells Stripe.
    userId: firstText(metadata.user_id, metadata.userId),
    account: id === undefined ? undefined : { type: 'stripe', id },
    traits: {
      email: firstText(details.email, object.customer_email, object.receipt_email, object.email),
      phone: firstText(details.phone, object.customer_phone, object.phone),
      name: firstText(details.name, object.customer_name, object.name),
      country: textOf(address.country),
      city: textOf(address.city),
    },
  });
}

/** One sale has one id, whichever of its objects tells of it: the shop's own, else the payment intent's, else the object's. */
function orderIdOf(object: Fields): string | undefined {
  const metadata = fieldsOf(object.metadata);
  const payment = fieldsOf(fieldsOf(listOf(fieldsOf(object.payments).data)[0]).payment);
  return (
    firstText(metadata.order_id, metadata.orderId) ??
    idOf(object.payment_intent) ??
    idOf(payment.payment_intent) ??
    // A checkout of a subscription has no payment of its own, only the invoice's.
    idOf(object.invoice) ??
    textOf(object.id)
  );
}

function properties(object: Fields, amount: unknown): Fields {
  const currency = textOf(object.currency)?.toUpperCase() ?? '';
  return {
    order_id: orderIdOf(object),
    total: stripeDecimal(amount, currency),
    currency: currency || undefined,
    stripe_id: textOf(object.id),
    description: textOf(object.description),
  };
}

const createdAt = (holder: Fields) => instantOfNumber(holder.created, 1_000);

/** Amounts of objects that tell of a sale; undefined: this one does not (yet). */
const saleAmounts: Record<string, (object: Fields) => unknown> = {
  // Not captured: authorised only.
  'charge.succeeded': ({ amount, captured }) => (captured === false ? undefined : amount),
  'charge.captured': ({ amount_captured }) => amount_captured,
  'invoice.paid': ({ total, amount_paid }) => total ?? amount_paid,
  // In setup mode a card is kept for later and nothing is sold.
  'checkout.session.completed': ({ amount_total, payment_status, mode }) =>
    payment_status === 'unpaid' || mode === 'setup' ? undefined : amount_total,
  'checkout.session.async_payment_succeeded': ({ amount_total }) => amount_total,
};

const failures = new Set([
  'charge.failed',
  'invoice.payment_failed',
  'checkout.session.async_payment_failed',
]);

function saleCalls(object: Fields, amount: unknown, name: string): Mapped {
  const order = properties(object, amount);
  if (order.total === undefined) return problem('no whole amount', '/data/object');
  const who = personOf(object);
  // Named by the object, not by the event. A charge and the checkout it came from share the order id, so they count once.
  const paidAt = instantOfNumber(fieldsOf(object.status_transitions).paid_at, 1_000);
  const moment = { messageId: `stripe:${textOf(object.id)}`, timestamp: paidAt ?? createdAt(object) };
  return { calls: [...identify(who, moment), track(name, who, moment, order)] };
}

/** Of the sum of all refunds so far, the money: what was authorised and never captured is in the sum too, but was never taken. */
function moneyBack(sum: unknown, { amount, amount_captured }: Fields): number {
  const released = Number(textOf(amount)) - Number(textOf(amount_captured));
  // Older versions of the API do not say what was captured.
  return Math.max(0, Number(textOf(sum) ?? 0) - Math.max(0, Number.isNaN(released) ? 0 : released));
}

/** What this refund added: the difference to the sum before. */
function refundCalls(event: Fields, charge: Fields): Call[] {
  // Not captured: only an authorisation ended.
  if (charge.captured === false) return [];
  const before = moneyBack(fieldsOf(fieldsOf(event.data).previous_attributes).amount_refunded, charge) || 0;
  const sum = textOf(charge.amount_refunded);
  const added = moneyBack(sum, charge) - before;
  if (!(added > 0)) return [];
  const moment = { messageId: `stripe:${textOf(charge.id)}:refunded:${sum}`, timestamp: createdAt(event) };
  const who = personOf(charge);
  return [track('Order Refunded', who, moment, properties(charge, added))];
}

function map(body: unknown): Mapped {
  const event = fieldsOf(body);
  const type = textOf(event.type) ?? '';
  const object = fieldsOf(fieldsOf(event.data).object);
  const moment = { messageId: `stripe:${textOf(event.id)}`, timestamp: createdAt(event) };
  const isTest = event.livemode === false;
  if (Object.hasOwn(saleAmounts, type)) {
    const amount = saleAmounts[type]?.(object);
    // Paid with a test card: shown in the history, never counted.
    const name = isTest ? 'Test Order Completed' : 'Order Completed';
    return amount === undefined ? nothing : saleCalls(object, amount, name);
  }
  if (type === 'charge.refunded') return { calls: isTest ? [] : refundCalls(event, object) };
  if (failures.has(type)) {
    const order = properties(object, object.amount ?? object.amount_due ?? object.amount_total);
    const reason = firstText(object.failure_code, fieldsOf(object.last_finalization_error).code);
    return { calls: [track('Payment Failed', personOf(object), moment, { ...order, reason })] };
  }
  if (type === 'customer.created' || type === 'customer.updated') {
    return { calls: identify(personOf(object, textOf(object.id)), moment) };
  }
  return nothing;
}

export const stripe: Source = {
  secretBy: 'them',
  headers: [],
  verify({ bytes, headers, secrets, now }) {
    const { time, signatures } = signatureHeader(headers['stripe-signature']);
    const isTrue = isSigned(signatures, secrets, (secret) => hmac(secret, `${time}.`, bytes).toString('hex'));
    return isTrue && isRecent(secondsToMs(time), now);
  },
  dedupeKey: ({ body }) => textOf(fieldsOf(body).id),
  map: ({ body }) => map(body),
};
