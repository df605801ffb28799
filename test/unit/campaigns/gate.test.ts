import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CAPS, decide, EXPIRES_AFTER, type GateFacts } from '../../../shared/campaigns/gate.ts';
import { quietUntil } from '../../../shared/campaigns/quiet-hours.ts';
import { MessageState } from '../../../shared/campaigns/schema.ts';
import { dayOfDate } from '../../../shared/platform/days.ts';
import { aConsent, aCustomer, aScore, someStats } from '../../support/factories.ts';

const HOUR = 3_600_000;
/** 12:00 in Addis Ababa. */
const NOON = Date.parse('2026-10-05T09:00:00Z');
const iso = (ms: number) => new Date(ms).toISOString();

const facts = (over: Partial<GateFacts> = {}): GateFacts => ({
  message: { sk: 'message#2026-09-04#retention', at: iso(NOON - HOUR), episode: dayOfDate('2026-09-04') },
  customer: aCustomer(),
  addressHash: 'hash-of-theirs',
  suppression: undefined,
  messages: [],
  isUnsettled: false,
  areSalesMissing: false,
  businessTimeZone: 'Africa/Addis_Ababa',
  quietHours: { from: 21 * 60, to: 8 * 60 },
  ...over,
});

const withProfile = (profile: object) => aCustomer({ profile: { ...aCustomer().profile, ...profile } });
const sentAt = (ms: number, n = 1, state: MessageState = 'sent') => ({
  sk: `message#earlier-${n}`,
  state,
  stateAt: iso(ms),
});

