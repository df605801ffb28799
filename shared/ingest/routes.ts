// Ingest in Segment's HTTP shape. The handler reads raw bytes: clients send JSON as text, as a form, or gzipped.
import * as z from 'zod';
import { defineRoutes, type Route } from '../platform/routes.ts';

export { ingestAdminRoutes } from './admin-routes.ts';
export { WriteKeyKind } from './write-key-schema.ts';

const id = z.union([z.string(), z.number()]);
const data = z.record(z.string(), z.unknown());

const common = {
  writeKey: z.string().optional().describe('Instead of Basic authentication'),
  messageId: z.string().optional().describe('Names the event: the same id sent again counts once'),
  timestamp: z.string().optional().describe('When it happened, ISO 8601 with zone. Default: on arrival'),
  sentAt: z.string().optional().describe('When the client sent it; corrects a wrong client clock'),
  userId: id.nullish(),
  anonymousId: id.nullish(),
  context: data.optional(),
};

/** For the documentation; what is taken is looser (ingest/incoming.ts). */
const TrackCall = z.object({ ...common, event: z.string(), properties: data.optional() }).meta({
  id: 'TrackCall',
  example: {
    userId: 'c-1042',
    event: 'Order Completed',
    timestamp: '2026-03-02T09:15:00+03:00',
    properties: { order_id: 'A-77', total: 1250.5, currency: 'ETB' },
  },
});
const IdentifyCall = z.object({ ...common, traits: data.optional() }).meta({
  id: 'IdentifyCall',
  example: { userId: 'c-1042', traits: { name: 'ሰላም ከበደ', phone: '0911234567', language: 'am' } },
});
const PageCall = z
  .object({ ...common, name: z.string().optional(), properties: data.optional() })
  .meta({ id: 'PageCall' });
const AliasCall = z.object({ ...common, previousId: id }).meta({ id: 'AliasCall' });
const GroupCall = z.object({ ...common, groupId: id, traits: data.optional() }).meta({ id: 'GroupCall' });
const type = <const T extends string>(name: T) => ({ type: z.literal(name) });
const BatchCall = z
  .object({
    writeKey: z.string().optional(),
    sentAt: z.string().optional(),
    context: data.optional().describe('Merged into the context of each event'),
    batch: z.array(
      z.union([
        TrackCall.extend(type('track')),
        IdentifyCall.extend(type('identify')),
        PageCall.extend({ type: z.enum(['page', 'screen']) }),
        AliasCall.extend(type('alias')),
        GroupCall.extend(type('group')),
      ]),
    ),
  })
  .meta({ id: 'BatchCall' });

const Accepted = z.object({ success: z.literal(true) }).meta({ id: 'Accepted' });

const call = <const B extends z.ZodType>(summary: string, rawBody: B) =>
  ({
    audience: 'write-key',
    summary,
    description:
      'Answers 200 once stored. An event that is not valid never fails its neighbours: see GET /v1/ingest/rejected. 401: the write key is wrong. 429 and 503: send again after Retry-After seconds.',
    rawBody,
    response: Accepted,
  }) as const satisfies Route;

export const ingestRoutes = defineRoutes({
  'POST /v1/batch': call('Send many events', BatchCall),
  'POST /v1/track': call('Something a customer did', TrackCall),
  'POST /v1/identify': call('Who a customer is', IdentifyCall),
  'POST /v1/page': call('A page view', PageCall),
  'POST /v1/screen': call('A screen view in an app', PageCall),
  'POST /v1/alias': call('Two ids of one customer', AliasCall),
  'POST /v1/group': call('The company or household of a customer', GroupCall),
  'POST /v1/b': { ...call('Short form of /v1/batch', BatchCall), aliasOf: 'POST /v1/batch' },
  'POST /v1/t': { ...call('Short form of /v1/track', TrackCall), aliasOf: 'POST /v1/track' },
  'POST /v1/i': { ...call('Short form of /v1/identify', IdentifyCall), aliasOf: 'POST /v1/identify' },
  'POST /v1/p': { ...call('Short form of /v1/page', PageCall), aliasOf: 'POST /v1/page' },
  'POST /v1/s': { ...call('Short form of /v1/screen', PageCall), aliasOf: 'POST /v1/screen' },
  'POST /v1/a': { ...call('Short form of /v1/alias', AliasCall), aliasOf: 'POST /v1/alias' },
  'POST /v1/g': { ...call('Short form of /v1/group', GroupCall), aliasOf: 'POST /v1/group' },
  'POST /v1/m': {
    audience: 'write-key',
    summary: 'Client metrics of analytics.js: taken and dropped',
    response: Accepted,
  },
  'GET /v1/projects/{key}/settings': {
    audience: 'write-key',
    summary: 'Settings that analytics.js asks for before it starts',
    params: z.object({ key: z.string().min(1).max(200) }),
    response: z
      .object({
        integrations: z.object({ 'Segment.io': z.object({ apiKey: z.string(), apiHost: z.string() }) }),
      })
      .meta({ id: 'ClientSettings' }),
  },
});
