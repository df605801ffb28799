// Any sender of Standard Webhooks 1.0.0: {type, timestamp, data}, or one of our own calls.
// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
import { randomBytes } from 'node:crypto';
import { EventType } from '../../ingest/incoming.ts';
import { identify, person, track } from '../calls.ts';
import { type Fields, fieldsOf, firstText, textOf } from '../fields.ts';
import { hmac, isRecent, isSigned, secondsToMs } from '../signature.ts';
import { type Headers, type Mapped, nothing, problem, type Source } from '../source.ts';

const ID = 'webhook-id';

/** Senders that use Svix call the same headers by its name. */
const header = (headers: Headers, name: string): string | undefined =>
  headers[`webhook-${name}`] ?? headers[`svix-${name}`];

/** `whsec_` and base64; 24 to 64 bytes. */
const keyOf = (secret: string): Buffer => Buffer.from(secret.replace(/^whsec_/, ''), 'base64');

const ours: Record<string, string | undefined> = {
  'order.completed': 'Order Completed',
  'order.paid': 'Order Completed',
  'order.refunded': 'Order Refunded',
  'order.cancelled': 'Order Cancelled',
  'payment.failed': 'Payment Failed',
  'message.received': 'Message Received',
  'ticket.created': 'Ticket Created',
  'ticket.resolved': 'Ticket Resolved',
};
const aboutPeople = new Set(
  ['created', 'updated'].flatMap((verb) => ['customer', 'contact', 'user'].map((who) => `${who}.${verb}`)),
);

/** The person is in `data.customer`, or beside the facts in `data`. */
function personOf(data: Fields, isPerson: boolean) {
  const holder = typeof data.customer === 'object' && data.customer !== null ? fieldsOf(data.customer) : data;
  const isNested = holder !== data;
  return person({
    userId: firstText(
      data.user_id,
      data.userId,
      data.customer_id,
      data.customerId,
      data.customer,
      ...(isNested || isPerson ? [holder.id] : []),
    ),
    traits: {
      email: textOf(holder.email),
      phone: firstText(holder.phone, holder.phone_number),
      name: textOf(holder.name),
      firstName: firstText(holder.first_name, holder.firstName),
      lastName: firstText(holder.last_name, holder.lastName),
      language: firstText(holder.language, holder.locale),
    },
  });
}

/** What happened to an order names it, if only by its `id`: told of twice (paid, completed), it is one order. */
const propertiesOf = (type: string, data: Fields): Fields =>
  type.startsWith('order.')
    ? { ...data, order_id: firstText(data.order_id, data.orderId, data.order, data.id) }
    : data;

function map(body: unknown, id: string | undefined): Mapped {
  const event = fieldsOf(body);
  const type = textOf(event.type);
  if (type === undefined) return problem('names no type', '/type');
  const messageId = `standard:${id}`;
  // A sender that speaks our language already.
  if (event.data === undefined && EventType.safeParse(type).success)
    return { calls: [{ messageId, ...event }] };
  const data = fieldsOf(event.data);
  const moment = { messageId, timestamp: textOf(event.timestamp) };
  if (aboutPeople.has(type)) {
    const calls = identify(personOf(data, true), moment);
    return calls.length === 0 ? nothing : { calls };
  }
  const who = personOf(data, false);
  const name = (Object.hasOwn(ours, type) ? ours[type] : undefined) ?? type;
  return { calls: [...identify(who, moment), track(name, who, moment, propertiesOf(type, data))] };
}

export const standard: Source = {
  secretBy: 'us',
  newSecret: () => `whsec_${randomBytes(32).toString('base64')}`,
  headers: [ID, 'svix-id'],
  verify({ bytes, headers, secrets, now }) {
    const [id, time] = [header(headers, 'id') ?? '', header(headers, 'timestamp') ?? ''];
    // Several signatures while the sender rotates; versions that we do not know are passed over.
    const given = (header(headers, 'signature') ?? '').split(' ').filter((one) => one.startsWith('v1,'));
    const isTrue = isSigned(
      given,
      secrets,
      (secret) => `v1,${hmac(keyOf(secret), `${id}.${time}.`, bytes).toString('base64')}`,
    );
    return id !== '' && isTrue && isRecent(secondsToMs(time), now);
  },
  dedupeKey: ({ headers }) => header(headers, 'id'),
  map: ({ body, headers }) => map(body, header(headers, 'id')),
};
