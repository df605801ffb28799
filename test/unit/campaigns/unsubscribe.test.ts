import { describe, expect, it } from 'vitest';
import { pageHeaders } from '../../../shared/campaigns/page.ts';
import { unsubscribePage } from '../../../shared/campaigns/unsubscribe-page.ts';
import { readUnsubscribeToken, unsubscribeToken } from '../../../shared/campaigns/unsubscribe-token.ts';
import { addressHash, keyringOf, signToken } from '../../../shared/platform/token.ts';
import { aCustomerId } from '../../support/factories.ts';

const keyring = keyringOf('a-secret-of-the-stage-that-is-long-enough-1234');
const unsubscription = {
  customerId: aCustomerId(),
  addressHash: addressHash(keyring, 'abebe@example.com'),
  language: 'am' as const,
};

describe('an unsubscribe token', () => {
  it('carries whose consent it ends, and no address', () => {
    const token = unsubscribeToken(keyring, unsubscription);
    const readable = Buffer.from(token.split('.')[0] ?? '', 'base64url').toString();

    expect(readUnsubscribeToken(keyring, token)).toEqual(unsubscription);
    expect(readable).not.toContain('@');
    expect(readable).not.toContain('abebe');
  });

  it('fits a header and a path', () => {
    const token = unsubscribeToken(keyring, unsubscription);

    expect(token).toMatch(/^[\w-]+\.[\w-]+$/);
    expect(token.length).toBeLessThan(300);
  });

  it('is good for this purpose only', () => {
    const other = signToken(keyring, 'survey', Object.values(unsubscription));

    expect(readUnsubscribeToken(keyring, other)).toBeUndefined();
  });
});

describe('the unsubscribe page', () => {
  it('asks with a button that posts to where it is, and runs no script', () => {
    const page = unsubscribePage('ask', 'en', 'Shemma Coffee');

    expect(page).toContain('<form method="post"><button type="submit">');
    expect(page).not.toMatch(/<script|<img|<link|https?:|url\(|@import/);
  });

  it.each(['done', 'broken', 'later'] as const)(
    'has no button when there is nothing to press (%s)',
    (kind) => {
      expect(unsubscribePage(kind, 'am', 'ሸማ')).not.toContain('<button');
    },
  );

  it('escapes the name of the business', () => {
    expect(unsubscribePage('ask', 'en', 'A<i> & B')).toContain('A&lt;i&gt; &amp; B');
  });

  it('may load its own style, post to itself, and nothing else', () => {
    const policy = pageHeaders['content-security-policy'];

    expect(policy).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/]{43}='; form-action 'self'; frame-ancestors 'none'; base-uri 'none'$/,
    );
  });
});
