// One event judged by itself: what the log will keep of it, or why not. Never throws for what a client sent.
import * as z from 'zod';
import type { Claim } from '../customers/identity.ts';
import type { FieldError } from '../platform/errors.ts';
import { fieldErrors } from '../platform/http.ts';
import { hashOf } from '../platform/ids.ts';
import { cutText } from '../platform/text.ts';
import type { CheckingPlan } from '../quality/plan/plan-check.ts';
import type { Flags } from '../quality/plan/violation.ts';
import { MAX_EVENT_BYTES, packText } from './body.ts';
import { claimOf } from './claims.ts';
import { type EventType, Incoming, isObject } from './incoming.ts';
import { CONSENT_WITHDRAWN, eventName, expiryOf, type Meaning, meaningOf } from './kinds.ts';
import { correctedTime, instantOf } from './times.ts';
import type { EventKind, WriteKeyKind } from './write-key-schema.ts';

/** What holds for all events of a request. */
export interface Envelope {
  /** Of single-event routes; a batch names the type in each event. */
  type?: EventType;
  context: Record<string, unknown>;
  /** Length of the shared context as JSON. Default: none. */
  contextBytes?: number;
  sentAt: number | undefined;
  receivedAt: number;
}

export interface Rules {
  keyKind: WriteKeyKind;
  currency: string;
  /** ISO 3166-1 alpha-2, for phones written without a country code. */
  country: string;
  /** From a webhook whose signature held: contact data and accounts in other systems identify in every call. */
  isSigned?: boolean;
  /** The only kinds that count; all others are rejected. Default: every kind. */
  kinds?: readonly EventKind[] | undefined;
  /** What accepted events are held against; it marks them and rejects none. Default: nothing. */
  plan?: CheckingPlan | undefined;
}

export interface Accepted extends Meaning {
  claim: Claim;
  name: string;
  /** The client's message id, or a hash of the event. */
  id: string;
  /** Only a hash names it: the sender gave no message id. */
  isUnnamed: boolean;
  /** Milliseconds as the client gave it; undefined: it happened when it arrived. */
  raw: number | undefined;
  /** Corrected time in milliseconds; undefined with `raw`. */
  at: number | undefined;
  body: Uint8Array<ArrayBuffer>;
  expiresAt?: number | undefined;
  /** How it keeps to the tracking plan; nothing when it does. */
  flags?: Flags | undefined;
}

export interface Rejected {
  reasons: FieldError[];
  /** JSON of the event as sent. */
  text: string;
  type?: string | undefined;
  messageId?: string | undefined;
}

export type Verdict = { accepted: Accepted } | { rejected: Rejected };

// Not part of what happened: refreshed on a retry.
const unstable = new Set(['sentAt', '_metadata']);

/** JSON with sorted keys: equal events give equal text. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (key, inner: unknown) =>
    isObject(inner)
      ? Object.fromEntries(
          Object.entries(inner)
            .filter(([name]) => key !== '' || !unstable.has(name))
            .sort(([one], [other]) => (one < other ? -1 : 1)),
        )
      : inner,
  );
}

const MAX_MESSAGE_ID = 100;
const messageIdOf = (given: string | undefined, event: unknown): string => {
  if (given === undefined) return `h-${hashOf([canonical(event)])}`;
  return given.length <= MAX_MESSAGE_ID ? given : `h-${hashOf([given])}`;
};

function textOf(event: unknown): string | undefined {
  try {
    return JSON.stringify(event);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const reject = (text: string, event: unknown, reasons: FieldError[]): Verdict => {
  const label = (value: unknown) => (typeof value === 'string' ? cutText(value, 100) : undefined);
  const { type, messageId } = isObject(event) ? event : {};
  return { rejected: { reasons, text, type: label(type), messageId: label(messageId) } };
};

const needsId: FieldError = { pointer: '/userId', detail: 'an event needs userId or anonymousId' };
const namesNobody: FieldError = {
  pointer: '/userId',
  detail: 'names nobody: no account, no e-mail address, no phone number that can exist',
};
const tooDeep: FieldError = { pointer: '', detail: 'nested too deeply' };

/** Clients put their key into an event; nothing that is kept of one may hold it. */
function withoutKey(event: unknown): unknown {
  if (!isObject(event) || !Object.hasOwn(event, 'writeKey')) return event;
  const { writeKey: _secret, ...kept } = event;
  return kept;
}

