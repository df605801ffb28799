// What webhooks are stored as: an endpoint of the business, and one delivery on its way through the queue.
import * as z from 'zod';

export const SourceName = z.enum([
  'shopify',
  'woocommerce',
  'stripe',
  'telegram',
  'zendesk',
  'chatwoot',
  'facebook',
  'chapa',
  'standard',
]);
export type SourceName = z.infer<typeof SourceName>;

/** 128 random bits: whoever does not know the address cannot even try a signature. */
export const EndpointId = z.string().regex(/^hook_[0-9a-f]{32}$/, 'an id of GET /v1/hooks');

/** At most this many secrets are live: the new one, and the one that senders may still be using. */
export const LIVE_SECRETS = 2;

export const Endpoint = z.object({
  id: EndpointId,
  source: SourceName,
  name: z.string(),
  createdAt: z.string(),
  /** Goes up with every change. */
  version: z.int(),
  /** Newest first, sealed (platform/seal.ts). Empty: the sender makes the secret and has not told it yet. */
  secrets: z.array(z.string()).max(LIVE_SECRETS),
  /** Telegram: the bot's name, for links to it. */
  botName: z.string().optional(),
  /** Chapa: the API key that transactions are looked up with, sealed. */
  apiKey: z.string().optional(),
});
export type Endpoint = z.infer<typeof Endpoint>;

/** A verified delivery: the queue's message, and what is kept with a rejected one so that it can be sent again. */
export const Delivery = z.object({
  endpointId: EndpointId,
  source: SourceName,
  /** Object with the raw bytes, `hooks/<date>/<id>`. */
  key: z.string(),
  /** RFC 3339. */
  receivedAt: z.string(),
  /** Headers that the mapping needs. */
  headers: z.record(z.string(), z.string()),
});
export type Delivery = z.infer<typeof Delivery>;
