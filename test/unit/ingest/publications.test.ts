import { describe, expect, it } from 'vitest';
import { consentEntry } from '../../../shared/customers/consent-entry.ts';
import { publicationOf } from '../../../shared/ingest/publications.ts';
import { aCustomerId } from '../../support/factories.ts';
import { aCall, anOrderEntry, instant, type OrderSpec } from '../../support/log-world.ts';

const order = (over: Partial<OrderSpec> = {}) =>
  anOrderEntry({
    id: 'm1',
    kind: 'purchase',
    hour: 1,
    orderId: 'A-1',
    amount: 1_000,
    currency: 'ETB',
    ...over,
  });
const published = (over: Partial<OrderSpec> = {}) => publicationOf({ before: undefined, after: order(over) });

describe('publicationOf', () => {
  it('tells of a new purchase in ids and facts, the same in every retry', () => {
    expect(published()).toEqual({
      name: 'purchase.recorded',
      envelope: {
        id: published()?.envelope.id,
        at: instant(1),
        version: 1,
        data: {
          customerId: aCustomerId(),
          entryId: order().sk,
          at: instant(1),
          amount: 1_000,
          currency: 'ETB',
        },
      },
    });
  });

  it('gives two messages about one order one id, two orders two', () => {
    const idOf = (over: Partial<OrderSpec>) => published(over)?.envelope.id;

    expect(idOf({ id: 'other', hour: 9 })).toBe(idOf({}));
    expect(idOf({ orderId: 'A-2' })).not.toBe(idOf({}));
    expect(idOf({ id: 'other', orderId: undefined })).not.toBe(idOf({ orderId: undefined }));
  });

  it('tells two refunds of one order apart', () => {
    const [one, two] = [published({ kind: 'refund' }), published({ kind: 'refund', id: 'm2' })];

    expect(one?.name).toBe('refund.recorded');
    expect(one?.envelope.id).not.toBe(two?.envelope.id);
  });

  it.each([
    ['an entry that changed', { before: order(), after: order({ amount: 5 }) }],
    ['an entry that went', { before: order(), after: undefined }],
    ['another kind', { before: undefined, after: aCall('c', 1, {}) }],
    ['an item of nobody', { before: undefined, after: { pk: 'rejected#2026-01-01', sk: 'rejected#x' } }],
  ])('is silent about %s', (_title, images) => {
    expect(publicationOf(images)).toBeUndefined();
  });

  const consent = (status: 'requested' | 'granted' | 'withdrawn') =>
    consentEntry({
      customerId: aCustomerId(),
      channel: 'email',
      purpose: 'marketing',
      status,
      source: 'web-form',
      at: instant(1),
      id: 'm1',
      receivedAt: instant(2),
    });

  it('tells of a request for consent, without what was asked', () => {
    const entry = consent('requested');

    expect(publicationOf({ before: undefined, after: entry })).toMatchObject({
      name: 'consent.requested',
      envelope: {
        at: instant(2),
        data: { customerId: aCustomerId(), entryId: entry.sk, at: instant(1) },
      },
    });
    expect(publicationOf({ before: entry, after: entry })).toBeUndefined();
  });

  it.each(['granted', 'withdrawn'] as const)('tells nobody of a consent that was %s', (status) => {
    expect(publicationOf({ before: undefined, after: consent(status) })).toBeUndefined();
  });
});
