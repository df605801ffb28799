// What a confirmation link carries: which request, the hash of the address it was mailed to, and until when it is good.
import * as z from 'zod';
import { CustomerId, Language } from '../customers/schema.ts';
import { type Keyring, signToken, verifyToken } from '../platform/token.ts';
import { messageSortKey } from './schema.ts';

const PURPOSE = 'confirm-email-marketing';

/** Days a link is good for. */
export const LINK_DAYS = 7;

export const Confirmation = z.object({
  customerId: CustomerId,
  /** Id of the message that carries the link. */
  messageId: z.string().refine((id) => messageSortKey(id) !== undefined),
  addressHash: z.string().regex(/^[0-9a-f]{32}$/),
  language: Language,
  /** Milliseconds. */
  expiresAt: z.coerce.number().int().positive(),
});
export type Confirmation = z.infer<typeof Confirmation>;

export const confirmToken = (keyring: Keyring, confirmation: Confirmation): string => {
  const { customerId, messageId, addressHash, language, expiresAt } = confirmation;
  return signToken(keyring, PURPOSE, [customerId, messageId, addressHash, language, String(expiresAt)]);
};

/** Undefined for a token that we did not make. One that has expired is still read: the page says so. */
export function readConfirmToken(keyring: Keyring, token: string): Confirmation | undefined {
  const [customerId, messageId, addressHash, language, expiresAt] =
    verifyToken(keyring, PURPOSE, token) ?? [];
  return Confirmation.safeParse({ customerId, messageId, addressHash, language, expiresAt }).data;
}
