// What kind of log entry an event becomes, and how long the log keeps it.
import * as z from 'zod';
import { Channel, Purpose } from '../customers/schema.ts';
import type { Incoming } from './incoming.ts';
import { OrderProperties, orderOf, refundOf } from './order.ts';
import type { Kind, Order, SignalFact } from './schema.ts';
import { signalOf } from './signal-events.ts';
import type { WriteKeyKind } from './write-key-schema.ts';

export const CONSENT_GIVEN = 'Consent Given';
export const CONSENT_WITHDRAWN = 'Consent Withdrawn';
/** Asks for a mail with a link that grants the consent: what a public form may send. */
export const CONSENT_REQUESTED = 'Consent Requested';

/** What a consent call says in `properties`. */
export const ConsentProperties = z.looseObject({
  channel: Channel,
  purpose: Purpose.default('marketing'),
  source: z.string().trim().min(1).max(100),
  wordingVersion: z.string().max(100).optional(),
  /** Put there by the page behind a confirmation link (customers/consent-entry.ts). */
  addressHash: z.string().max(100).optional().catch(undefined),
});

/** The same of a request: a link can only prove whose mailbox it is. */
export const ConsentRequestProperties = ConsentProperties.extend({
  channel: z.literal('email', 'only e-mail can be confirmed by a link'),
});

const names = new Map(
  ['Order Completed', 'Order Refunded', CONSENT_GIVEN, CONSENT_WITHDRAWN, CONSENT_REQUESTED].map((name) => [
    name.toLowerCase(),
    name,
  ]),
).set('completed order', 'Order Completed');

/** The name of a track event in our vocabulary: letter case does not matter, v1 names have aliases. */
export const trackName = (name: string): string => names.get(name.toLowerCase()) ?? name;

/** The event's name in our vocabulary; pages are named by kind. */
export function eventName(event: Incoming): string {
  if (event.type === 'track') return trackName(event.event);
  if (event.type === 'page' || event.type === 'screen') return event.name ?? event.type;
  return event.type;
}

export interface Meaning {
  kind: Kind;
  order?: Order;
  signal?: SignalFact;
}

/** Throws ZodError (paths below the event) when an order or a consent cannot be read. */
export function meaningOf(
  event: Incoming,
  name: string,
  given: { keyKind: WriteKeyKind; currency: string },
): Meaning {
  if (event.type === 'identify') return { kind: 'identify' };
  if (event.type === 'page' || event.type === 'screen') return { kind: 'visit' };
  if (event.type !== 'track') return { kind: 'event' };
  if (name === 'Order Completed') {
    const order = orderOf(propertiesOf(event, OrderProperties), given.currency);
    if (order === undefined) throw missingAmount();
    // A free order is something that happened, not a purchase.
    return order.amount > 0 ? { kind: 'purchase', order } : { kind: 'event' };
  }
  if (name === 'Order Refunded') {
    return { kind: 'refund', order: refundOf(propertiesOf(event, OrderProperties), given.currency) };
  }
  if (name === CONSENT_GIVEN || name === CONSENT_WITHDRAWN) {
    propertiesOf(event, ConsentProperties);
    // A browser key is public: whoever reads it could "consent" for others. Withdrawing is always believed.
    return { kind: name === CONSENT_GIVEN && given.keyKind === 'browser' ? 'event' : 'consent' };
  }
  if (name === CONSENT_REQUESTED) {
    propertiesOf(event, ConsentRequestProperties);
    return { kind: 'consent' };
  }
  const signal = signalOf(name, event.properties);
  return signal ? { kind: 'signal', signal } : { kind: 'event' };
}

/** The properties of a call, read by `schema`; the paths of its complaints start at the event. */
function propertiesOf<S extends z.ZodType>(event: { properties: object }, schema: S): z.output<S> {
  const parsed = schema.safeParse(event.properties);
  if (parsed.success) return parsed.data;
  throw new z.ZodError(
    parsed.error.issues.map((issue) => ({ ...issue, path: ['properties', ...issue.path] })),
  );
}

const missingAmount = () =>
  new z.ZodError([
    {
      code: 'custom',
      path: ['properties', 'total'],
      message: 'an order needs total, revenue or products with prices',
      input: undefined,
    },
  ]);

const DAY = 86_400;
const DAYS_KEPT: Partial<Record<Kind, number>> = { visit: 400, event: 760, signal: 760 };

/** A request that was confirmed lives on in the consent it led to. */
const REQUEST_DAYS = 400;

/** Epoch seconds at which the log forgets an entry; undefined for what stats, profile and consent are made of. */
export function expiryOf(kind: Kind, atMs: number, name?: string): number | undefined {
  const days = kind === 'consent' && name === CONSENT_REQUESTED ? REQUEST_DAYS : DAYS_KEPT[kind];
  return days === undefined ? undefined : Math.floor(atMs / 1000) + days * DAY;
}
