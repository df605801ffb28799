// What may happen to a write key after it is made. Pure: from the stored key to the stored key.
import { conflict, notFound, preconditionFailed } from '../platform/errors.ts';
import { entityTag, mayChange } from '../platform/etag.ts';
import { writeKeyHash } from './write-key.ts';
import { LIVE_SECRETS, type Scope, type StoredKey } from './write-key-schema.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

const text = (ms: number): string => new Date(ms).toISOString();

/** Stored form of a secret that is made now (milliseconds). */
export function secretOf(key: string, now: number): StoredKey['secrets'][number] {
  const hash = writeKeyHash(key);
  return { id: `sec_${hash.slice(0, 16)}`, hash, createdAt: text(now) };
}

/** Without the secrets whose time is over. */
export function current(key: StoredKey, now: number): StoredKey {
  const isLive = ({ until }: { until?: string | undefined }) => until === undefined || until > text(now);
  return { ...key, secrets: key.secrets.filter(isLive) };
}

function inForce(key: StoredKey, now: number): StoredKey {
  if (key.revokedAt !== undefined) throw conflict('The write key is revoked. Make a new one.');
  return current(key, now);
}

/** With `key` as the newest secret; the one before it works for `graceHours` more. Throws 409 when two are live. */
export function rotated(
  stored: StoredKey,
  { key, graceHours, now }: { key: string; graceHours: number; now: number },
): StoredKey {
  const { secrets, ...rest } = inForce(stored, now);
  if (secrets.length >= LIVE_SECRETS) {
    throw conflict(
      'Two secrets are live. Revoke one of them first, so that no sender is cut off by surprise.',
    );
  }
  const until = text(now + graceHours * HOUR_MS);
  const old = graceHours > 0 ? secrets.map((secret) => ({ ...secret, until })) : [];
  return { ...rest, secrets: [secretOf(key, now), ...old] };
}

/**
 * Without one of two secrets; the one that is left works on without an end, or the key would die unnoticed. Throws 404, or
 * 409 for the last one.
 */
export function withoutSecret(stored: StoredKey, secretId: string, now: number): StoredKey {
  const key = inForce(stored, now);
  const secrets = key.secrets.filter(({ id }) => id !== secretId);
  if (secrets.length === key.secrets.length) throw notFound('There is no such live secret.');
  if (secrets.length === 0) throw conflict('It is the only live secret: rotate first, or revoke the key.');
  return { ...key, secrets: secrets.map(({ until: _, ...secret }) => secret) };
}

/** Out of force for good; again is no change. */
export const revoked = (key: StoredKey, now: number): StoredKey =>
  key.revokedAt === undefined ? { ...key, secrets: [], revokedAt: text(now) } : key;

/** Under another scope; what `scope` does not name goes back to its default. */
export function scoped(
  stored: StoredKey,
  scope: Scope & { eventsPerMinute: number },
  now: number,
): StoredKey {
  const { source: _source, kinds: _kinds, ...rest } = inForce(stored, now);
  return { ...rest, ...scope };
}

export const scopeOf = ({ source, kinds, eventsPerMinute }: StoredKey): Scope => ({
  ...(source !== undefined && { source }),
  ...(kinds && { kinds }),
  eventsPerMinute,
});

/**
 * `scoped`, if `ifMatch` allows; throws 412 when the scope is another than it says. The scope that stands there already is
 * no change: an answer was lost.
 */
export function rescoped(
  stored: StoredKey,
  scope: Scope & { eventsPerMinute: number },
  { ifMatch, now }: { ifMatch: string | undefined; now: number },
): StoredKey {
  const next = scoped(stored, scope, now);
  const before = entityTag(scopeOf(stored));
  if (entityTag(scopeOf(next)) === before) return stored;
  if (!mayChange(ifMatch, before)) {
    throw preconditionFailed('The write key has another scope by now. Read it again.');
  }
  return next;
}

/** Watched for so many minutes from now; 0: no longer. */
export function watched(stored: StoredKey, minutes: number, now: number): StoredKey {
  const { watchedUntil: _before, ...rest } = inForce(stored, now);
  return minutes > 0 ? { ...rest, watchedUntil: text(now + minutes * MINUTE_MS) } : rest;
}
