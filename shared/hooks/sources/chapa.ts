// Chapa: payments in Ethiopia, telebirr and others behind it. https://developer.chapa.co/integrations/webhooks
import { randomBytes } from 'node:crypto';
import { identify, person, track } from '../calls.ts';
import { type Fields, fieldsOf, firstText, textOf } from '../fields.ts';
import { hmac, isSigned } from '../signature.ts';
import { type Mapped, nothing, problem, type Source } from '../source.ts';

const personOf = (payment: Fields) =>
  person({
    traits: {
      // Often null: most people pay by phone.
      email: textOf(payment.email),
      phone: textOf(payment.mobile),
      firstName: textOf(payment.first_name),
      lastName: textOf(payment.last_name),
    },
  });

/** The sale by the name that the shop gave it, so that the shop's own event about it counts with this one as one. */
const properties = (payment: Fields): Fields => ({
  order_id: firstText(payment.tx_ref, payment.reference),
  total: textOf(payment.amount),
  currency: textOf(payment.currency),
  reference: textOf(payment.reference),
  payment_method: textOf(payment.payment_method),
});

function paymentOf(payment: Fields): Pick<Mapped, 'payment'> {
  const { order_id, total, currency } = properties(payment);
  if (typeof order_id !== 'string' || typeof total !== 'string' || typeof currency !== 'string') return {};
  return { payment: { reference: order_id, total, currency } };
}

function map(body: unknown): Mapped {
  const payment = fieldsOf(body);
  const event = textOf(payment.event) ?? '';
  const reference = firstText(payment.reference, payment.tx_ref);
  if (!event.startsWith('charge.')) return nothing;
  if (reference === undefined) return problem('a payment without a reference', '/reference');
  const who = personOf(payment);
  const [created, updated] = [
    firstText(payment.created_at),
    firstText(payment.updated_at, payment.created_at),
  ];
  const moment = { messageId: `chapa:${reference}:${event}`, timestamp: updated };
  if (event === 'charge.success') {
    const name = payment.mode === 'test' ? 'Test Order Completed' : 'Order Completed';
    const paid = { ...moment, timestamp: created };
    return {
      calls: [...identify(who, paid), track(name, who, paid, properties(payment))],
      ...paymentOf(payment),
    };
  }
  if (event === 'charge.refunded' || event === 'charge.reversed')
    return { calls: [track('Order Refunded', who, moment, properties(payment))] };
  // The documented name is `charge.failed/cancelled`.
  if (event.startsWith('charge.failed') || event.startsWith('charge.cancelled'))
    return { calls: [track('Payment Failed', who, moment, properties(payment))] };
  return nothing;
}

export const chapa: Source = {
  secretBy: 'us',
  newSecret: () => randomBytes(32).toString('base64url'),
  headers: [],
  // The header `chapa-signature` is HMAC(secret, secret): a constant that says nothing of the body. It is not looked at.
  verify: ({ bytes, headers, secrets }) =>
    isSigned([headers['x-chapa-signature']?.toLowerCase()], secrets, (secret) =>
      hmac(secret, bytes).toString('hex'),
    ),
  dedupeKey({ body }) {
    const { reference, event } = fieldsOf(body);
    return textOf(reference) && `${textOf(reference)}:${textOf(event)}`;
  },
  map: ({ body }) => map(body),
};
