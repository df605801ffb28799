import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldConsent, replaces } from '../../../shared/customers/consent.ts';
import { consentEntry } from '../../../shared/customers/consent-entry.ts';
import type { Consents } from '../../../shared/customers/schema.ts';
import { unpackBody } from '../../../shared/ingest/body.ts';
import { Entry } from '../../../shared/ingest/schema.ts';
import { aConsent, aCustomerId } from '../../support/factories.ts';

const EARLY = '2026-01-01T09:00:00.000Z';
const LATE = '2026-01-02T09:00:00.000Z';

describe('of several consents', () => {
  test('the newest counts, also when it arrives first', () => {
    const given = aConsent({ at: EARLY });
    const withdrawn = aConsent({ at: LATE, status: 'withdrawn' });

    expect(foldConsent({ 'email:marketing': withdrawn }, 'email:marketing', given)).toEqual({
      'email:marketing': withdrawn,
    });
    expect(foldConsent({ 'email:marketing': given }, 'email:marketing', withdrawn)).toEqual({
      'email:marketing': withdrawn,
    });
  });

  test('at the same moment a withdrawal counts', () => {
    const given = aConsent({ at: EARLY });
    const withdrawn = aConsent({ at: EARLY, status: 'withdrawn' });

    expect(replaces(withdrawn, given)).toBe(true);
    expect(replaces(given, withdrawn)).toBe(false);
  });

  test('moments are compared as times, not as texts', () => {
    const given = aConsent({ at: '2026-01-01T12:00:00+03:00' });
    const withdrawn = aConsent({ at: '2026-01-01T09:30:00.000Z', status: 'withdrawn' });

    expect(replaces(withdrawn, given)).toBe(true);
  });

  test('channels do not touch one another', () => {
    const consents = foldConsent({ 'email:marketing': aConsent() }, 'sms:marketing', aConsent({ at: LATE }));

    expect(Object.keys(consents)).toEqual(['email:marketing', 'sms:marketing']);
  });

  test('any order and any repetition end in the same status', () => {
    const record = fc.record({
      at: fc.constantFrom(EARLY, LATE, '2026-01-03T09:00:00.000Z'),
      status: fc.constantFrom('granted' as const, 'withdrawn' as const),
    });
    const fold = (records: { at: string; status: 'granted' | 'withdrawn' }[]) =>
      records.reduce<Consents>((all, over) => foldConsent(all, 'email:marketing', aConsent(over)), {})[
        'email:marketing'
      ]?.status;
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 6 }), fc.nat(), (records, turn) => {
        const turned = [...records.slice(turn % records.length), ...records, ...records.toReversed()];
        expect(fold(turned)).toBe(fold(records));
      }),
    );
  });
});

describe('a consent in the log', () => {
  const record = {
    customerId: aCustomerId(),
    channel: 'email',
    purpose: 'marketing',
    status: 'withdrawn',
    source: 'unsubscribe-link',
    at: '2026-01-01T12:00:00+03:00',
    id: 'con-1',
    receivedAt: LATE,
  } as const;

  test('is an entry like those of a client, with its time in UTC', () => {
    const entry = Entry.parse(consentEntry(record));

    expect(entry).toMatchObject({
      sk: 'consent#2026-01-01T09:00:00.000Z#con-1',
      name: 'Consent Withdrawn',
      source: 'unsubscribe-link',
    });
    expect(entry.body && unpackBody(entry.body)).toEqual({
      type: 'track',
      event: 'Consent Withdrawn',
      properties: { channel: 'email', purpose: 'marketing', source: 'unsubscribe-link' },
    });
  });

  test('recorded twice is the same entry', () => {
    expect(consentEntry(record)).toEqual(consentEntry(record));
  });
});
