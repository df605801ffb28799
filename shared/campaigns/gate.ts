// May this message go to this customer now? The one gate before every send; whatever is not known to be right is a no.
import { COMPLAINT_DAYS } from '../churn/signals.ts';
import { isGrantedFor } from '../customers/consent.ts';
import { type Customer, consentKey } from '../customers/schema.ts';
import { dayOf } from '../platform/days.ts';
import { isMailAddress } from '../platform/mail-headers.ts';
import { isTimeZone, type QuietHours, quietUntil } from './quiet-hours.ts';
import type { Message, Refusal, Suppression } from './schema.ts';

export interface GateFacts {
  message: Pick<Message, 'at' | 'episode' | 'sk'>;
  /** Undefined when there is no such customer (any more). */
  customer: Customer | undefined;
  /** Keyed hash of the customer's address; undefined without one. */
  addressHash: string | undefined;
  suppression: Suppression | undefined;
  /** All messages of this customer, this one included. */
  messages: readonly Pick<Message, 'sk' | 'state' | 'stateAt'>[];
  /** Histories are on their way to or from this customer since a merge: what was bought, sent and said is not whole. */
  isUnsettled: boolean;
  /** A source of sales is silent: who bought there looks as if they had not. */
  areSalesMissing: boolean;
  businessTimeZone: string;
  quietHours: QuietHours;
}

export type Decision =
  | { send: true }
  /** With `retryAt` (milliseconds) the message waits; without it the answer is final. */
  | { send: false; reason: Refusal; retryAt?: number };

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const SETTLES_WITHIN = HOUR / 6;
/** A mail about a silence is stale a week later; the next episode brings its own. */
export const EXPIRES_AFTER = 7 * DAY;
/** Most marketing mails a person gets within a rolling window, whatever the campaign. */
export const CAPS = [
  { within: DAY, atMost: 1 },
  { within: 7 * DAY, atMost: 3 },
] as const;

/** States in which a mail went out, or may have. */
const COUNTED = new Set<Message['state']>([
  'sending',
  'unknown',
  'sent',
  'delivered',
  'bounced',
  'complained',
]);

export const no = (reason: Refusal, retryAt?: number): Decision => ({
  send: false,
  reason,
  ...(retryAt !== undefined && { retryAt }),
});

/** Bounces and complaints are not the customer's to lift. */
export const isLiftable = ({ reason }: Suppression): boolean =>
  reason === 'unsubscribed' || reason === 'erased';

/** A consent newer than an unsubscription or erasure lifts it. */
export function isSuppressed(suppression: Suppression | undefined, consentAt: string): boolean {
  if (!suppression) return false;
  return !isLiftable(suppression) || !(Date.parse(consentAt) > Date.parse(suppression.at));
}

/** When the caps next leave room, milliseconds; undefined when there is room now. */
function capUntil(sentAt: readonly number[], now: number): number | undefined {
  const waits = CAPS.flatMap(({ within, atMost }) => {
    const inside = sentAt.filter((at) => at > now - within).sort((a, b) => b - a);
    const oldestCounted = inside[atMost - 1];
    return oldestCounted === undefined ? [] : [oldestCounted + within];
  });
  return waits.length === 0 ? undefined : Math.max(...waits);
}

/** Whether the episode that caused the message still lasts. */
function episodeOver(customer: Customer, episode: number): Refusal | undefined {
  if (customer.stats?.lastDay !== episode) return 'bought-again';
  const band = customer.score?.band;
  return band === 'at-risk' || band === 'lapsed' ? undefined : 'no-longer-at-risk';
}

/** Nobody whose complaint is open is asked to buy: the message waits, a day at a time, until it is settled or stale. */
function isComplaining({ signals }: Customer, now: number, timeZone: string): boolean {
  const since = signals?.complaintSince;
  return since !== undefined && dayOf(now, timeZone) - since <= COMPLAINT_DAYS;
}

/** Decides on one message. `now` in milliseconds. Final reasons come before waits: nobody waits for a certain no. */
export function decide(facts: GateFacts, now: number): Decision {
  const { customer, message } = facts;
  if (!customer) return no('no-customer');
  const isExpired = !(now - Date.parse(message.at) < EXPIRES_AFTER);
  // Nothing but the time is sure of a customer in between.
  if (facts.isUnsettled) return isExpired ? no('expired') : no('merging', now + SETTLES_WITHIN);
  if (!isMailAddress(customer.profile.email ?? '')) return no('no-email');
  const consent = customer.consents[consentKey('email', 'marketing')];
  if (consent?.status !== 'granted') return no('no-consent');
  if (!isGrantedFor(consent, facts.addressHash)) return no('other-address');
  if (isSuppressed(facts.suppression, consent.at)) return no('suppressed');
  const over = episodeOver(customer, message.episode);
  if (over) return no(over);
  if (isExpired) return no('expired');
  if (isComplaining(customer, now, facts.businessTimeZone)) return no('open-complaint', now + DAY);
  if (facts.areSalesMissing) return no('sales-missing', now + DAY);
  return whenToSend(facts, customer.profile.timeZone ?? facts.businessTimeZone, now);
}

function whenToSend(facts: GateFacts, zone: string, now: number): Decision {
  if (!isTimeZone(zone)) return no('unknown-time-zone');
  const others = facts.messages.filter(({ sk, state }) => sk !== facts.message.sk && COUNTED.has(state));
  const capped = capUntil(
    others.map(({ stateAt }) => Date.parse(stateAt)),
    now,
  );
  if (capped !== undefined) return no('frequency-cap', capped);
  const quiet = quietUntil(now, zone, facts.quietHours);
  return quiet === undefined ? { send: true } : no('quiet-hours', quiet);
}