/** Judges one event of a request. */
export function judge(sent: unknown, envelope: Envelope, rules: Rules): Verdict {
  const event = withoutKey(sent);
  const text = textOf(event);
  if (text === undefined) return reject('', event, [tooDeep]);
  if (Buffer.byteLength(text) > MAX_EVENT_BYTES) {
    return reject(text, event, [{ pointer: '', detail: `larger than ${MAX_EVENT_BYTES} bytes` }]);
  }
  if (!isObject(event)) return reject(text, event, [{ pointer: '', detail: 'not an object' }]);
  const merged = withEnvelope(event, envelope);
  if (isTooLarge(text, envelope)) {
    return reject(text, event, [
      { pointer: '/context', detail: `larger than ${MAX_EVENT_BYTES} bytes with the context of its batch` },
    ]);
  }
  const parsed = Incoming.safeParse(merged);
  if (!parsed.success) return reject(text, event, fieldErrors(parsed.error));
  const claim = believed(claimOf(parsed.data, rules.country, rules.isSigned), rules);
  if (!claim) {
    return reject(text, event, [rules.isSigned ? namesNobody : needsId]);
  }
  try {
    const taken = accepted(parsed.data, { event, merged, claim, envelope, rules });
    const refusal = refusalOf(taken, parsed.data.type, rules);
    return refusal ? reject(text, event, [refusal]) : { accepted: taken };
  } catch (error) {
    if (error instanceof z.ZodError) return reject(text, event, fieldErrors(error));
    // Sorting keys goes deeper into the stack than plain JSON does.
    if (error instanceof RangeError) return reject(text, event, [tooDeep]);
    throw error;
  }
}

// A browser key is public: whoever reads it could put the next customer's id on somebody else, and no un-merging parts them.
const believed = (claim: Claim | undefined, { keyKind }: Rules): Claim | undefined =>
  claim?.previous !== undefined && keyKind === 'server' ? { ...claim, mayRename: true } : claim;

/** Why the key may not send this; nothing when it may. Withdrawn consent is believed from everybody. */
function refusalOf({ kind, name }: Accepted, type: EventType, { kinds }: Rules): FieldError | undefined {
  // It says who somebody is, as an identify call does.
  const needed = type === 'alias' ? 'identify' : kind;
  if (!kinds || name === CONSENT_WITHDRAWN || kinds.some((allowed) => allowed === needed)) return undefined;
  return { pointer: '/type', detail: `this write key may not send: ${needed}` };
}

/** Whether the event with what its batch shares is more than one event may be. */
const isTooLarge = (text: string, { contextBytes = 0 }: Envelope): boolean =>
  contextBytes > 0 && Buffer.byteLength(text) + contextBytes > MAX_EVENT_BYTES;

function withEnvelope(event: Record<string, unknown>, envelope: Envelope): Record<string, unknown> {
  const own = isObject(event.context) ? event.context : {};
  const isShared = Object.keys(envelope.context).length > 0;
  return {
    ...event,
    ...(isShared && { context: { ...envelope.context, ...own } }),
    ...(envelope.type && { type: envelope.type }),
  };
}

function accepted(
  parsed: Incoming,
  from: { event: unknown; merged: Record<string, unknown>; claim: Claim; envelope: Envelope; rules: Rules },
): Accepted {
  const { envelope, rules, merged } = from;
  const name = eventName(parsed);
  const meaning = meaningOf(parsed, name, rules);
  const raw = parsed.timestamp ?? parsed.originalTimestamp;
  const sentAt = parsed.sentAt ?? envelope.sentAt;
  const { receivedAt } = envelope;
  const corrected = raw === undefined ? undefined : correctedTime({ raw, sentAt, receivedAt });
  // By a fast clock it would outlive a withdrawal of the next minutes.
  const at =
    corrected !== undefined && meaning.kind === 'consent' ? Math.min(corrected, receivedAt) : corrected;
  const isUnnamed = parsed.messageId === undefined;
  const when = at ?? envelope.receivedAt;
  const read = { event: parsed, name, at: when, order: meaning.order, isUnnamed, claim: from.claim };
  return {
    ...meaning,
    claim: from.claim,
    name,
    id: messageIdOf(parsed.messageId, from.event),
    isUnnamed,
    raw,
    at,
    body: packText(JSON.stringify(merged)),
    expiresAt: expiryOf(meaning.kind, when, name),
    flags: rules.plan?.flagsOf({ ...read, country: rules.country }),
  };
}

/** The context of a batch; one nested too deeply to be written is too large for any event. */
export function sharedContext(given: unknown): Pick<Envelope, 'context' | 'contextBytes'> {
  if (!isObject(given) || Object.keys(given).length === 0) return { context: {} };
  const text = textOf(given);
  return { context: given, contextBytes: text === undefined ? MAX_EVENT_BYTES : Buffer.byteLength(text) };
}

/** The events of a request body and what they share. Undefined: the body is no envelope of this route. */
export function openEnvelope(
  body: unknown,
  type: EventType | 'batch',
  receivedAt: number,
): { events: unknown[]; envelope: Envelope } | undefined {
  if (!isObject(body)) return undefined;
  const sentAt = typeof body.sentAt === 'string' ? instantOf(body.sentAt) : undefined;
  if (type !== 'batch') {
    return { events: [body], envelope: { type, context: {}, sentAt, receivedAt } };
  }
  if (!Array.isArray(body.batch)) return undefined;
  return { events: body.batch, envelope: { ...sharedContext(body.context), sentAt, receivedAt } };
}
