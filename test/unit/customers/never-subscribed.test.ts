// Nobody is subscribed by anything but a consent that says who, how, where from and when: not by traits, not by a list.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Consents } from '../../../shared/customers/schema.ts';
import { headerNames } from '../../../shared/imports/fields.ts';
import { columnsOf } from '../../../shared/imports/mapping.ts';
import { envelopeOf, rulesOf, workRows } from '../../../shared/imports/work-rows.ts';
import { judge } from '../../../shared/ingest/accept.ts';
import { changeOf } from '../../../shared/ingest/change.ts';
import { entryOf } from '../../../shared/ingest/entries.ts';
import { project } from '../../../shared/ingest/project.ts';
import { aConsent, aCustomerId } from '../../support/factories.ts';

const NOW = Date.parse('2026-11-22T06:00:00Z');
const reading = {
  country: 'ET',
  currency: 'ETB',
  timeZone: 'Africa/Addis_Ababa',
  dates: { calendar: 'gregorian' as const, order: 'day-first' as const, today: '2026-11-22' },
  isCommaDecimal: false,
  now: NOW,
};
const settings = { timeZone: 'Africa/Addis_Ababa', currency: 'ETB', country: 'ET', rescore: () => undefined };

/** The consents of a customer after some events, from being judged to being folded. */
function consentsAfter(
  events: readonly unknown[],
  before: Consents = {},
  keyKind: 'server' | 'browser' = 'server',
): Consents {
  const pk = aCustomerId();
  const changes = events.flatMap((event) => {
    const verdict = judge(event, envelopeOf(reading), { ...rulesOf(reading), keyKind });
    if (!('accepted' in verdict)) return [];
    const entry = entryOf({ accepted: verdict.accepted, customerId: pk, firstSeen: NOW }, 'key_1', NOW);
    return changeOf({ before: undefined, after: { ...entry } }) ?? [];
  });
  const customer = { pk, updatedAt: new Date(NOW).toISOString(), profile: {}, consents: before };
  const step = project(customer, changes, settings, { orders: [], identify: [], signals: [], visits: [] });
  return ('write' in step ? step.write?.consents : undefined) ?? before;
}

const isSubscribed = (consents: Consents): boolean =>
  Object.values(consents).some(({ status }) => status === 'granted');
const withdrawn = {
  'email:marketing': aConsent({
    status: 'withdrawn',
    source: 'unsubscribe-link',
    at: '2026-06-01T00:00:00.000Z',
  }),
};

const asIf = fc.constantFrom(
  'subscribed',
  'consent',
  'consents',
  'marketing',
  'emailOptIn',
  'email_opt_in',
  'opt_in',
  'accepts_marketing',
  'email_marketing_consent',
  'newsletter',
  'unsubscribed',
  'email:marketing',
  'status',
  'ፈቃድ',
);
const saysYes = fc.constantFrom<unknown>(
  true,
  'yes',
  'granted',
  'subscribed',
  1,
  'አዎ',
  { state: 'subscribed', opt_in_level: 'confirmed_opt_in' },
  { 'email:marketing': { status: 'granted', source: 'form', at: '2026-10-01T00:00:00Z' } },
  [{ channel: 'email', purpose: 'marketing', status: 'granted' }],
);

