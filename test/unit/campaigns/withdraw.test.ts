import { describe, expect, it } from 'vitest';
import { withdrawer } from '../../../shared/campaigns/withdraw.ts';
import type { Customer } from '../../../shared/customers/schema.ts';
import type { Item } from '../../../shared/platform/table.ts';
import { aConsent, aCustomer, aCustomerId } from '../../support/factories.ts';

const NOW = Date.parse('2026-10-05T09:00:00Z');

async function logAfter(customerId: string, ...customers: Customer[]): Promise<Item[]> {
  const log: Item[] = [];
  const activity = {
    put: async (item: Item) => {
      log.push(item);
    },
  };
  const withdraw = withdrawer(async (id) => customers.find(({ pk }) => pk === id), activity);
  await withdraw({ customerId, source: 'unsubscribe-link', id: 'token' }, NOW);
  return log;
}

describe('a withdrawal is kept', () => {
  const granted = aCustomer();
  // Of a customer who was merged a moment ago the consent is still on its way; a complaint about the mail that asks for
  // one comes before any.
  const unasked = aCustomer({ consents: {} });

  it.each([
    ['of a consent in force', granted],
    ['when no consent is known here yet', unasked],
  ])('%s', async (_, customer) => {
    expect(await logAfter(customer.pk, customer)).toMatchObject([
      {
        pk: customer.pk,
        kind: 'consent',
        name: 'Consent Withdrawn',
        source: 'unsubscribe-link',
        at: '2026-10-05T09:00:00.000Z',
      },
    ]);
  });

  const withdrawn = { 'email:marketing': aConsent({ status: 'withdrawn' as const }) };

  it.each([
    ['has another merged into them', { mergedFrom: new Set([aCustomerId(3)]) }],
    ['is losing one again', { losing: new Set([aCustomerId(3)]) }],
    ['is being parted', { parting: { from: aCustomerId(3), since: '', by: 'sign-in', at: '' } }],
  ])('after an older one by whoever %s: a consent in between may be on its way', async (_, moving) => {
    const customer = aCustomer({ consents: withdrawn, ...moving });

    expect(await logAfter(customer.pk, customer)).toMatchObject([{ name: 'Consent Withdrawn' }]);
  });

  it('of whoever the customer is part of since a merge', async () => {
    const stays = aCustomer({ pk: aCustomerId(2), consents: {} });
    const merged = aCustomer({ profile: {}, consents: {}, mergedInto: stays.pk });

    expect(await logAfter(merged.pk, merged, stays)).toMatchObject([{ pk: stays.pk }]);
  });
});

describe('no withdrawal is kept', () => {
  it('of somebody who was erased: their link must not bring them back', async () => {
    expect(await logAfter(aCustomerId())).toEqual([]);
  });

  it('a second time', async () => {
    const out = aCustomer({ consents: { 'email:marketing': aConsent({ status: 'withdrawn' }) } });

    expect(await logAfter(out.pk, out)).toEqual([]);
  });
});
