import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressHash, keyringOf, signToken, verifyToken } from '../../../shared/platform/token.ts';

const first = 'first-key-0123456789-0123456789-0123456789';
const second = 'second-key-0123456789-0123456789-0123456789';
const keyring = keyringOf(first);
const rotated = keyringOf(JSON.stringify({ current: 'k2', k1: first, k2: second }));

const part = fc.string().filter((text) => !text.includes('|') && text.isWellFormed());

describe('a signed token', () => {
  it('gives back its parts', () => {
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
        expect(verifyToken(keyring, 'survey', signToken(keyring, 'survey', parts))).toEqual(parts);
      }),
    );
  });

  it('is refused when a single character differs', () => {
    const token = signToken(keyring, 'survey', ['cus_1', 'en']);
    const other = (character: string) => (character === 'A' ? 'B' : 'A');

    fc.assert(
      fc.property(fc.nat(token.length - 2), (at) => {
        const forged = token.slice(0, at) + other(token[at] ?? '') + token.slice(at + 1);
        expect(verifyToken(keyring, 'survey', forged)).toBeUndefined();
      }),
    );
  });

  it.each(['', '.', 'a.b', 'no-dot', '..', 'eyJ.%%%'])('is not "%s"', (text) => {
    expect(verifyToken(keyring, 'survey', text)).toBeUndefined();
  });

  it('is bound to its purpose and to our key', () => {
    const token = signToken(keyring, 'survey', ['x']);

    expect(verifyToken(keyring, 'unsubscribe', token)).toBeUndefined();
    expect(verifyToken(keyringOf(second), 'survey', token)).toBeUndefined();
  });

  it('outlives a rotation of keys', () => {
    const before = signToken(keyring, 'survey', ['x']);
    const after = signToken(rotated, 'survey', ['x']);

    expect(verifyToken(rotated, 'survey', before)).toEqual(['x']);
    expect(verifyToken(rotated, 'survey', after)).toEqual(['x']);
    expect(verifyToken(keyring, 'survey', after)).toBeUndefined();
  });

  it('cannot be made with a short key, or of a part that holds the separator', () => {
    expect(() => signToken(keyringOf('short'), 'survey', ['x'])).toThrow('too short');
    expect(() => signToken(keyring, 'survey', ['a|b'])).toThrow('separator');
  });

  it('needs a secret that names its current key', () => {
    expect(() => keyringOf('{"current":"k3","k1":"x"}')).toThrow();
  });
});

describe('the hash of an address', () => {
  it('is the same however the address is written, and after a rotation', () => {
    const hash = addressHash(keyring, 'abebe@example.com');

    expect(addressHash(keyring, ' Abebe@Example.COM ')).toBe(hash);
    expect(addressHash(rotated, 'abebe@example.com')).toBe(hash);
    expect(hash).toMatch(/^[0-9a-f]{32}$/);
  });

  it('differs by address and by key', () => {
    const hash = addressHash(keyring, 'abebe@example.com');

    expect(addressHash(keyring, 'abebe@example.org')).not.toBe(hash);
    expect(addressHash(keyringOf(second), 'abebe@example.com')).not.toBe(hash);
  });
});
