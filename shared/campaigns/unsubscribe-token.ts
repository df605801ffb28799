// What an unsubscribe link carries: whose consent it ends, and the hash of the address it was mailed to, so that it
// still works when the customer has another address, or is erased.
import * as z from 'zod';
import { CustomerId, Language } from '../customers/schema.ts';
import { type Keyring, signToken, verifyToken } from '../platform/token.ts';

const PURPOSE = 'unsubscribe-email-marketing';

export const Unsubscription = z.object({
  customerId: CustomerId,
  addressHash: z.string().regex(/^[0-9a-f]{32}$/),
  language: Language,
});
export type Unsubscription = z.infer<typeof Unsubscription>;

export const unsubscribeToken = (
  keyring: Keyring,
  { customerId, addressHash, language }: Unsubscription,
): string => signToken(keyring, PURPOSE, [customerId, addressHash, language]);

/** Undefined for a token that we did not make. */
export function readUnsubscribeToken(keyring: Keyring, token: string): Unsubscription | undefined {
  const [customerId, addressHash, language] = verifyToken(keyring, PURPOSE, token) ?? [];
  return Unsubscription.safeParse({ customerId, addressHash, language }).data;
}
