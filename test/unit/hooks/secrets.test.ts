import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeEndpoint, nextSecrets, shownOnce, viewOf } from '../../../shared/hooks/manage.ts';
import { Endpoint, type SourceName } from '../../../shared/hooks/schema.ts';
import { liveSecrets, verifyToken } from '../../../shared/hooks/secrets.ts';
import { makeLinkToken, readLinkToken } from '../../../shared/hooks/telegram-link.ts';
import { newId } from '../../../shared/platform/ids.ts';
import { seal, unseal } from '../../../shared/platform/seal.ts';
import { keyringOf } from '../../../shared/platform/token.ts';

const first = 'a'.repeat(64);
const keyring = keyringOf(first);
const rotatedKeyring = keyringOf(JSON.stringify({ current: 'k2', k1: first, k2: 'b'.repeat(64) }));
const now = Date.parse('2026-10-05T09:00:00Z');
const DAY = 86_400_000;

describe('sealed text', () => {
  it('opens for the same purpose and place, after the stage’s key was rotated too', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, about) => {
        expect(unseal(keyring, 'p', seal(keyring, 'p', text, about), about)).toBe(text);
        expect(unseal(rotatedKeyring, 'p', seal(keyring, 'p', text, about), about)).toBe(text);
      }),
    );
  });

  it('does not open elsewhere, for another purpose, with another key, or changed', () => {
    const sealed = seal(keyring, 'p', 'secret', 'here');
    const parts = sealed.split('.');
    const changed = [2, 3, 4]
      .map((at) => parts.with(at, `A${parts[at]?.slice(1)}`).join('.'))
      .filter((one) => one !== sealed);

    expect(() => unseal(keyring, 'p', sealed, 'there')).toThrow();
    expect(() => unseal(keyring, 'q', sealed, 'here')).toThrow();
    expect(() => unseal(keyringOf('c'.repeat(64)), 'p', sealed, 'here')).toThrow();
    for (const one of [...changed, '', 's0.k1.a.b.c', parts.slice(0, 4).join('.')]) {
      expect(() => unseal(keyring, 'p', one, 'here')).toThrow();
    }
  });

  it('is different each time and does not show the text', () => {
    const sealed = [1, 2].map(() => seal(keyring, 'p', 'whsec_visible', 'here'));

    expect(sealed[0]).not.toBe(sealed[1]);
    expect(sealed.join()).not.toContain(Buffer.from('whsec_visible').toString('base64url'));
  });
});

