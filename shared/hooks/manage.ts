// What an owner does about endpoints: made, listed, given new secrets. Pure; the stores are in functions/hooks/admin.ts.
import { invalid } from '../platform/errors.ts';
import type { Keyring } from '../platform/token.ts';
import type { HookEndpoint } from './routes.ts';
import type { Endpoint, SourceName } from './schema.ts';
import { chooseSecret, liveSecrets, newEndpointId, rotated, sealSecret, verifyToken } from './secrets.ts';

export interface NewEndpoint {
  source: SourceName;
  name: string;
  secret?: string | undefined;
  botName?: string | undefined;
  apiKey?: string | undefined;
}

/** A new endpoint, ready to store, and the secret to show if we made it. `now` in milliseconds. */
export function makeEndpoint(
  asked: NewEndpoint,
  keyring: Keyring,
  now: number,
): { endpoint: Endpoint; shown: string | null } {
  const { source, name, botName, apiKey } = asked;
  if (botName !== undefined && source !== 'telegram') throw notFor('/botName', source);
  if (apiKey !== undefined && source !== 'chapa') throw notFor('/apiKey', source);
  const { secret, shown } = chooseSecret(source, asked.secret);
  const id = newEndpointId();
  const endpoint: Endpoint = {
    id,
    source,
    name,
    createdAt: new Date(now).toISOString(),
    version: 1,
    secrets: secret === undefined ? [] : [sealSecret(keyring, id, secret)],
    ...(botName !== undefined && { botName }),
    ...(apiKey !== undefined && { apiKey: sealSecret(keyring, id, apiKey) }),
  };
  return { endpoint, shown };
}

const notFor = (pointer: string, source: SourceName) =>
  invalid('The request is not valid.', [{ pointer, detail: `${source} has none` }]);

/** The secrets of an endpoint after a new one came into force. Throws 400 where the sender must make it and none is given. */
export function nextSecrets(
  { id, source, secrets }: Endpoint,
  given: string | undefined,
  keyring: Keyring,
): { secrets: string[]; shown: string | null } {
  const { secret, shown } = chooseSecret(source, given);
  if (secret === undefined) {
    throw invalid('This sender makes the secret.', [
      { pointer: '/secret', detail: `copy it from ${source}` },
    ]);
  }
  // Entered twice it is one secret: a second copy would push out the one that the sender may still be using.
  if (liveSecrets(keyring, { id, secrets })[0] === secret) return { secrets: [...secrets], shown };
  return { secrets: rotated(secrets, sealSecret(keyring, id, secret)), shown };
}

/** As shown to owners: everything but secrets. `publicUrl` without a trailing slash. */
export const viewOf = (endpoint: Endpoint, publicUrl: string): HookEndpoint => ({
  id: endpoint.id,
  source: endpoint.source,
  name: endpoint.name,
  url: `${publicUrl}/v1/hooks/${endpoint.source}/${endpoint.id}`,
  createdAt: endpoint.createdAt,
  secrets: endpoint.secrets.length,
  ...(endpoint.botName !== undefined && { botName: endpoint.botName }),
  asksSender: endpoint.apiKey !== undefined,
});

/** The same with what is shown once. */
export const shownOnce = (endpoint: Endpoint, shown: string | null, publicUrl: string, keyring: Keyring) => ({
  ...viewOf(endpoint, publicUrl),
  secret: shown,
  ...(endpoint.source === 'facebook' && { verifyToken: verifyToken(keyring, endpoint.id) }),
});
