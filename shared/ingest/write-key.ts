// Write keys: where clients put them, how they are made, what of them is stored (a hash).
import { createHash, randomBytes } from 'node:crypto';
import { isObject } from './incoming.ts';
import type { WriteKeyKind } from './write-key-schema.ts';

/** `tmgs_...` for servers, `tmgb_...` for browsers, with 192 random bits. */
export const newWriteKey = (kind: WriteKeyKind): string =>
  `tmg${kind === 'server' ? 's' : 'b'}_${randomBytes(24).toString('base64url')}`;

export const writeKeyHash = (key: string): string => createHash('sha256').update(key).digest('hex');

const basicUser = (authorization: string | undefined): string | undefined => {
  const [, encoded] = /^Basic\s+([A-Za-z0-9+/=_-]+)\s*$/i.exec(authorization ?? '') ?? [];
  return encoded && Buffer.from(encoded, 'base64').toString('utf8').split(':')[0];
};

const named = (holder: unknown): string | undefined =>
  isObject(holder) && typeof holder.writeKey === 'string' ? holder.writeKey : undefined;

/** The key of a request: Basic user, else `writeKey` of the body, else of the first event. */
export function writeKeyOf(authorization: string | undefined, body: unknown): string | undefined {
  const first = isObject(body) && Array.isArray(body.batch) ? body.batch[0] : undefined;
  const found = [basicUser(authorization), named(body), named(first)].find((key) => key?.trim());
  return found?.trim();
}
