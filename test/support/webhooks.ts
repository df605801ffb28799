// Other systems as they send: fixtures of our own in the documented shapes, signed the way each sender documents.
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { SourceName } from '../../shared/hooks/schema.ts';

/** When senders sign, unless a test says otherwise: the time of requests in test/support/invoke.ts. */
export const SIGNED_AT = Date.parse('2026-10-05T09:00:00Z');

/** Raw bytes of `test/fixtures/webhooks/<name>`. */
export const fixture = (name: string): Buffer => readFileSync(`test/fixtures/webhooks/${name}`);

/** A fixture with pieces of its text replaced; parsing would damage its long numbers. Fails when a piece is not there. */
export function variant(name: string, ...changes: [from: string, to: string][]): Buffer {
  let text = fixture(name).toString('utf8');
  for (const [from, to] of changes) {
    if (!text.includes(from)) throw new Error(`${name} has no ${from}`);
    text = text.replaceAll(from, to);
  }
  return Buffer.from(text);
}

const mac = (secret: string | Buffer, ...parts: (string | Uint8Array)[]) => {
  const hmac = createHmac('sha256', secret);
  for (const part of parts) hmac.update(part);
  return hmac.digest();
};

type Sign = (bytes: Uint8Array, secret: string, at: number) => Record<string, string>;

const seconds = (at: number) => String(Math.floor(at / 1000));

/** Signature headers of each sender. */
export const sign: Record<SourceName, Sign> = {
  shopify: (bytes, secret) => ({ 'x-shopify-hmac-sha256': mac(secret, bytes).toString('base64') }),
  woocommerce: (bytes, secret) => ({ 'x-wc-webhook-signature': mac(secret, bytes).toString('base64') }),
  stripe: (bytes, secret, at) => ({
    'stripe-signature': `t=${seconds(at)},v1=${mac(secret, `${seconds(at)}.`, bytes).toString('hex')},v0=${'0'.repeat(64)}`,
  }),
  telegram: (_bytes, secret) => ({ 'x-telegram-bot-api-secret-token': secret }),
  zendesk: (bytes, secret, at) => {
    const time = new Date(at).toISOString().replace('.000', '');
    return {
      'x-zendesk-webhook-signature-timestamp': time,
      'x-zendesk-webhook-signature': mac(secret, time, bytes).toString('base64'),
    };
  },
  chatwoot: (bytes, secret, at) => ({
    'x-chatwoot-timestamp': seconds(at),
    'x-chatwoot-signature': `sha256=${mac(secret, `${seconds(at)}.`, bytes).toString('hex')}`,
  }),
  facebook: (bytes, secret) => ({ 'x-hub-signature-256': `sha256=${mac(secret, bytes).toString('hex')}` }),
  chapa: (bytes, secret) => ({
    // The constant that Chapa sends beside the real one.
    'chapa-signature': mac(secret, secret).toString('hex'),
    'x-chapa-signature': mac(secret, bytes).toString('hex'),
  }),
  standard: (bytes, secret, at) => {
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
    const signature = mac(key, `msg_test_1.${seconds(at)}.`, bytes).toString('base64');
    return {
      'webhook-id': 'msg_test_1',
      'webhook-timestamp': seconds(at),
      'webhook-signature': `v1a,bm90IG91cnM= v1,${signature}`,
    };
  },
};

/** Secrets of the shape each sender uses. */
export const secretsOf: Record<SourceName, [string, string]> = {
  shopify: ['shpss_0123456789abcdef', 'shpss_fedcba9876543210'],
  woocommerce: ['woo-secret-of-today', 'woo-secret-of-yesterday'],
  stripe: ['whsec_test_of_today_0001', 'whsec_test_of_yesterday'],
  telegram: ['telegram_token-of-today', 'telegram_token-of-yesterday'],
  zendesk: ['dG9kYXlzLXplbmRlc2stc2VjcmV0', 'eWVzdGVyZGF5cy16ZW5kZXNr'],
  chatwoot: ['chatwoot-secret-of-today', 'chatwoot-secret-yesterday'],
  facebook: ['0123456789abcdef0123456789abcdef', 'fedcba9876543210fedcba9876543210'],
  chapa: ['chapa-secret-hash-of-today', 'chapa-secret-hash-yesterday'],
  standard: [
    'whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=',
    'whsec_ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=',
  ],
};

/** The fixture that stands for each source, and the headers that say what it is. */
export const samples: Record<SourceName, { file: string; headers: Record<string, string> }> = {
  shopify: {
    file: 'shopify-order.json',
    headers: { 'x-shopify-topic': 'orders/updated', 'x-shopify-event-id': 'event-1' },
  },
  woocommerce: {
    file: 'woocommerce-order.json',
    headers: {
      'x-wc-webhook-topic': 'order.updated',
      'x-wc-webhook-source': 'https://shop.example.com/',
      'x-wc-webhook-delivery-id': 'delivery-1',
    },
  },
  stripe: { file: 'stripe-charge.json', headers: {} },
  telegram: { file: 'telegram-message.json', headers: {} },
  zendesk: { file: 'zendesk-ticket.json', headers: { 'x-zendesk-webhook-invocation-id': 'invocation-1' } },
  chatwoot: { file: 'chatwoot-message.json', headers: { 'x-chatwoot-delivery': 'delivery-1' } },
  facebook: { file: 'facebook-message.json', headers: {} },
  chapa: { file: 'chapa-success.json', headers: {} },
  standard: { file: 'standard-order.json', headers: {} },
};
