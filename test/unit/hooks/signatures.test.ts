import { Webhook } from 'standardwebhooks';
import Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { SourceName } from '../../../shared/hooks/schema.ts';
import { sources } from '../../../shared/hooks/sources.ts';
import { fixture, SIGNED_AT, samples, secretsOf, sign } from '../../support/webhooks.ts';

const MINUTE = 60_000;
/** Senders whose signature is over a time as well. */
const timed: readonly SourceName[] = ['stripe', 'zendesk', 'chatwoot', 'standard'];
/** A shared token instead of a signature: the body is not part of it. */
const isToken = (name: SourceName) => name === 'telegram';

describe.each(SourceName.options)('a webhook of %s', (name) => {
  const source = sources[name];
  const bytes = fixture(samples[name].file);
  const [today, yesterday] = secretsOf[name];
  const request = (over: Partial<Parameters<typeof source.verify>[0]> = {}) => ({
    bytes,
    headers: { ...samples[name].headers, ...sign[name](bytes, today, SIGNED_AT) },
    secrets: [today],
    now: SIGNED_AT,
    ...over,
  });

  it('is believed when its secret signed it', () => {
    expect(source.verify(request())).toBe(true);
  });

  it.each([
    ['the new one', 0],
    ['the old one', 1],
  ])('is believed while two secrets are live and %s signed it', (_title, index) => {
    const secret = secretsOf[name][index] ?? '';

    const headers = sign[name](bytes, secret, SIGNED_AT);

    expect(source.verify(request({ headers, secrets: [today, yesterday] }))).toBe(true);
  });

  it('is not believed with another secret, an ended one, or none', () => {
    const headers = sign[name](bytes, yesterday, SIGNED_AT);

    expect(source.verify(request({ headers }))).toBe(false);
    expect(source.verify(request({ secrets: [] }))).toBe(false);
    expect(source.verify(request({ secrets: [yesterday] }))).toBe(false);
  });

  it('is not believed without its signature header, or with rubbish in it', () => {
    const rubbish = Object.fromEntries(
      Object.keys(request().headers).map((header) => [header, 'sha256=ሰላም,v1=']),
    );

    expect(source.verify(request({ headers: {} }))).toBe(false);
    expect(source.verify(request({ headers: rubbish }))).toBe(false);
  });

  if (!isToken(name))
    it('is not believed when any byte of the body was changed', () => {
      for (const at of [0, Math.floor(bytes.length / 2), bytes.length - 1]) {
        const tampered = Buffer.from(bytes);
        tampered[at] = (tampered[at] ?? 0) ^ 1;
        expect(source.verify(request({ bytes: tampered }))).toBe(false);
      }
      expect(source.verify(request({ bytes: Buffer.concat([bytes, Buffer.from(' ')]) }))).toBe(false);
    });

  if (timed.includes(name))
    it('is believed for five minutes, and never with another time than was signed', () => {
      const verifyAt = (now: number) => source.verify(request({ now }));

      expect([verifyAt(SIGNED_AT + 5 * MINUTE), verifyAt(SIGNED_AT - 5 * MINUTE)]).toEqual([true, true]);
      expect([verifyAt(SIGNED_AT + 5 * MINUTE + 1), verifyAt(SIGNED_AT - 5 * MINUTE - 1)]).toEqual([
        false,
        false,
      ]);
      const later = sign[name](bytes, today, SIGNED_AT + 60 * MINUTE);
      const genuine = sign[name](bytes, today, SIGNED_AT);
      const forged = Object.fromEntries(
        Object.entries(genuine).map(([header, value]) => [
          header,
          header.includes('timestamp') ? later[header] : value,
        ]),
      );
      if (name === 'stripe')
        forged['stripe-signature'] = `${genuine['stripe-signature']}`.replace(/t=\d+/, 't=1791194400');
      expect(source.verify(request({ headers: forged, now: SIGNED_AT + 60 * MINUTE }))).toBe(false);
    });

  if (timed.includes(name))
    it('is not believed when its time cannot be read', () => {
      const { headers } = request();
      const broken = Object.fromEntries(
        Object.entries(headers).map(([header, value]) => [
          header,
          header.includes('timestamp') ? 'yesterday' : String(value).replace(/t=\d+/, 't=1e3'),
        ]),
      );

      expect(source.verify(request({ headers: broken }))).toBe(false);
    });
});

describe('against the senders’ own libraries', () => {
  it('what Stripe’s library signs holds here, and what holds here holds there', () => {
    const stripe = new Stripe('sk_test_unused');
    const bytes = fixture('stripe-charge.json');
    const [secret] = secretsOf.stripe;
    const payload = bytes.toString('utf8');

    const header = stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp: SIGNED_AT / 1000 });
    const ours = sign.stripe(bytes, secret, SIGNED_AT)['stripe-signature'] ?? '';

    const headers = { 'stripe-signature': header };
    expect(sources.stripe.verify({ bytes, headers, secrets: [secret], now: SIGNED_AT })).toBe(true);
    const read = stripe.webhooks.constructEvent(bytes, ours, secret, 300, undefined, SIGNED_AT / 1000 + 60);
    expect(read.id).toBe('evt_test_0001');
  });

  it('what the reference library of Standard Webhooks signs holds here', () => {
    const bytes = fixture('standard-order.json');
    const [secret] = secretsOf.standard;

    const signature = new Webhook(secret).sign('msg_7', new Date(SIGNED_AT), bytes.toString('utf8'));

    const headers = {
      'webhook-id': 'msg_7',
      'webhook-timestamp': String(SIGNED_AT / 1000),
      'webhook-signature': `v1,AAAA ${signature}`,
    };
    const svix = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.replace('webhook', 'svix'), value]),
    );
    for (const given of [headers, svix]) {
      expect(sources.standard.verify({ bytes, headers: given, secrets: [secret], now: SIGNED_AT })).toBe(
        true,
      );
    }
  });
});

it('Chapa’s second header is a constant that anyone can copy: alone it proves nothing', () => {
  const bytes = fixture('chapa-success.json');
  const [secret] = secretsOf.chapa;
  const { 'chapa-signature': constant = '' } = sign.chapa(bytes, secret, SIGNED_AT);

  const copied = { 'chapa-signature': constant, 'x-chapa-signature': constant };

  expect(sources.chapa.verify({ bytes, headers: copied, secrets: [secret], now: SIGNED_AT })).toBe(false);
});

it('WooCommerce’s ping is a form without a signature; nothing else is', () => {
  const isPing = (text: string, headers = {}) =>
    sources.woocommerce.isPing?.({ bytes: Buffer.from(text), headers });

  expect(isPing(fixture('woocommerce-ping.txt').toString('utf8'))).toBe(true);
  expect(isPing('webhook_id=3&order=1')).toBe(false);
  expect(isPing('{"id":1}')).toBe(false);
  expect(isPing('webhook_id=3', { 'x-wc-webhook-signature': 'x' })).toBe(false);
});
