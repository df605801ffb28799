// A delivery from the wire to the queue: verified, stored raw, handed on. Nothing is acknowledged before it is safe.
import { createHash } from 'node:crypto';
import { readBody } from '../ingest/body.ts';
import { AppError, type FieldError, notFound, unauthorised, unavailable } from '../platform/errors.ts';
import { hashOf } from '../platform/ids.ts';
import { rejection } from './rejection.ts';
import type { Delivery, SourceName } from './schema.ts';
import type { Headers, Source } from './source.ts';
import { sources } from './sources.ts';

/** An endpoint ready to verify with. */
export interface Opened {
  source: SourceName;
  secrets: readonly string[];
}

export interface ReceiveParts {
  /**
   * Undefined: there is none. Throws when the store does not answer. `isDoubted`: what was given lately did not fit, and may
   * have been changed since.
   */
  find(endpointId: string, now: number, isDoubted?: boolean): Promise<Opened | undefined>;
  keep(key: string, bytes: Uint8Array, about: Record<string, string>): Promise<void>;
  enqueue(delivery: Delivery): Promise<void>;
  /** Puts a delivery that the queue did not take into the list of rejected events. */
  keepRejected(item: Record<string, unknown>): Promise<void>;
  /** Told that this has happened. */
  notHandedOn(error: unknown, delivery: Delivery): void;
}

export interface HookRequest {
  source: SourceName;
  endpointId: string;
  bytes: Uint8Array;
  headers: Headers;
  /** Milliseconds. */
  now: number;
}

const MAX_HEADER = 300;

const notTaken: FieldError = {
  pointer: '',
  detail: 'stored, but the queue did not take it: nothing is wrong with it, replay it',
};

/** Headers that the mapping will want, as printable ASCII: they also stand beside the stored object. */
function keptHeaders({ headers: names }: Source, headers: Headers): Record<string, string> {
  const pairs = names.flatMap((name) => {
    const value = headers[name]?.replaceAll(/[^\x20-\x7e]/g, '').slice(0, MAX_HEADER);
    return value ? [[name, value] as const] : [];
  });
  return Object.fromEntries(pairs);
}

/** Undefined for what is no JSON: the mapping will say so, with the bytes at hand. */
export function parseBody(bytes: Uint8Array): unknown {
  try {
    return readBody(bytes);
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

/** `hooks/<date>/<id>`: a delivery that comes again is the same object, another one never is. */
function objectKey(request: HookRequest, source: Source): string {
  const body = parseBody(request.bytes);
  const name = source.dedupeKey({ body, headers: request.headers }) ?? '';
  const digest = createHash('sha256').update(request.bytes).digest('hex');
  const date = new Date(request.now).toISOString().slice(0, 10);
  return `hooks/${date}/${hashOf([request.endpointId, name, digest])}`;
}

async function store(request: HookRequest, source: Source, parts: ReceiveParts): Promise<Delivery> {
  const delivery: Delivery = {
    endpointId: request.endpointId,
    source: request.source,
    key: objectKey(request, source),
    receivedAt: new Date(request.now).toISOString(),
    headers: keptHeaders(source, request.headers),
  };
  const about = { endpoint: delivery.endpointId, source: delivery.source, received: delivery.receivedAt };
  await parts.keep(delivery.key, request.bytes, { ...about, ...delivery.headers });
  await handOn(delivery, request.bytes, parts);
  return delivery;
}

// Some senders never send again what was answered 503: the bytes are here, so from here it goes on.
async function handOn(delivery: Delivery, bytes: Uint8Array, parts: ReceiveParts): Promise<void> {
  try {
    await parts.enqueue(delivery);
  } catch (error) {
    await parts.keepRejected(rejection(delivery, bytes, notTaken));
    parts.notHandedOn(error, delivery);
  }
}

/** A secret entered a moment ago must hold: some senders never send a refused delivery again. */
async function isVerified(request: HookRequest, { secrets }: Opened, parts: ReceiveParts): Promise<boolean> {
  const { verify } = sources[request.source];
  if (verify({ ...request, secrets })) return true;
  const again = await parts.find(request.endpointId, request.now, true);
  return again?.source === request.source && verify({ ...request, secrets: again.secrets });
}

/**
 * Takes one delivery; gives back where it is kept, or undefined for a ping, which carries nothing. Throws 404 for an
 * endpoint that is not there, 401 for a signature that does not hold, 503 for everything a second try may cure.
 */
export async function receive(request: HookRequest, parts: ReceiveParts): Promise<Delivery | undefined> {
  try {
    const endpoint = await parts.find(request.endpointId, request.now);
    if (endpoint?.source !== request.source) throw notFound('There is no such endpoint.');
    const source = sources[request.source];
    if (source.isPing?.(request)) return undefined;
    if (!(await isVerified(request, endpoint, parts)))
      throw unauthorised('The signature does not hold, or it is too old.');
    return await store(request, source, parts);
  } catch (error) {
    if (error instanceof AppError && error.status < 500) throw error;
    throw unavailable('The delivery could not be stored. Send it again.', error);
  }
}
