// What an event gives and we could not read, whatever the plan says: it is kept as sent, and is of no use.
import { normaliseEmail } from '../../customers/email.ts';
import type { Claim } from '../../customers/identity.ts';
import { normalisePhone } from '../../customers/phone.ts';
import { countryCode } from '../../ingest/country.ts';
import { type Incoming, isObject, traitsOf } from '../../ingest/incoming.ts';
import { languageOf, spellings, timeZoneOf, traitIn } from '../../ingest/profile.ts';
import type { Order } from '../../ingest/schema.ts';
import { ratingEvents, signalOf } from '../../ingest/signal-events.ts';
import type { Violation } from './violation.ts';

/** An accepted event and what was read of it. */
export interface Reading {
  event: Incoming;
  /** As ingest knows it. */
  name: string;
  order?: Order | undefined;
  /** Nothing but its content names the event. */
  isUnnamed: boolean;
  /** Contact data that was read already. */
  claim: Claim;
  /** ISO 3166-1 alpha-2: where phones without a country code are from. */
  country: string;
}

const MAX_REMEMBERED = 500;
/** Of words that come again and again: asking Intl each time would cost more than all the rest of an event. */
function remembered(isKnown: (text: string) => boolean): (text: string) => boolean {
  const answers = new Map<string, boolean>();
  return (text) => {
    const answer = answers.get(text) ?? isKnown(text);
    if (answers.size >= MAX_REMEMBERED) answers.clear();
    answers.set(text, answer);
    return answer;
  };
}

let currencies: ReadonlySet<string> | undefined;
/** ISO 4217 codes, those of the past too. */
function isCurrency(code: string): boolean {
  currencies ??= new Set(Intl.supportedValuesOf('currency'));
  return currencies.has(code);
}

/** A language we know of, though perhaps not one that we write in. */
function isLanguage(text: string): boolean {
  if (languageOf(text)) return true;
  const [tag = ''] = text.split(/[-_]/);
  if (!/^[A-Za-z]{2,3}$/.test(tag)) return false;
  return new Intl.DisplayNames('en', { type: 'language', fallback: 'none' }).of(tag) !== undefined;
}

const readers: Record<keyof typeof spellings, (text: string, country: string) => boolean> = {
  email: (text) => normaliseEmail(text) !== undefined,
  phone: (text, country) => normalisePhone(text, country) !== undefined,
  language: remembered(isLanguage),
  timeZone: remembered((text) => timeZoneOf(text) !== undefined),
  country: remembered((text) => countryCode(text) !== undefined),
};

/** Where the traits of a call stand: some clients copy them into the context, and some only there. */
export const traitsAt = ({ traits }: Incoming): string =>
  Object.keys(traits).length > 0 ? '/traits' : '/context/traits';

function traitsNotRead({ event, country, claim }: Reading): Violation[] {
  const traits = traitsOf(event);
  const address = isObject(traits.address) ? traits.address : {};
  return (Object.keys(readers) as (keyof typeof spellings)[]).flatMap((field) => {
    const own = traitIn(traits, spellings[field]);
    const inAddress = field === 'country' && !own ? traitIn(address, spellings.country) : undefined;
    const found = own ?? inAddress;
    // An identity is made of the traits of these very names.
    const isRead =
      (found?.name === 'email' || found?.name === 'phone') && claim.ids[found.name] !== undefined;
    if (!found || found.text === null || isRead || readers[field](found.text, country)) return [];
    const pointer = `${traitsAt(event)}${inAddress ? '/address' : ''}/${found.name}`;
    return [{ pointer, rule: field.toLowerCase() }];
  });
}

function orderNotRead({ order, isUnnamed }: Reading): Violation[] {
  if (!order) return [];
  // Told of by two systems, or sent again by one, it counts twice; a refund of all of an order must say of which.
  const isNameless = order.orderId === undefined && (isUnnamed || order.isWhole === true);
  return [
    ...(isCurrency(order.currency) ? [] : [{ pointer: '/properties/currency', rule: 'currency' }]),
    ...(isNameless ? [{ pointer: '/properties/order_id', rule: 'order-id' }] : []),
  ];
}

function ratingNotRead(name: string, properties: object): Violation[] {
  return ratingEvents.has(name.toLowerCase()) && signalOf(name, properties) === undefined
    ? [{ pointer: '/properties/rating', rule: 'rating' }]
    : [];
}

/** Violations by rules of ours: phone, email, language, timezone, country, currency, order-id, rating. */
export function notRead(reading: Reading): Violation[] {
  const { event, name } = reading;
  if (event.type === 'identify') return traitsNotRead(reading);
  if (event.type !== 'track') return [];
  return [...orderNotRead(reading), ...ratingNotRead(name, event.properties)];
}
