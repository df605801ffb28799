// Signed tokens for links that people open without signing in, and the keyed hash of an address that outlives them.
import { createHmac, timingSafeEqual } from 'node:crypto';

/** Keys by id. Links in old mails must go on working, so a key is added when keys rotate and none is taken away. */
export interface Keyring {
  readonly current: string;
  readonly keys: ReadonlyMap<string, string>;
}

const VERSION = '1';
const FIRST_KEY = 'k1';
const SEPARATOR = '|';

/**
 * Reads the stage's secret: plain text is the one key `k1`; after a rotation it is JSON such as
 * `{"current": "k2", "k1": "...", "k2": "..."}`. `k1` stays: it salts the address hashes.
 */
export function keyringOf(secret: string): Keyring {
  if (!secret.trimStart().startsWith('{'))
    return { current: FIRST_KEY, keys: new Map([[FIRST_KEY, secret]]) };
  const { current, ...rest } = JSON.parse(secret) as Record<string, string>;
  const keys = new Map(Object.entries(rest));
  if (!current || !keys.has(current) || !keys.has(FIRST_KEY))
    throw new Error('the secret names no current key');
  return { current, keys };
}

function keyOf(keyring: Keyring, id: string): string | undefined {
  const key = keyring.keys.get(id);
  if (key !== undefined && key.length < 32) throw new Error(`key ${id} is too short`);
  return key;
}

const mac = (key: string, domain: string, text: string): Buffer =>
  createHmac('sha256', key).update(`${domain}\n${text}`).digest();

/** A token for `purpose` that carries `parts`: base64url text, a dot, base64url HMAC-SHA256. Parts hold no `|`. */
export function signToken(keyring: Keyring, purpose: string, parts: readonly string[]): string {
  if (parts.some((part) => part.includes(SEPARATOR))) throw new Error('a token part holds the separator');
  const text = [VERSION, keyring.current, purpose, ...parts].join(SEPARATOR);
  const key = keyOf(keyring, keyring.current);
  if (key === undefined) throw new Error('the secret names no current key');
  return `${Buffer.from(text).toString('base64url')}.${mac(key, 'token', text).toString('base64url')}`;
}

/** The parts of a token made for `purpose` with a key of ours; undefined for any other text. */
export function verifyToken(keyring: Keyring, purpose: string, token: string): string[] | undefined {
  const [payload = '', signature = ''] = token.split('.');
  const text = Buffer.from(payload, 'base64url').toString('utf8');
  const [version, keyId = '', tokenPurpose, ...parts] = text.split(SEPARATOR);
  const key = keyOf(keyring, keyId);
  if (version !== VERSION || key === undefined) return undefined;
  const expected = mac(key, 'token', text);
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  return tokenPurpose === purpose ? parts : undefined;
}

/** The key that outlives rotations, to derive others from that must stay the same. */
export function lastingKey(keyring: Keyring): string {
  const key = keyOf(keyring, FIRST_KEY);
  if (key === undefined) throw new Error('the secret has no first key');
  return key;
}

/** 128 bits of a keyed hash of an e-mail address: recognises the address again, cannot be turned back into it. */
export function addressHash(keyring: Keyring, email: string): string {
  return mac(lastingKey(keyring), 'address', email.trim().toLowerCase()).toString('hex').slice(0, 32);
}
