// A request, from bytes to stored: key, events judged one by one, customers, log. Sending twice stores once.
import type { Claim } from '../customers/identity.ts';
import { AppError, invalid, unauthorised, unavailable } from '../platform/errors.ts';
import { inParallel } from '../platform/parallel.ts';
import { type Accepted, type Envelope, judge, openEnvelope, type Rules } from './accept.ts';
import { readBody } from './body.ts';
import { distinctEntries, entryOf, rejectedItem } from './entries.ts';
import type { EventType } from './incoming.ts';
import type { IngestStore, KnownKey } from './store.ts';
import { writeKeyHash, writeKeyOf } from './write-key.ts';

export interface TakeInParts {
  store: IngestStore;
  /** The write key in force with this hash, if there is one; throws when the store does not answer. */
  findKey(hash: string, now: number): Promise<KnownKey | undefined>;
  /** Customer ids of claims, in order; opens new customers (customers/identity-store.ts). */
  resolve(claims: readonly Claim[], now: number, source: string): Promise<string[]>;
  currency: string;
  /** Default region of phones, ISO 3166-1 alpha-2. */
  country: string;
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
}

const PARALLEL = 16;

/**
 * Stores what a request carries. Throws 400 for a body that is no JSON or no envelope, 401 for a key that is known to be
 * wrong, 503 for everything that a second try may cure.
 */
export async function takeIn(
  request: Request,
  parts: TakeInParts,
): Promise<{ accepted: number; rejected: number }> {
  try {
    const body = readBody(request.bytes);
    const key = await admit(request, body, parts);
    const opened = openEnvelope(body, request.type, request.now);
    if (!opened)
      throw invalid('The body is not a call of this route.', [
        { pointer: '/batch', detail: 'a list of events' },
      ]);
    const rules: Rules = { keyKind: key.kind, currency: parts.currency, country: parts.country };
    const taking = { envelope: opened.envelope, rules, source: key.id, now: request.now };
    return await takeEvents(opened.events, taking, parts);
  } catch (error) {
    if (error instanceof AppError) throw error;
    // Clients retry a 503 that names a delay; some give up on a plain 500 within two seconds.
    throw unavailable('The events could not be stored. Send them again.', error);
  }
}

/**
 * Judges events one by one and stores them all: the good ones in the log, the others in the list of rejected events with
 * what `more` says of where they came from. Throws what the stores throw; then all of it may be repeated.
 */
export async function takeEvents(
  events: readonly unknown[],
  { envelope, rules, source, now, more }: Taking,
  parts: Pick<TakeInParts, 'store' | 'resolve'>,
): Promise<{ accepted: number; rejected: number }> {
  const verdicts = events.map((event) => judge(event, envelope, rules));
  const accepted = verdicts.flatMap((verdict) => ('accepted' in verdict ? [verdict.accepted] : []));
  const rejected = verdicts.flatMap((verdict, index) =>
    'rejected' in verdict ? [rejectedItem(verdict.rejected, { source, receivedAt: now, index })] : [],
  );
  await Promise.all([
    store(accepted, source, now, parts),
    parts.store.keepRejected(rejected.map((item) => ({ ...item, ...more }))),
  ]);
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

async function store(
  accepted: readonly Accepted[],
  source: string,
  now: number,
  parts: Pick<TakeInParts, 'store' | 'resolve'>,
): Promise<void> {
  if (accepted.length === 0) return;
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
}
