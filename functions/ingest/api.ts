// Ingest, the hot path: stores what clients send; everything else happens behind the log's stream.
import { IdentityStore } from '../../shared/customers/identity-store.ts';
import { ingestRoutes } from '../../shared/ingest/api-routes.ts';
import { IngestApiEnv } from '../../shared/ingest/env.ts';
import { rememberingKeys } from '../../shared/ingest/key-cache.ts';
import { hourly } from '../../shared/ingest/key-use.ts';
import { rateLimiter } from '../../shared/ingest/rate-limit.ts';
import { IngestStore } from '../../shared/ingest/store.ts';
import { type Request, takeIn } from '../../shared/ingest/take-in.ts';
import { readEnv } from '../../shared/platform/env.ts';
import { bodyBytes, type HttpEvent } from '../../shared/platform/http.ts';
import { logger } from '../../shared/platform/log.ts';
import { documentClient, Table } from '../../shared/platform/table.ts';
import { httpHandler, redacted } from '../../shared/platform/triggers.ts';
import { rememberedPlan } from '../../shared/quality/plan/plan-store.ts';

const env = readEnv(IngestApiEnv);
const client = documentClient();
const activity = new Table(client, env.ACTIVITY_TABLE);
const program = new Table(client, env.PROGRAM_TABLE);
const store = new IngestStore({ activity, program });
const identities = new IdentityStore({
  identities: new Table(client, env.IDENTITIES_TABLE),
  customers: new Table(client, env.CUSTOMERS_TABLE),
  activity,
});
const parts = {
  store,
  findKey: rememberingKeys((hash) => store.findKey(hash)),
  resolve: identities.resolve.bind(identities),
  allow: rateLimiter(store.count.bind(store)),
  noteUse: hourly(store.noteUse.bind(store), (error) =>
    logger.warn('the use of a key was not noted', { error: redacted(error) }),
  ),
  currency: env.CURRENCY,
  country: env.COUNTRY,
  plan: rememberedPlan(program),
};

const taking =
  (type: Request['type']) =>
  async ({ event, now }: { event: HttpEvent; now: number }) => {
    const { authorization, 'x-retry-count': retry } = event.headers;
    const request = { bytes: bodyBytes(event), type, authorization, now };
    const { headers, ...taken } = await takeIn(request, parts);
    logger.info('taken', { type, ...taken, ...(retry && { retry }) });
    return { headers, body: { success: true as const } };
  };

export const handler = httpHandler(ingestRoutes, {
  'POST /v1/batch': taking('batch'),
  'POST /v1/b': taking('batch'),
  'POST /v1/track': taking('track'),
  'POST /v1/t': taking('track'),
  'POST /v1/identify': taking('identify'),
  'POST /v1/i': taking('identify'),
  'POST /v1/page': taking('page'),
  'POST /v1/p': taking('page'),
  'POST /v1/screen': taking('screen'),
  'POST /v1/s': taking('screen'),
  'POST /v1/alias': taking('alias'),
  'POST /v1/a': taking('alias'),
  'POST /v1/group': taking('group'),
  'POST /v1/g': taking('group'),
  'POST /v1/m': async () => ({ body: { success: true as const } }),
  'GET /v1/projects/{key}/settings': async ({ params, event }) => ({
    headers: { 'cache-control': 'public, max-age=300' },
    body: {
      integrations: {
        'Segment.io': {
          apiKey: params.key,
          apiHost: `${event.headers.host ?? event.requestContext.domainName}/v1`,
        },
      },
    },
  }),
});
