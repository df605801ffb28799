// May this confirmation mail go out? It needs no consent, as it asks for one; nobody gets it who cannot or need not use it.
import { isGrantedFor } from '../customers/consent.ts';
import { type Customer, consentKey } from '../customers/schema.ts';
import { isMailAddress } from '../platform/mail-headers.ts';
import { type Decision, isLiftable, isSuppressed, no } from './gate.ts';
import type { Message, Suppression } from './schema.ts';

export interface ConfirmationFacts {
  message: Pick<Message, 'at' | 'receivedAt'>;
  /** Undefined when there is no such customer (any more). */
  customer: Customer | undefined;
  /** Keyed hash of the customer's address; undefined without one. */
  addressHash: string | undefined;
  suppression: Suppression | undefined;
}

const MINUTE = 60_000;
/** Nobody expects the mail a day after the form; requests out of old data never mail anybody. */
export const REQUEST_EXPIRES_AFTER = 24 * 60 * MINUTE;
/** A form sends the address beside the request; it reaches the customer a moment later. */
const ADDRESS_COMES_WITHIN = 10 * MINUTE;
const LOOK_AGAIN_AFTER = MINUTE / 2;

/** Decides on one confirmation. `now` in milliseconds. Quiet hours do not hold: the person has just asked for it. */
export function decideConfirmation(
  { message, customer, addressHash, suppression }: ConfirmationFacts,
  now: number,
): Decision {
  if (!customer) return no('no-customer');
  if (!(now - Date.parse(message.at) < REQUEST_EXPIRES_AFTER)) return no('expired');
  const { email } = customer.profile;
  if (email === undefined) {
    const isFresh = now - Date.parse(message.receivedAt) < ADDRESS_COMES_WITHIN;
    return no('no-email', isFresh ? now + LOOK_AGAIN_AFTER : undefined);
  }
  if (!isMailAddress(email)) return no('no-email');
  // What the consent would lift does not stand in its way.
  if (suppression && !isLiftable(suppression)) return no('suppressed');
  const consent = customer.consents[consentKey('email', 'marketing')];
  const isGranted = isGrantedFor(consent, addressHash) && !isSuppressed(suppression, consent.at);
  return isGranted ? no('already-granted') : { send: true };
}
