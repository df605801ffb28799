// Other people's secrets at rest: AES-256-GCM with a key derived from the stage's secret, bound to what they are for.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { Keyring } from './token.ts';

const VERSION = 's1';
const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;

// HKDF (RFC 5869) keeps these keys apart from the ones that sign tokens, and each purpose from the others.
function keyFor(keyring: Keyring, id: string, purpose: string): Buffer {
  const key = keyring.keys.get(id);
  if (key === undefined || key.length < 32) throw new Error(`no usable key ${id}`);
  return Buffer.from(hkdfSync('sha256', key, '', `seal ${purpose}`, 32));
}

/** Seals a text. `about` names what it belongs to: moved to another place it no longer opens. */
export function seal(keyring: Keyring, purpose: string, text: string, about: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, keyFor(keyring, keyring.current, purpose), iv);
  cipher.setAAD(Buffer.from(about));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  const parts = [iv, cipher.getAuthTag(), sealed].map((part) => part.toString('base64url'));
  return [VERSION, keyring.current, ...parts].join('.');
}

/** The text that was sealed for the same purpose and place. Throws when it was tampered with or the key is gone. */
export function unseal(keyring: Keyring, purpose: string, sealed: string, about: string): string {
  const [version, keyId = '', iv = '', tag = '', text = ''] = sealed.split('.');
  if (version !== VERSION) throw new Error('sealed in a way that is not known');
  const decipher = createDecipheriv(CIPHER, keyFor(keyring, keyId, purpose), Buffer.from(iv, 'base64url'), {
    authTagLength: 16,
  });
  decipher.setAAD(Buffer.from(about));
  decipher.setAuthTag(Buffer.from(tag, 'base64url'));
  return Buffer.concat([decipher.update(Buffer.from(text, 'base64url')), decipher.final()]).toString('utf8');
}
