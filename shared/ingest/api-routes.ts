// Ingest in Segment's HTTP shape. The handler reads raw bytes: clients send JSON as text, as a form, or gzipped.
import * as z from 'zod';
import { defineRoutes, type Route, type RouteKey } from '../platform/routes.ts';
import { documentedCalls } from './calls.ts';

const Accepted = z.object({ success: z.literal(true) }).meta({ id: 'Accepted' });

/** A call, or with `aliasOf` the short form of one. */
const call = (summary: string, name: keyof ReturnType<typeof documentedCalls>, aliasOf?: RouteKey) =>
  ({
    audience: 'write-key',
    summary,
    description:
      'Answers 200 once stored. An event that is not valid never fails its neighbours: see GET /v1/ingest/rejected. 401: the write key is wrong. 429 and 503: send again after Retry-After seconds.',
    get rawBody() {
      return documentedCalls()[name];
    },
    response: Accepted,
    ...(aliasOf && { aliasOf }),
  }) as const satisfies Route;

export const ingestRoutes = defineRoutes({
  'POST /v1/batch': call('Send many events', 'BatchCall'),
  'POST /v1/track': call('Something a customer did', 'TrackCall'),
  'POST /v1/identify': call('Who a customer is', 'IdentifyCall'),
  'POST /v1/page': call('A page view', 'PageCall'),
  'POST /v1/screen': call('A screen view in an app', 'PageCall'),
  'POST /v1/alias': call('Two ids of one customer', 'AliasCall'),
  'POST /v1/group': call('The company or household of a customer', 'GroupCall'),
  'POST /v1/b': call('Short form of /v1/batch', 'BatchCall', 'POST /v1/batch'),
  'POST /v1/t': call('Short form of /v1/track', 'TrackCall', 'POST /v1/track'),
  'POST /v1/i': call('Short form of /v1/identify', 'IdentifyCall', 'POST /v1/identify'),
  'POST /v1/p': call('Short form of /v1/page', 'PageCall', 'POST /v1/page'),
  'POST /v1/s': call('Short form of /v1/screen', 'PageCall', 'POST /v1/screen'),
  'POST /v1/a': call('Short form of /v1/alias', 'AliasCall', 'POST /v1/alias'),
  'POST /v1/g': call('Short form of /v1/group', 'GroupCall', 'POST /v1/group'),
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
