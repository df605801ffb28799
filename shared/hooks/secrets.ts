// Secrets of an endpoint: sealed at rest, two live ones, and the verify token that is derived instead of stored.
import { randomBytes } from 'node:crypto';
import { invalid } from '../platform/errors.ts';
import { seal, unseal } from '../platform/seal.ts';
import { addressHash, type Keyring } from '../platform/token.ts';
import { type Endpoint, LIVE_SECRETS, type SourceName } from './schema.ts';
import { sources } from './sources.ts';

const PURPOSE = 'hook-secret';

export const newEndpointId = (): string => `hook_${randomBytes(16).toString('hex')}`;

export const sealSecret = (keyring: Keyring, endpointId: string, secret: string): string =>
  seal(keyring, PURPOSE, secret, endpointId);

export const openSecret = (keyring: Keyring, endpointId: string, sealed: string): string =>
  unseal(keyring, PURPOSE, sealed, endpointId);

/** Live secrets, newest first. Throws when one cannot be opened: a damaged row is no reason to let anything in. */
export const liveSecrets = (keyring: Keyring, { id, secrets }: Pick<Endpoint, 'id' | 'secrets'>): string[] =>
  secrets.map((sealed) => openSecret(keyring, id, sealed));

/** Facebook's verify token of an endpoint. */
export const verifyToken = (keyring: Keyring, endpointId: string): string =>
  addressHash(keyring, `facebook-verify:${endpointId}`);

export interface Chosen {
  /** To put in force; undefined: the sender's, not known yet. */
  secret: string | undefined;
  /** To show: only what we made. */
  shown: string | null;
}

const shapes: Partial<Record<SourceName, { pattern: RegExp; says: string }>> = {
  telegram: { pattern: /^[A-Za-z0-9_-]+$/, says: 'letters, digits, _ and - only (setWebhook, secret_token)' },
  stripe: { pattern: /^whsec_/, says: 'Stripe’s signing secret begins with whsec_' },
  standard: {
    pattern: /^(whsec_)?[A-Za-z0-9+/]{32,}={0,2}$/,
    says: 'whsec_ and base64 of at least 24 bytes',
  },
};

/** The secret given, else one we make where the sender takes ours. Throws 400 for one that cannot be the sender's. */
export function chooseSecret(source: SourceName, given: string | undefined): Chosen {
  const shape = shapes[source];
  if (given !== undefined && shape && !shape.pattern.test(given))
    throw invalid('The secret cannot be right.', [{ pointer: '/secret', detail: shape.says }]);
  if (given !== undefined) return { secret: given, shown: null };
  const made = sources[source].newSecret?.();
  return { secret: made, shown: made ?? null };
}

/** The new one in front, the one before it beside it. */
export const rotated = (secrets: readonly string[], added: string): string[] =>
  [added, ...secrets].slice(0, LIVE_SECRETS);
