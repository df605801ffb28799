// What customers are compared by at night, as numbers that say nothing: keyed hashes, in columns.
import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import * as z from 'zod';
import { type Keyring, lastingKey } from '../../platform/token.ts';
import { type MatchTraits, traitNames } from './match-traits.ts';

/** 52 bits: among a million customers a chance meeting is one in nine thousand nights, and is seen through on reading. */
const HEX_DIGITS = 13;
const HELD_NAMES = 20_000;

const Column = z.array(z.int().min(0));
/** Row by row: a customer and the hashes of their traits, 0 where nothing is known. */
export const MatchKeys = z
  .object({
    ids: z.array(z.string()),
    phone: Column,
    email: Column,
    similarEmail: Column,
    name: Column,
    givenName: Column,
  })
  .refine(({ ids, ...columns }) => traitNames.every((name) => columns[name].length === ids.length), {
    error: 'columns of different lengths',
  });
export type MatchKeys = z.infer<typeof MatchKeys>;

export const emptyMatchKeys = (): MatchKeys => ({
  ids: [],
  phone: [],
  email: [],
  similarEmail: [],
  name: [],
  givenName: [],
});

export type Hasher = (traits: MatchTraits) => MatchTraits<number>;

/**
 * Hashes for one night. HMAC-SHA-256 under a key that HKDF (RFC 5869) derives from the stage's secret and the date: who
 * reads the hashes can neither turn them back nor follow anybody from night to night.
 */
export function hasherOf(keyring: Keyring, businessDate: string): Hasher {
  const derived = hkdfSync('sha256', lastingKey(keyring), '', `match customers ${businessDate}`, 32);
  const key = createSecretKey(Buffer.from(derived));
  const givenNames = new Map<string, number>();
  return (traits) => {
    const email = hashed(key, 'email', traits.email);
    if (givenNames.size >= HELD_NAMES) givenNames.clear();
    let givenName = givenNames.get(traits.givenName);
    if (givenName === undefined) {
      givenName = hashed(key, 'given name', traits.givenName);
      givenNames.set(traits.givenName, givenName);
    }
    return {
      phone: hashed(key, 'phone', traits.phone),
      email,
      similarEmail: traits.similarEmail === traits.email ? email : hashed(key, 'email', traits.similarEmail),
      name: hashed(key, 'name', traits.name),
      givenName,
    };
  };
}

/** Never 0 for a text. A hash as hexadecimal text costs half of one as bytes. */
function hashed(key: KeyObject, kind: string, text: string): number {
  if (text === '') return 0;
  const hex = createHmac('sha256', key).update(`${kind}\n${text}`).digest('hex');
  return Number.parseInt(hex.slice(0, HEX_DIGITS), 16) || 1;
}
