import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Claim,
  claimKeys,
  identityKey,
  type Known,
  resolve,
} from '../../../shared/customers/identity.ts';
import type { StrongIds } from '../../../shared/customers/schema.ts';

const knowing = (identities: Record<string, string>, customers: Record<string, StrongIds> = {}): Known => ({
  identities: new Map(Object.entries(identities)),
  customers: new Map(Object.entries(customers)),
});
const counter = () => {
  let count = 0;
  return () => {
    count += 1;
    return `new-${count}`;
  };
};
const nobody = knowing({});

describe('resolve', () => {
  it('opens one customer for the first events of one person in one batch', () => {
    const { customerIds, links } = resolve(
      [{ ids: { anon: 'a' } }, { ids: { user: 'u', email: 'e', anon: 'a' } }, { ids: { user: 'u' } }],
      nobody,
      counter(),
    );

    expect(customerIds).toEqual(['new-1', 'new-1', 'new-1']);
    expect(links).toEqual([
      {
        customerId: 'new-1',
        isNew: true,
        add: [
          { kind: 'anon', value: 'a' },
          { kind: 'user', value: 'u' },
          { kind: 'email', value: 'e' },
        ],
        mustLack: new Set(),
      },
    ]);
  });

  it('writes nothing when everybody is known', () => {
    expect(
      resolve([{ ids: { user: 'u', anon: 'a' } }], knowing({ 'user#u': 'c1', 'anon#a': 'c1' }), counter()),
    ).toEqual({
      customerIds: ['c1'],
      links: [],
      unknownCustomers: [],
    });
  });

  it('links a new device to a known user without asking who that is', () => {
    const { customerIds, links, unknownCustomers } = resolve(
      [{ ids: { user: 'u', anon: 'b' } }],
      knowing({ 'user#u': 'c1' }),
      counter(),
    );

    expect({ customerIds, unknownCustomers }).toEqual({ customerIds: ['c1'], unknownCustomers: [] });
    expect(links).toMatchObject([{ customerId: 'c1', isNew: false, add: [{ kind: 'anon', value: 'b' }] }]);
  });

  it('gives a nameless visitor who signs in their user id, if nobody else took that place', () => {
    const { customerIds, links } = resolve(
      [{ ids: { user: 'u', anon: 'a' } }],
      knowing({ 'anon#a': 'c1' }, { c1: {} }),
      counter(),
    );

    expect(customerIds).toEqual(['c1']);
    expect(links).toMatchObject([
      { customerId: 'c1', add: [{ kind: 'user', value: 'u' }], mustLack: new Set(['user']) },
    ]);
  });

  it('asks for the strong ids of a customer that only a weaker id leads to', () => {
    const known = knowing({ 'phone#p': 'c1' });

    expect(resolve([{ ids: { user: 'u', phone: 'p' } }], known, counter()).unknownCustomers).toEqual(['c1']);
  });

  it.each<[string, Claim['ids'], Known]>([
    ['device', { user: 'u2', anon: 'a' }, knowing({ 'anon#a': 'c1' }, { c1: { user: 'u1' } })],
    ['phone', { user: 'u2', phone: 'p' }, knowing({ 'phone#p': 'c1' }, { c1: { user: 'u1' } })],
    ['e-mail', { user: 'u2', email: 'e' }, knowing({ 'email#e': 'c1' }, { c1: { user: 'u1' } })],
    ['device, by e-mail', { email: 'e2', anon: 'a' }, knowing({ 'anon#a': 'c1' }, { c1: { email: 'e1' } })],
  ])('opens a customer of their own for a second person on a shared %s', (_title, ids, known) => {
    const { customerIds, links } = resolve([{ ids }, { ids }], known, counter());

    expect(customerIds).toEqual(['new-1', 'new-1']);
    expect(links.map(({ customerId }) => customerId)).toEqual(['new-1']);
  });

  it('keeps the customer of the strongest id when ids are of different customers', () => {
    const known = knowing({ 'user#u': 'c1', 'email#e': 'c2', 'anon#a': 'c3' });

    expect(resolve([{ ids: { user: 'u', email: 'e', anon: 'a' } }], known, counter())).toMatchObject({
      customerIds: ['c1'],
      links: [],
    });
  });

  it('believes an alias: the new user id belongs to the customer of the earlier id', () => {
    const known = knowing({ 'user#old': 'c1' });
    const claim = { ids: { user: 'new' }, previous: 'old', mayRename: true };
    const { customerIds, links } = resolve([claim], known, counter());

    expect(customerIds).toEqual(['c1']);
    expect(links).toMatchObject([
      { customerId: 'c1', add: [{ kind: 'user', value: 'new' }], mustLack: new Set() },
    ]);
  });

  it('does not believe it of a sender who may not rename: the new user id is another customer', () => {
    const known = knowing({ 'user#old': 'c1' }, { c1: { user: 'old' } });
    const { customerIds, links } = resolve([{ ids: { user: 'new' }, previous: 'old' }], known, counter());

    expect(customerIds).toEqual(['new-1']);
    expect(links).toMatchObject([{ customerId: 'new-1', add: [{ kind: 'user', value: 'new' }] }]);
  });

  it('never makes two known users one, whoever says so', () => {
    const known = knowing({ 'user#old': 'c1', 'user#new': 'c2' });
    const claim = { ids: { user: 'new' }, previous: 'old', mayRename: true };

    expect(resolve([claim], known, counter())).toMatchObject({ customerIds: ['c2'], links: [] });
  });

  it('does not let an alias take over a device that is somebody else’s', () => {
    const known = knowing({ 'anon#a': 'c1' }, { c1: { user: 'u1' } });

    expect(resolve([{ ids: { user: 'u2' }, previous: 'a' }], known, counter()).customerIds).toEqual([
      'new-1',
    ]);
  });

  it('never gives an identifier to two customers, and never takes one away', () => {
    const value = fc.constantFrom('1', '2', '3');
    const claim = fc.record(
      {
        ids: fc
          .record({ user: value, email: value, phone: value, anon: value }, { requiredKeys: [] })
          .filter((ids) => Object.keys(ids).length > 0),
        previous: value,
        mayRename: fc.boolean(),
      },
      { requiredKeys: ['ids'] },
    );
    fc.assert(
      fc.property(fc.array(claim, { maxLength: 12 }), (claims) => {
        const owners = new Map<string, string>();
        const { customerIds, links } = resolve(claims, nobody, counter());
        for (const { customerId, add } of links) {
          for (const { kind, value: id } of add) {
            expect(owners.has(identityKey(kind, id))).toBe(false);
            owners.set(identityKey(kind, id), customerId);
          }
        }
        for (const [index, one] of claims.entries()) {
          const strongest = claimKeys({ ids: one.ids })[0] ?? '';
          expect(owners.get(strongest)).toBe(customerIds[index]);
        }
      }),
    );
  });
});
