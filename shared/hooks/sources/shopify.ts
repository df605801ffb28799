// Shopify: orders with their refunds, customers with their consent. https://shopify.dev/docs/apps/build/webhooks
import { identify, type Person, person, track } from '../calls.ts';
import { compact, type Fields, fieldsOf, firstText, textOf } from '../fields.ts';
import { hmac, isSigned } from '../signature.ts';
import { type Call, nothing, problem, type Source } from '../source.ts';
import { orderCalls } from './shopify-orders.ts';

const TOPIC = 'x-shopify-topic';

/** The phone of an address, unless it is somebody else's: parcels go to others too, with their phone. */
function phoneOf(address: unknown, customer: Fields): string | undefined {
  const holder = fieldsOf(address);
  const isOther = ['first_name', 'last_name'].some((name) => {
    const [there, here] = [holder, customer].map((one) => textOf(one[name])?.toLowerCase());
    return there !== undefined && here !== undefined && there !== here;
  });
  return isOther ? undefined : textOf(holder.phone);
}

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
        phoneOf(address, customer),
        fieldsOf(order.billing_address).phone,
        phoneOf(order.shipping_address, { ...fieldsOf(order.billing_address), ...compact(customer) }),
      ),
      firstName: firstText(customer.first_name, fieldsOf(order.billing_address).first_name),
      lastName: firstText(customer.last_name, fieldsOf(order.billing_address).last_name),
      language: firstText(customer.locale, order.customer_locale),
      country: firstText(address.country_code, address.country),
      city: textOf(address.city),
    },
  });
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
    if (topic === '') return problem(`came without ${TOPIC}`);
    if (topic.startsWith('orders/') && topic !== 'orders/delete') {
      return textOf(about.id) === undefined
        ? problem('an order without an id', '/id')
        : { calls: orderCalls(about, customerOf(fieldsOf(about.customer), about)) };
    }
    if (topic === 'customers/create' || topic === 'customers/update') return { calls: customerCalls(about) };
    if (topic === 'refunds/create')
      return problem('names no customer: subscribe to orders/updated, which carries the refunds');
    return nothing;
  },
};