describe('nobody is subscribed', () => {
  it.each([
    { subscribed: true },
    { consent: true },
    { marketing: 'yes' },
    { emailOptIn: true, email_opt_in: '2026-01-01' },
    { consents: { 'email:marketing': { status: 'granted', source: 'form', at: '2026-10-01T00:00:00Z' } } },
    { unsubscribed: false },
  ])('by the traits %j of an identify call', (traits) => {
    const call = { type: 'identify', userId: 'u-1', traits: { email: 'selam@example.com', ...traits } };

    expect(consentsAfter([call])).toEqual({});
    expect(consentsAfter([call], withdrawn)).toEqual(withdrawn);
  });

  it('by any call but `Consent Given`, whatever it carries', () => {
    const bag = fc.dictionary(asIf, saysYes, { maxKeys: 6 });
    const call = fc.record({
      type: fc.constantFrom('identify', 'track', 'page', 'screen', 'group', 'alias'),
      userId: fc.constant('u-1'),
      previousId: fc.constant('u-0'),
      groupId: fc.constant('g-1'),
      event: fc.constantFrom(
        'Subscribed',
        'Opted In',
        'Email Opted In',
        'consent',
        'Consent',
        'Consent Requested',
        'Consent Updated',
      ),
      traits: bag,
      properties: bag.map((more) => ({ channel: 'email', purpose: 'marketing', source: 'form', ...more })),
      context: bag.map((more) => ({ ...more, consent: more, traits: more })),
    });
    fc.assert(
      fc.property(fc.array(call, { maxLength: 5 }), fc.boolean(), (calls, isOut) => {
        const before = isOut ? withdrawn : {};
        expect(consentsAfter(calls, before)).toEqual(before);
      }),
    );
  });

  it('by a browser, whose key everybody can read', () => {
    const given = {
      type: 'track',
      userId: 'u-1',
      event: 'Consent Given',
      properties: { channel: 'email', purpose: 'marketing', source: 'form' },
    };

    expect(consentsAfter([given], {}, 'browser')).toEqual({});
    expect(isSubscribed(consentsAfter([given], {}, 'server'))).toBe(true);
  });
});

describe('nobody is subscribed by a list', () => {
  const statuses = [
    ...headerNames.customers.consentEmail,
    ...headerNames.customers.consentSms,
    ...headerNames.customers.consentTelegram,
    ...headerNames.customers.consentPhone,
  ];
  const eventsOf = (kind: 'customers' | 'purchases', header: readonly string[], cells: readonly string[]) => {
    const { columns } = columnsOf(header, {}, kind);
    const work = { plan: { kind, delimiter: ',' as const, columns }, firstRow: 2, notes: undefined, reading };
    return workRows(Buffer.from(`${cells.join(',')}\n`), work).judged.map(({ event }) => event);
  };
  const yes = fc.constantFrom(
    'yes',
    'true',
    '1',
    'granted',
    'subscribed',
    'Opt-In',
    'አዎ',
    'ፈቅዷል',
    'x',
    '2026-01-01',
  );

  it('that says yes without where from and when', () => {
    fc.assert(
      fc.property(
        fc.subarray(statuses, { minLength: 1, maxLength: 6 }),
        yes,
        fc.constantFrom<[string, string]>(
          ['', ''],
          ['form', ''],
          ['', '2026-10-01'],
          ['form', 'soon'],
          ['form', '2027-10-01'],
        ),
        (asked, word, [source, date]) => {
          const header = ['id', 'email', ...asked, 'consent source', 'consent date'];
          const cells = ['C-1', 'selam@example.com', ...asked.map(() => word), source, date];
          const events = eventsOf('customers', header, cells);
          expect(events.length).toBeGreaterThan(0);
          expect(isSubscribed(consentsAfter(events))).toBe(false);
          expect(consentsAfter(events, withdrawn)).toEqual(withdrawn);
        },
      ),
    );
  });

  it('of purchases, whatever columns it has', () => {
    const header = [
      'customer id',
      'date',
      'amount',
      'consent',
      'accepts marketing',
      'consent source',
      'consent date',
    ];
    const events = eventsOf('purchases', header, [
      'C-1',
      '2026-11-01',
      '50',
      'yes',
      'yes',
      'till',
      '2026-11-01',
    ]);

    expect(events).toHaveLength(1);
    expect(consentsAfter(events, withdrawn)).toEqual(withdrawn);
  });

  it('again, whose consent is older than the withdrawal; only a newer one with source and date counts', () => {
    const header = ['id', 'consent', 'consent source', 'consent date'];
    const given = (date: string) =>
      consentsAfter(eventsOf('customers', header, ['C-1', 'yes', 'form', date]), withdrawn);

    expect(given('2026-05-31')).toEqual(withdrawn);
    expect(given('2026-06-01')).toEqual(withdrawn);
    expect(given('2026-06-02')['email:marketing']).toMatchObject({ status: 'granted', source: 'form' });
  });
});
