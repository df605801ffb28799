// A request, from bytes to stored: key, events judged one by one, customers, log. Sending twice stores once.
import type { Claim } from '../customers/identity.ts';
import { AppError, invalid, tooMany, unauthorised, unavailable } from '../platform/errors.ts';
import { inParallel } from '../platform/parallel.ts';
import type { CheckingPlan } from '../quality/plan/plan-check.ts';
import { type Accepted, type Envelope, judge, openEnvelope, type Rules } from './accept.ts';
import { readBody } from './body.ts';
import { distinctEntries, entryOf, rejectedItem } from './entries.ts';
import type { EventType } from './incoming.ts';
import { type Allowance, rateHeaders } from './rate-limit.ts';
import { recentEvents } from './recent.ts';
import type { IngestStore, KnownKey } from './store.ts';
import { instantText } from './times.ts';
import { writeKeyHash, writeKeyOf } from './write-key.ts';

export interface TakeInParts {
  store: IngestStore;
  /** The write key in force with this hash, if there is one; throws when the store does not answer. */
  findKey(hash: string, now: number): Promise<KnownKey | undefined>;
  /** Customer ids of claims, in order; opens new customers (customers/identity-store.ts). */
  resolve(claims: readonly Claim[], now: number, source: string): Promise<string[]>;
  /** Whether a key may send so many events now (ingest/rate-limit.ts). */
  allow(key: KnownKey, events: number, now: number): Promise<Allowance>;
  /** Notes now and then that a secret is in use; never throws. */
  noteUse(secretId: string, now: number): Promise<void>;
  currency: string;
  /** Default region of phones, ISO 3166-1 alpha-2. */
  country: string;
  /** The tracking plan that accepted events are held against; never throws (quality/plan-in-force.ts). */
  plan(): Promise<CheckingPlan>;
}

export interface Request {
  bytes: Uint8Array;
  type: EventType | 'batch';
  authorization: string | undefined;
  /** Milliseconds. */
  now: number;
}

/** What holds for events that come together. */
export interface Taking {
  envelope: Envelope;
  rules: Rules;
  /** Id of the write key or webhook endpoint that brought them. */
  source: string;
  /** Milliseconds. */
  now: number;
  /** Kept with each rejected event: where it came from. */
  more?: Record<string, unknown>;
  /** Id of the write key whose owner wants to see what becomes of its events. */
  watchedKey?: string | undefined;
}

interface Taken {
  accepted: number;
  rejected: number;
}

const PARALLEL = 16;

/** Twice what Segment documents: so many are stored well before the first client stops waiting, after ten seconds. */
export const MAX_BATCH_EVENTS = 5_000;

/**
 * Stores what a request carries; `headers` say how much more the key may send. Throws 400 for a body that is no JSON or no
 * envelope (or far too many events), 401 for a key that is known to be wrong, 429 for a key that sends too much, 503 for everything that a second
 * try may cure.
 */
export async function takeIn(
  request: Request,
  parts: TakeInParts,
): Promise<Taken & { headers: Record<string, string> }> {
  try {
    const body = readBody(request.bytes);
    const key = await admit(request, body, parts);
    const { events, envelope } = opened(body, request);
    const headers = await letIn(key, events.length, request.now, parts);
    const [taken] = await Promise.all([
      takeEvents(events, takingOf(key, envelope, parts), parts),
      parts.noteUse(key.secretId, request.now),
    ]);
    return { ...taken, headers };
  } catch (error) {
    if (error instanceof AppError) throw error;
    // Clients retry a 503 that names a delay; some give up on a plain 500 within two seconds.
    throw unavailable('The events could not be stored. Send them again.', error);
  }
}

