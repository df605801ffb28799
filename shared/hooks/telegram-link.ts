// The token behind /start: which customer a chat belongs to. At most 64 characters A-Z a-z 0-9 _ -, as Telegram allows.
// https://core.telegram.org/bots/features#deep-linking
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Keyring } from '../platform/token.ts';

export const LINK_DAYS = 30;

const VERSION = 1;
const MAC_BYTES = 16;
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const PREFIX = 'cus_';
const ULID_CHARS = 26;
const HEAD_BYTES = 1 + 16 + 4;

/** The 128 bits of a ULID (Crockford base 32). */
function ulidBytes(customerId: string): Buffer {
  let value = 0n;
  for (const letter of customerId.slice(PREFIX.length)) value = value * 32n + BigInt(LETTERS.indexOf(letter));
  return Buffer.from(value.toString(16).padStart(32, '0').slice(-32), 'hex');
}

function ulidOf(bytes: Uint8Array): string {
  let value = BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
  let text = '';
  for (let index = 0; index < ULID_CHARS; index += 1) {
    text = LETTERS[Number(value % 32n)] + text;
    value /= 32n;
  }
  return PREFIX + text;
}

const macOf = (key: string, head: Uint8Array): Buffer =>
  createHmac('sha256', key).update('telegram-link\n').update(head).digest().subarray(0, MAC_BYTES);

/** A token that joins a chat to the customer until `expiresAt` (milliseconds): version, customer, seconds, 128-bit HMAC. */
export function makeLinkToken(keyring: Keyring, customerId: string, expiresAt: number): string {
  const key = keyring.keys.get(keyring.current);
  if (key === undefined || key.length < 32) throw new Error('no usable key');
  const seconds = Buffer.alloc(4);
  seconds.writeUInt32BE(Math.floor(expiresAt / 1_000));
  const head = Buffer.concat([Uint8Array.of(VERSION), ulidBytes(customerId), seconds]);
  return Buffer.concat([head, macOf(key, head)]).toString('base64url');
}

/** The customer of a token of ours that has not run out at `now` (milliseconds); undefined for anything else. */
export function readLinkToken(keyring: Keyring, token: string, now: number): string | undefined {
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length !== HEAD_BYTES + MAC_BYTES || bytes[0] !== VERSION) return undefined;
  const [head, mac] = [bytes.subarray(0, HEAD_BYTES), bytes.subarray(HEAD_BYTES)];
  const isOurs = [...keyring.keys.values()]
    .map((key) => timingSafeEqual(macOf(key, head), mac))
    .includes(true);
  const isInTime = head.readUInt32BE(17) * 1_000 > now;
  return isOurs && isInTime ? ulidOf(head.subarray(1, 17)) : undefined;
}
