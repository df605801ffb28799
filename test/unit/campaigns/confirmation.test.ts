import { describe, expect, it } from 'vitest';
import { confirmPage } from '../../../shared/campaigns/confirm-page.ts';
import { confirmToken, readConfirmToken } from '../../../shared/campaigns/confirm-token.ts';
import {
  type ConfirmationFacts,
  decideConfirmation,
  REQUEST_EXPIRES_AFTER,
} from '../../../shared/campaigns/confirmation-gate.ts';
import { confirmationMessage } from '../../../shared/campaigns/on-consent-requested.ts';
import { readUnsubscribeToken, unsubscribeToken } from '../../../shared/campaigns/unsubscribe-token.ts';
import { consentEntry } from '../../../shared/customers/consent-entry.ts';
import type { Profile } from '../../../shared/customers/schema.ts';
import { mailText } from '../../../shared/platform/mail-text.ts';
import { addressHash, keyringOf } from '../../../shared/platform/token.ts';
import { aConsent, aCustomer, aCustomerId } from '../../support/factories.ts';
import { aConfirmationMail } from '../../support/mails.ts';

const NOW = Date.parse('2026-10-05T09:00:00Z');
const iso = (ms: number) => new Date(ms).toISOString();
const asked = { at: iso(NOW), receivedAt: iso(NOW) };
const unasked = (profile: Profile = { email: 'almaz@example.com' }) => aCustomer({ profile, consents: {} });
const facts = (over: Partial<ConfirmationFacts> = {}): ConfirmationFacts => ({
  message: asked,
  customer: unasked(),
  addressHash: 'hash-of-theirs',
  suppression: undefined,
  ...over,
});
const suppressed = (reason: 'unsubscribed' | 'erased' | 'bounced' | 'complained' | 'bounces-often') => ({
  suppression: { reason, at: iso(NOW - 1_000) },
});

describe('a confirmation mail goes', () => {
  it.each<[string, Partial<ConfirmationFacts>]>([
    ['to somebody who never consented', {}],
    [
      'to somebody who withdrew and asks again',
      { customer: aCustomer({ consents: { 'email:marketing': aConsent({ status: 'withdrawn' }) } }) },
    ],
    ['to somebody who unsubscribed and asks again', suppressed('unsubscribed')],
    ['to an address that was erased and comes back', suppressed('erased')],
    [
      'to somebody whose consent holds for another address',
      {
        customer: aCustomer({
          consents: { 'email:marketing': aConsent({ addressHash: 'hash-of-another' }) },
        }),
      },
    ],
    [
      'to somebody whose consent an unsubscription has overtaken',
      { customer: aCustomer(), ...suppressed('unsubscribed') },
    ],
  ])('%s', (_, over) => {
    expect(decideConfirmation(facts(over), NOW)).toEqual({ send: true });
  });
});

describe('no confirmation mail goes', () => {
  it.each<[string, Partial<ConfirmationFacts>, string]>([
    ['to nobody', { customer: undefined }, 'no-customer'],
    ['to an address that bounced', suppressed('bounced'), 'suppressed'],
    ['to an address that often bounces', suppressed('bounces-often'), 'suppressed'],
    ['to an address that complained', suppressed('complained'), 'suppressed'],
    ['to somebody who agreed already', { customer: aCustomer() }, 'already-granted'],
    [
      'to somebody who agreed by a link to this address',
      {
        customer: aCustomer({ consents: { 'email:marketing': aConsent({ addressHash: 'hash-of-theirs' }) } }),
      },
      'already-granted',
    ],
    ['to what is no address', { customer: unasked({ email: 'not an address' }) }, 'no-email'],
    [
      'for a request of yesterday',
      { message: { at: iso(NOW - REQUEST_EXPIRES_AFTER), receivedAt: iso(NOW) } },
      'expired',
    ],
    ['for a request with a damaged time', { message: { at: 'yesterday', receivedAt: iso(NOW) } }, 'expired'],
  ])('%s', (_, over, reason) => {
    expect(decideConfirmation(facts(over), NOW)).toEqual({ send: false, reason });
  });

  it('before the address of the form has arrived, for which it waits ten minutes', () => {
    const without = facts({ customer: unasked({}) });

    expect(decideConfirmation(without, NOW)).toEqual({
      send: false,
      reason: 'no-email',
      retryAt: NOW + 30_000,
    });
    expect(decideConfirmation(without, NOW + 600_000)).toEqual({ send: false, reason: 'no-email' });
  });
});

