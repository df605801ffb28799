// Webhooks over HTTP: what other systems send, and the endpoints that an owner makes for them.
import * as z from 'zod';
import { CustomerId } from '../customers/schema.ts';
import { RepeatHeaders } from '../platform/answers.ts';
import { defineRoutes } from '../platform/routes.ts';
import { EndpointId, SourceName } from './schema.ts';

const HookPath = z.object({
  source: SourceName,
  endpointId: z
    .string()
    .max(100)
    .meta({ description: 'Of the address that POST /v1/hooks gave.', example: `hook_${'0'.repeat(32)}` }),
});

export const hooksRoutes = defineRoutes({
  'POST /v1/hooks/{source}/{endpointId}': {
    audience: 'signed-hook',
    summary: 'Take a webhook',
    description:
      'For the other system, not for people. Answers 200 once the raw body is stored; what it means is worked out ' +
      'afterwards. What cannot be worked out, or did not reach the queue, is in GET /v1/ingest/rejected. ' +
      '401: the signature does not hold or is older than five minutes. 503: send it again.',
    params: HookPath,
    rawBody: z
      .unknown()
      .meta({ description: 'Whatever the sender sends; the signature is over its raw bytes.' }),
    response: z.object({ success: z.literal(true) }).meta({ id: 'HookTaken' }),
  },
  'GET /v1/hooks/{source}/{endpointId}': {
    audience: 'signed-hook',
    summary: 'Prove that the address is ours (Facebook)',
    description: 'Answers `hub.challenge` when `hub.verify_token` is the one POST /v1/hooks gave.',
    params: HookPath,
    query: z.object({
      'hub.mode': z.literal('subscribe'),
      'hub.verify_token': z.string().min(1).max(200),
      'hub.challenge': z.string().regex(/^[A-Za-z0-9_-]{1,200}$/),
    }),
    media: ['text/plain'],
  },
});

export const HookEndpoint = z
  .object({
    id: EndpointId,
    source: SourceName,
    name: z.string(),
    url: z.url().meta({ description: 'What to enter at the sender.' }),
    createdAt: z.string(),
    secrets: z
      .int()
      .min(0)
      .max(2)
      .meta({ description: 'Live secrets. 0: the sender makes the secret and it has not been entered yet.' }),
    botName: z.string().optional(),
    asksSender: z.boolean().meta({ description: 'Chapa: each payment is looked up before it counts.' }),
  })
  .meta({ id: 'HookEndpoint' });
export type HookEndpoint = z.infer<typeof HookEndpoint>;

const Secret = z
  .string()
  .trim()
  .min(16, 'at least 16 characters')
  .max(256)
  .regex(/^[\x21-\x7e]+$/, 'no spaces, ASCII only')
  .optional()
  .meta({ description: 'The sender’s secret. Left out, we make one where the sender takes ours.' });

const ShownOnce = HookEndpoint.extend({
  secret: z.string().nullable().meta({
    description:
      'A secret we made: enter it at the sender. In this answer only. Null: the sender’s own is used.',
  }),
  verifyToken: z.string().optional().meta({ description: 'Facebook: the verify token to enter.' }),
}).meta({ id: 'NewHookEndpoint' });

const params = z.object({ endpointId: EndpointId });
export const hooksAdminRoutes = defineRoutes({
  'POST /v1/hooks': {
    audience: ['owner'],
    summary: 'Make an endpoint for another system',
    description:
      'Shopify, Stripe, Zendesk, Chatwoot and Facebook make the secret themselves, some only after the address is known: ' +
      'then make the endpoint without one and enter it with POST /v1/hooks/{endpointId}/rotate. Until then every ' +
      'delivery is refused. Secrets are stored encrypted. With an `Idempotency-Key` a repeated request makes no second ' +
      'endpoint and answers 409.',
    headers: RepeatHeaders,
    body: z.strictObject({
      source: SourceName,
      name: z.string().trim().min(1).max(100),
      secret: Secret,
      botName: z
        .string()
        .regex(/^[A-Za-z][A-Za-z0-9_]{3,31}$/, 'the name of a bot, without @')
        .optional()
        .meta({ description: 'Telegram: for links to the bot.' }),
      apiKey: z
        .string()
        .trim()
        .regex(/^[\x21-\x7e]{8,256}$/)
        .optional()
        .meta({
          description: 'Chapa: the API secret key; with it each payment is looked up before it counts.',
        }),
    }),
    response: ShownOnce,
    status: 201,
  },
  'GET /v1/hooks': {
    audience: ['owner'],
    summary: 'All endpoints, oldest first',
    response: z
      .object({ data: z.array(HookEndpoint), next_cursor: z.string().nullable(), has_more: z.boolean() })
      .meta({ id: 'HookEndpoints' }),
  },
  'POST /v1/hooks/{endpointId}/rotate': {
    audience: ['owner'],
    summary: 'Bring a new secret into force',
    description:
      'The one before stays good beside it, older ones end; the newest one given again changes nothing. Rotate twice to ' +
      'end all old ones. Send an `Idempotency-Key`: asked again under it, it changes nothing and answers 409.',
    params,
    headers: RepeatHeaders,
    body: z.strictObject({ secret: Secret }),
    response: ShownOnce,
  },
  'DELETE /v1/hooks/{endpointId}': {
    audience: ['owner'],
    summary: 'Remove an endpoint; it stops working within a minute',
    params,
    status: 204,
  },
  'GET /v1/customers/{id}/telegram-link': {
    audience: ['owner', 'marketer', 'support'],
    summary: 'A link that joins a customer’s Telegram chat to them',
    description:
      'Give it to the customer, on paper as a QR code or in a message. Opened in Telegram it joins that chat to this ' +
      'customer. Good for 30 days and for one chat.',
    params: z.object({ id: CustomerId }),
    response: z
      .object({ url: z.url(), token: z.string(), expiresAt: z.string() })
      .meta({ id: 'TelegramLink' }),
  },
});