describe('the gate', () => {
  it('lets a mail go to a consenting customer at risk, by day', () => {
    expect(decide(facts(), NOON)).toEqual({ send: true });
  });

  it.each<[string, string, Partial<GateFacts>]>([
    ['no-customer', 'the customer is gone', { customer: undefined }],
    ['no-email', 'there is no address', { customer: withProfile({ email: undefined }) }],
    [
      'no-email',
      'there are two addresses',
      { customer: withProfile({ email: 'a@example.com,b@example.com' }) },
    ],
    ['no-email', 'the address is not one', { customer: withProfile({ email: 'Abebe <a@example.com>' }) }],
    ['no-consent', 'nobody asked', { customer: aCustomer({ consents: {} }) }],
    [
      'no-consent',
      'consent is for another channel',
      { customer: aCustomer({ consents: { 'sms:marketing': aConsent() } }) },
    ],
    [
      'no-consent',
      'consent was withdrawn',
      { customer: aCustomer({ consents: { 'email:marketing': aConsent({ status: 'withdrawn' }) } }) },
    ],
    [
      'other-address',
      'a link proved it for the address before this one',
      {
        customer: aCustomer({
          consents: { 'email:marketing': aConsent({ addressHash: 'hash-of-another' }) },
        }),
      },
    ],
    ['suppressed', 'the address bounced', { suppression: { reason: 'bounced', at: iso(NOON - HOUR) } }],
    ['suppressed', 'of an unsubscription', { suppression: { reason: 'unsubscribed', at: iso(NOON - HOUR) } }],
    [
      'bought-again',
      'there is a later purchase',
      { customer: aCustomer({ stats: someStats({ lastDay: dayOfDate('2026-10-04') }) }) },
    ],
    ['bought-again', 'there are no purchases any more', { customer: aCustomer({ stats: undefined }) }],
    [
      'no-longer-at-risk',
      'the band is better now',
      { customer: aCustomer({ score: aScore({ band: 'watch' }) }) },
    ],
    ['no-longer-at-risk', 'there is no score', { customer: aCustomer({ score: undefined }) }],
    ['expired', 'the mail is a week old', { message: { ...facts().message, at: iso(NOON - EXPIRES_AFTER) } }],
    ['expired', 'its age cannot be read', { message: { ...facts().message, at: 'yesterday' } }],
    [
      'unknown-time-zone',
      'the recipient is in a zone nobody knows',
      { customer: withProfile({ timeZone: 'Mars/Olympus' }) },
    ],
    ['unknown-time-zone', 'the business is', { businessTimeZone: '' }],
  ])('says %s for good when %s', (reason, _when, over) => {
    expect(decide(facts(over), NOON)).toEqual({ send: false, reason });
  });

  it('lets a mail go to the address that a link proved', () => {
    const consents = { 'email:marketing': aConsent({ addressHash: 'hash-of-theirs' }) };

    expect(decide(facts({ customer: aCustomer({ consents }) }), NOON)).toEqual({ send: true });
  });

  it('lets a consent that is newer than an unsubscription lift it', () => {
    const suppression = { reason: 'unsubscribed' as const, at: '2026-08-01T00:00:00.000Z' };
    const customer = aCustomer({
      consents: { 'email:marketing': aConsent({ at: '2026-08-02T00:00:00.000Z' }) },
    });

    expect(decide(facts({ suppression, customer }), NOON)).toEqual({ send: true });
  });

  it.each(['bounced', 'complained', 'bounces-often'] as const)('lets no consent lift %s', (reason) => {
    const customer = aCustomer({ consents: { 'email:marketing': aConsent({ at: iso(NOON - HOUR) }) } });

    const decision = decide(
      facts({ suppression: { reason, at: '2026-08-01T00:00:00.000Z' }, customer }),
      NOON,
    );

    expect(decision).toEqual({ send: false, reason: 'suppressed' });
  });

  it('waits a day at a time while a complaint is open, and forgets one that nobody ever closes', () => {
    const complainingFor = (days: number) =>
      decide(
        facts({
          customer: aCustomer({ signals: { version: 1, complaintSince: dayOfDate('2026-10-05') - days } }),
        }),
        NOON,
      );

    expect(complainingFor(3)).toEqual({ send: false, reason: 'open-complaint', retryAt: NOON + 24 * HOUR });
    expect(complainingFor(181)).toEqual({ send: true });
  });

  it('waits while histories are being united or parted, whatever else seems sure, until the message is stale', () => {
    const merging = { isUnsettled: true };
    const waits = { send: false, reason: 'merging', retryAt: NOON + HOUR / 6 };

    expect(decide(facts(merging), NOON)).toEqual(waits);
    expect(decide(facts({ ...merging, customer: aCustomer({ consents: {} }) }), NOON)).toEqual(waits);
    expect(decide(facts(merging), NOON + 8 * 24 * HOUR)).toEqual({ send: false, reason: 'expired' });
  });

  it('waits a day at a time while sales do not arrive, and a certain no does not wait for them', () => {
    const missing = { areSalesMissing: true };

    expect(decide(facts(missing), NOON)).toEqual({
      send: false,
      reason: 'sales-missing',
      retryAt: NOON + 24 * HOUR,
    });
    expect(decide(facts({ ...missing, customer: aCustomer({ consents: {} }) }), NOON)).toEqual({
      send: false,
      reason: 'no-consent',
    });
  });

  it('waits a day after another mail', () => {
    const decision = decide(facts({ messages: [sentAt(NOON - 5 * HOUR)] }), NOON);

    expect(decision).toEqual({ send: false, reason: 'frequency-cap', retryAt: NOON + 19 * HOUR });
  });

  it('waits for room after three mails within a week', () => {
    const messages = [30, 60, 90].map((hours, n) => sentAt(NOON - hours * HOUR, n));

    const decision = decide(facts({ messages }), NOON);

    expect(decision).toEqual({ send: false, reason: 'frequency-cap', retryAt: NOON + (168 - 90) * HOUR });
  });

  it('counts a mail whose fate is unknown, and none that was refused', () => {
    const unknown = decide(facts({ messages: [sentAt(NOON - HOUR, 1, 'unknown')] }), NOON);
    const refused = decide(facts({ messages: [sentAt(NOON - HOUR, 1, 'refused')] }), NOON);

    expect(unknown).toMatchObject({ reason: 'frequency-cap' });
    expect(refused).toEqual({ send: true });
  });

  it('waits for the morning where the recipient is', () => {
    // 12:00 in Addis Ababa is 02:00 in Los Angeles.
    const customer = withProfile({ timeZone: 'America/Los_Angeles' });

    const decision = decide(facts({ customer }), NOON);

    expect(decision).toEqual({
      send: false,
      reason: 'quiet-hours',
      retryAt: Date.parse('2026-10-05T08:00:00-07:00'),
    });
  });

  it('says the final no first: nobody waits for a certain refusal', () => {
    const night = Date.parse('2026-10-05T23:00:00+03:00');

    expect(decide(facts({ customer: aCustomer({ consents: {} }) }), night)).toEqual({
      send: false,
      reason: 'no-consent',
    });
  });

  it('never sends at night, above a cap, or without consent, whatever the facts', () => {
    const zones = fc.constantFrom(
      undefined,
      'Africa/Addis_Ababa',
      'Europe/London',
      'America/St_Johns',
      'Asia/Kathmandu',
      'No/Where',
    );
    const past = fc.record({
      hours: fc.integer({ min: 0, max: 200 }),
      state: fc.constantFrom(...MessageState.options),
    });
    const cases = fc.record({
      now: fc.integer({ min: Date.parse('2026-09-05'), max: Date.parse('2027-09-05') }),
      zone: zones,
      past: fc.array(past, { maxLength: 6 }),
      consent: fc.constantFrom('granted' as const, 'withdrawn' as const),
    });

    fc.assert(
      fc.property(cases, ({ now, zone, past: sent, consent }) => {
        const customer = aCustomer({
          profile: { email: 'a@example.com', ...(zone && { timeZone: zone }) },
          consents: { 'email:marketing': aConsent({ status: consent }) },
        });
        const messages = sent.map(({ hours, state }, n) => sentAt(now - hours * HOUR, n, state));
        const message = { ...facts().message, at: iso(now - HOUR) };
        const decision = decide(facts({ customer, messages, message }), now);

        if (!decision.send) {
          if (decision.retryAt !== undefined) expect(decision.retryAt).toBeGreaterThan(now);
          return;
        }
        const counted = sent.filter(({ state }) => !['queued', 'refused', 'failed'].includes(state));
        expect(consent).toBe('granted');
        expect(quietUntil(now, zone ?? 'Africa/Addis_Ababa', facts().quietHours)).toBeUndefined();
        for (const { within, atMost } of CAPS) {
          expect(counted.filter(({ hours }) => hours * HOUR < within).length).toBeLessThan(atMost);
        }
      }),
      { numRuns: 500 },
    );
  });
});
