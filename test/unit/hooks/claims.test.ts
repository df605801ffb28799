// Whose a webhook is: accounts in other systems beside the shop's own ids, e-mail and phone.
import { describe, expect, it } from 'vitest';
import { type Claim, resolve } from '../../../shared/customers/identity.ts';
import type { StrongIds } from '../../../shared/customers/schema.ts';
import { claimOf } from '../../../shared/ingest/claims.ts';
import { Incoming } from '../../../shared/ingest/incoming.ts';

const track = (context: object, more: object = {}) =>
  Incoming.parse({ type: 'track', event: 'x', context, ...more });
const account = { externalIds: [{ type: 'telegram', id: 4711 }] };

describe('the claim of an event', () => {
  it('has accounts and contact data of any call when its sender was verified, and only then', () => {
    const context = { ...account, traits: { email: 'A@Example.com', phone: '0911234567' } };

    expect(claimOf(track(context), 'ET', true)).toEqual({
      ids: { source: 'telegram#4711', email: 'a@example.com', phone: '+251911234567' },
    });
    expect(claimOf(track(context), 'ET')).toBeUndefined();
    expect(claimOf(track(context, { userId: 'u' }), 'ET')).toEqual({ ids: { user: 'u' } });
  });

  it.each(['user', 'email', 'phone', 'anon', 'source', 'Telegram', '', 'a#b', 7, null])(
    'has no account in a system called %j, which could pass for another identity',
    (type) => {
      expect(claimOf(track({ externalIds: [{ type, id: '1' }] }), 'ET', true)).toBeUndefined();
    },
  );

  it('takes the first account that can be read', () => {
    const externalIds = [
      null,
      { type: 'user', id: '1' },
      { type: 'shopify', id: ' ' },
      { type: 'shopify', id: '9007199254740993' },
    ];

    expect(claimOf(track({ externalIds }), 'ET', true)).toEqual({
      ids: { source: 'shopify#9007199254740993' },
    });
  });
});

describe('an account in another system', () => {
  const ask = (
    claim: Claim['ids'],
    identities: Record<string, string>,
    customers: Record<string, StrongIds> = {},
  ) =>
    resolve(
      [{ ids: claim }],
      { identities: new Map(Object.entries(identities)), customers: new Map(Object.entries(customers)) },
      () => 'new',
    );

  it('joins the customer that its e-mail leads to', () => {
    const { customerIds, links } = ask({ source: 'shopify#1', email: 'e' }, { 'email#e': 'c' });

    expect(customerIds).toEqual(['c']);
    expect(links).toMatchObject([
      { customerId: 'c', add: [{ kind: 'source', value: 'shopify#1' }], mustLack: new Set() },
    ]);
  });

  it('stays the same person’s when they change their e-mail there', () => {
    const known = { 'shopify#1': 'c', 'email#old': 'c' };

    const { customerIds } = ask({ source: 'shopify#1', email: 'new' }, known, { c: { email: 'old' } });

    expect(customerIds).toEqual(['c']);
  });

  it('is never a reason for two customers: one person may have several', () => {
    const known = { 'telegram#1': 'c', 'user#u': 'c' };

    const { customerIds } = ask({ user: 'u', source: 'shopify#2' }, known, { c: { user: 'u' } });

    expect(customerIds).toEqual(['c']);
  });

  it('that shares only a phone with somebody who has another e-mail is somebody else', () => {
    const { customerIds } = ask(
      { source: 'shopify#2', email: 'b', phone: 'p' },
      { 'phone#p': 'c' },
      { c: { email: 'a', phone: 'p' } },
    );

    expect(customerIds).toEqual(['new']);
  });
});