describe('the message of a request', () => {
  const entry = consentEntry({
    customerId: aCustomerId(),
    channel: 'email',
    purpose: 'marketing',
    status: 'requested',
    source: 'web-form',
    wordingVersion: '2026-01',
    at: iso(NOW),
    id: 'message 1 # | of any shape',
    receivedAt: iso(NOW),
  });

  it('is the same for the same request told again, and another for another', () => {
    const again = confirmationMessage({ ...entry, receivedAt: iso(NOW + 60_000) });
    const other = confirmationMessage({ ...entry, sk: `${entry.sk}-2` });

    expect(again?.sk).toBe(confirmationMessage(entry)?.sk);
    expect(other?.sk).not.toBe(again?.sk);
  });

  it('remembers what was asked and names no person', () => {
    expect(confirmationMessage(entry)).toMatchObject({
      id: expect.stringMatching(/^2026-10-05_consent-confirmation-[0-9a-f]{16}$/),
      state: 'queued',
      consent: { source: 'web-form', wordingVersion: '2026-01', requestedAt: iso(NOW) },
    });
  });

  it('comes of requests only', () => {
    expect(confirmationMessage({ ...entry, name: 'Consent Given' })).toBeUndefined();
  });

  it('ends in the log after 400 days, which a consent does not', () => {
    const days = ((entry.expiresAt ?? 0) * 1_000 - NOW) / 86_400_000;

    expect(days).toBe(400);
    expect(
      consentEntry({
        customerId: aCustomerId(),
        channel: 'email',
        purpose: 'marketing',
        status: 'granted',
        source: 'till',
        at: iso(NOW),
        id: 'a',
        receivedAt: iso(NOW),
      }).expiresAt,
    ).toBeUndefined();
  });
});

describe('a confirmation token', () => {
  const keyring = keyringOf('a-secret-of-the-stage-that-is-long-enough-1234');
  const link = {
    customerId: aCustomerId(),
    messageId: '2026-10-05_consent-confirmation-0123456789abcdef',
    addressHash: addressHash(keyring, 'almaz@example.com'),
    language: 'am' as const,
    expiresAt: NOW,
  };

  it('carries the request and its end, no address, and fits a path', () => {
    const token = confirmToken(keyring, link);

    expect(readConfirmToken(keyring, token)).toEqual(link);
    expect(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).not.toContain('almaz');
    expect(token).toMatch(/^[\w-]+\.[\w-]+$/);
    expect(token.length).toBeLessThan(400);
  });

  it('is no unsubscribe token, nor the other way round', () => {
    const { customerId, addressHash: hash, language } = link;
    const other = unsubscribeToken(keyring, { customerId, addressHash: hash, language });

    expect(readConfirmToken(keyring, other)).toBeUndefined();
    expect(readUnsubscribeToken(keyring, confirmToken(keyring, link))).toBeUndefined();
  });

  it('of another secret, or changed by one letter, is none', () => {
    const token = confirmToken(keyring, link);
    const foreign = keyringOf('another-secret-of-a-stage-that-is-long-enough');
    const changed = `${token.slice(0, 40)}${token[40] === 'A' ? 'B' : 'A'}${token.slice(41)}`;

    expect(readConfirmToken(foreign, token)).toBeUndefined();
    expect(readConfirmToken(keyring, changed)).toBeUndefined();
  });
});

describe('the confirmation mail', () => {
  it.each(['am', 'en'] as const)('has its link in the text too, once (%s)', (language) => {
    const text = mailText(aConfirmationMail({ language, confirmUrl: 'https://api.example.com/c/token' }));

    expect(text.match(/https:\/\/api\.example\.com\/c\/token\b/g)).toHaveLength(1);
    expect(text).toContain('7');
  });
});

describe('the confirmation page', () => {
  it('asks with a button that posts to where it is, and runs no script', () => {
    const page = confirmPage('ask', 'en', 'A<i> & B');

    expect(page).toContain('<form method="post"><button type="submit">');
    expect(page).not.toMatch(/<script|<img|<link|https?:|url\(|@import/);
    expect(page).toContain('A&lt;i&gt; &amp; B');
  });

  it.each(['done', 'expired', 'broken', 'later'] as const)(
    'has no button when there is nothing to press (%s)',
    (kind) => {
      expect(confirmPage(kind, 'am', 'ሸማ')).not.toContain('<button');
    },
  );
});