function opened(body: unknown, { type, now }: Request) {
  const found = openEnvelope(body, type, now);
  if (!found)
    throw invalid('The body is not a call of this route.', [
      { pointer: '/batch', detail: 'a list of events' },
    ]);
  if (found.events.length > MAX_BATCH_EVENTS)
    throw invalid('The batch is too long.', [
      { pointer: '/batch', detail: `at most ${MAX_BATCH_EVENTS} events` },
    ]);
  return found;
}

function takingOf(
  key: KnownKey,
  envelope: Envelope,
  parts: Pick<TakeInParts, 'currency' | 'country'>,
): Taking {
  const { receivedAt: now } = envelope;
  return {
    envelope,
    rules: { keyKind: key.kind, kinds: key.kinds, currency: parts.currency, country: parts.country },
    source: key.source ?? key.id,
    now,
    more: { key: key.id },
    ...((key.watchedUntil ?? '') > instantText(now) && { watchedKey: key.id }),
  };
}

/** Rate headers of a key that may send; throws 429 for one that may not now. */
async function letIn(
  key: KnownKey,
  events: number,
  now: number,
  parts: Pick<TakeInParts, 'allow'>,
): Promise<Record<string, string>> {
  const allowance = await parts.allow(key, events, now);
  const headers = rateHeaders(allowance);
  if (allowance.isAllowed) return headers;
  throw tooMany('The write key sent more events than it may in a minute.', allowance.resetSeconds, headers);
}

/**
 * Judges events one by one and stores them all: the good ones in the log, the others in the list of rejected events with
 * what `more` says of where they came from. Throws what the stores throw; then all of it may be repeated.
 */
export async function takeEvents(
  events: readonly unknown[],
  taking: Taking,
  parts: Pick<TakeInParts, 'store' | 'resolve' | 'plan'>,
): Promise<Taken> {
  const { envelope, source, now, more, watchedKey } = taking;
  const rules = { ...taking.rules, plan: await parts.plan() };
  const verdicts = events.map((event) => judge(event, envelope, rules));
  const accepted = verdicts.flatMap((verdict) => ('accepted' in verdict ? [verdict.accepted] : []));
  const rejected = verdicts.flatMap((verdict, index) =>
    'rejected' in verdict
      ? [{ ...rejectedItem(verdict.rejected, { source, receivedAt: now, index, envelope }), ...more }]
      : [],
  );
  const [customerIds] = await Promise.all([
    storeAccepted(accepted, source, now, parts),
    parts.store.keepRejected(rejected),
  ]);
  if (watchedKey !== undefined) {
    const seen = recentEvents(verdicts, customerIds, now);
    // All is stored: whoever looks on may miss something, the sender must not send again.
    await parts.store.keepRecent(watchedKey, seen).catch(() => {});
  }
  return { accepted: accepted.length, rejected: rejected.length };
}

async function admit(request: Request, body: unknown, parts: TakeInParts): Promise<KnownKey> {
  const key = writeKeyOf(request.authorization, body);
  if (key === undefined)
    throw unauthorised('A write key is needed: as Basic user or as writeKey in the body.');
  const known = await parts.findKey(writeKeyHash(key), request.now);
  if (!known) throw unauthorised('The write key is not known.');
  return known;
}

/** Stores judged events; gives back their customers, in order. */
export async function storeAccepted(
  accepted: readonly Accepted[],
  source: string,
  now: number,
  parts: Pick<TakeInParts, 'store' | 'resolve'>,
): Promise<string[]> {
  if (accepted.length === 0) return [];
  const customerIds = await parts.resolve(
    accepted.map(({ claim }) => claim),
    now,
    source,
  );
  const placed = await inParallel(accepted, PARALLEL, async (event, index) => {
    const customerId = customerIds[index] ?? '';
    const { kind, id, isUnnamed, raw } = event;
    const firstSeen = raw ?? (await parts.store.firstSeen([customerId, kind, id], isUnnamed, now));
    return entryOf({ accepted: event, customerId, firstSeen }, source, now);
  });
  await parts.store.save(distinctEntries(placed));
  return customerIds;
}