describe('an endpoint', () => {
  const made = (source: SourceName, over: object = {}) =>
    makeEndpoint({ source, name: 'x', ...over }, keyring, now);

  it('has an address of 128 random bits and secrets that no answer or row shows', () => {
    const { endpoint, shown } = made('woocommerce');
    const view = viewOf(endpoint, 'https://api.example.com');

    expect(Endpoint.parse(endpoint)).toEqual(endpoint);
    expect(endpoint.id).toMatch(/^hook_[0-9a-f]{32}$/);
    expect(view.url).toBe(`https://api.example.com/v1/hooks/woocommerce/${endpoint.id}`);
    expect(liveSecrets(keyring, endpoint)).toEqual([shown]);
    expect(JSON.stringify([endpoint, view])).not.toContain(shown);
  });

  it.each<[SourceName, RegExp]>([
    ['woocommerce', /^[\w-]{43}$/],
    ['telegram', /^[A-Za-z0-9_-]{1,256}$/],
    ['chapa', /^[\w-]{43}$/],
    ['standard', /^whsec_[A-Za-z0-9+/]{43}=$/],
  ])('of %s gets a secret from us', (source, shape) => {
    expect(made(source).shown).toMatch(shape);
  });

  it.each<SourceName>(['shopify', 'stripe', 'zendesk', 'chatwoot', 'facebook'])(
    'of %s can wait for the sender’s secret, which is never shown again',
    (source) => {
      const { endpoint, shown } = made(source);
      const given = source === 'stripe' ? 'whsec_of_the_sender_1' : 'secret-of-the-sender';

      const next = nextSecrets(endpoint, given, keyring);

      expect([endpoint.secrets, shown, next.shown]).toEqual([[], null, null]);
      expect(liveSecrets(keyring, { ...endpoint, ...next })).toEqual([given]);
      expect(() => nextSecrets(endpoint, undefined, keyring)).toThrow('This sender makes the secret.');
    },
  );

  it('has two live secrets, the new one and the one before', () => {
    const { endpoint, shown } = made('chapa');
    let secrets = endpoint.secrets;
    const shownLater = [1, 2].map(() => {
      const next = nextSecrets({ ...endpoint, secrets }, undefined, keyring);
      secrets = next.secrets;
      return next.shown;
    });

    expect(liveSecrets(keyring, { ...endpoint, secrets })).toEqual(shownLater.reverse());
    expect(shownLater).not.toContain(shown);
  });

  it('keeps the secret before when the newest is entered a second time', () => {
    const { endpoint } = made('shopify', { secret: 'secret-of-yesterday' });
    const first = nextSecrets(endpoint, 'secret-of-today-1', keyring);

    const again = nextSecrets({ ...endpoint, ...first }, 'secret-of-today-1', keyring);

    expect(liveSecrets(keyring, { ...endpoint, ...again })).toEqual([
      'secret-of-today-1',
      'secret-of-yesterday',
    ]);
  });

  it('refuses a secret that cannot be the sender’s, and settings of other senders', () => {
    for (const bad of [
      { source: 'stripe' as const, secret: 'sk_live_an_api_key_by_mistake' },
      { source: 'telegram' as const, secret: 'with+characters/telegram-refuses' },
      { source: 'standard' as const, secret: 'whsec_tooshort' },
      { source: 'shopify' as const, botName: 'bot_name' },
      { source: 'stripe' as const, apiKey: 'CHASECK-1' },
    ]) {
      expect(() => makeEndpoint({ name: 'x', ...bad }, keyring, now)).toThrow();
    }
  });

  it('of Facebook has a verify token of its own, the same every time', () => {
    const [one, other] = [made('facebook').endpoint, made('facebook').endpoint];

    expect(shownOnce(one, null, 'https://a.example', keyring).verifyToken).toBe(verifyToken(keyring, one.id));
    expect(verifyToken(keyring, one.id)).not.toBe(verifyToken(keyring, other.id));
    expect(shownOnce(made('chapa').endpoint, null, 'https://a.example', keyring)).not.toHaveProperty(
      'verifyToken',
    );
  });
});

describe('a Telegram link', () => {
  const customerId = newId('cus', now);

  it('leads to its customer, in characters and length that Telegram takes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 281_474_976_710_655 }), (time) => {
        const id = newId('cus', time);
        const token = makeLinkToken(keyring, id, now + DAY);
        expect(token).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
        expect(readLinkToken(keyring, token, now)).toBe(id);
        expect(readLinkToken(rotatedKeyring, token, now)).toBe(id);
      }),
    );
  });

  it('runs out', () => {
    const token = makeLinkToken(keyring, customerId, now + DAY);

    expect(readLinkToken(keyring, token, now + DAY - 1)).toBe(customerId);
    expect(readLinkToken(keyring, token, now + DAY)).toBeUndefined();
  });

  it('of another key, changed anywhere, or guessed leads nowhere', () => {
    const token = makeLinkToken(keyring, customerId, now + DAY);
    const bytes = Buffer.from(token, 'base64url');

    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(readLinkToken(keyring, changed.toString('base64url'), now)).toBeUndefined();
    }
    expect(readLinkToken(keyringOf('c'.repeat(64)), token, now)).toBeUndefined();
    for (const guess of ['', 'x', randomBytes(37).toString('base64url'), `${token}AA`])
      expect(readLinkToken(keyring, guess, now)).toBeUndefined();
  });
});
