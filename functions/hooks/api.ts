// Webhooks in, the hot path: verify, keep the raw bytes, hand on. What they mean is worked out by map.ts.
import { SQSClient } from '@aws-sdk/client-sqs';
import { rememberingEndpoints } from '../../shared/hooks/endpoint-cache.ts';
import { EndpointStore } from '../../shared/hooks/endpoint-store.ts';
import { HooksApiEnv, NOT_HANDED_ON } from '../../shared/hooks/env.ts';
import { HooksQueue } from '../../shared/hooks/hooks-queue.ts';
import { receive } from '../../shared/hooks/receive.ts';
import { hooksRoutes } from '../../shared/hooks/routes.ts';
import { type Delivery, EndpointId } from '../../shared/hooks/schema.ts';
import { liveSecrets, verifyToken } from '../../shared/hooks/secrets.ts';
import { isSigned } from '../../shared/hooks/signature.ts';
import { readEnv } from '../../shared/platform/env.ts';
import { notFound, unauthorised, unavailable } from '../../shared/platform/errors.ts';
import { bodyBytes } from '../../shared/platform/http.ts';
import { logger } from '../../shared/platform/log.ts';
import { Objects } from '../../shared/platform/objects.ts';
import { readSecret } from '../../shared/platform/secret.ts';
import { documentClient, Table } from '../../shared/platform/table.ts';
import { keyringOf } from '../../shared/platform/token.ts';
import { httpHandler, redacted } from '../../shared/platform/triggers.ts';

const env = readEnv(HooksApiEnv);
const client = documentClient();
const endpoints = new EndpointStore(new Table(client, env.PROGRAM_TABLE));
const activity = new Table(client, env.ACTIVITY_TABLE);
const objects = new Objects(env.RAW_BUCKET);
// Shopify and Chatwoot wait five seconds: a queue that is silent must leave time for the list of rejected events.
const patience = { connectionTimeout: 1_000, requestTimeout: 1_000, throwOnRequestTimeout: true };
const queue = new HooksQueue(
  env.HOOKS_QUEUE_URL,
  new SQSClient({ maxAttempts: 2, requestHandler: patience }),
);
const keyring = async () => keyringOf(await readSecret(env.TOKEN_SECRET_ARN));

const find = rememberingEndpoints(async (id) => {
  // A guessed address costs no read.
  if (!EndpointId.safeParse(id).success) return undefined;
  // A read that may be behind would refuse the secret entered a moment ago, and some senders never send again.
  const endpoint = await endpoints.get(id, { consistent: true });
  return endpoint && { source: endpoint.source, secrets: liveSecrets(await keyring(), endpoint) };
});
const parts = {
  find,
  keep: objects.putBytes.bind(objects),
  enqueue: queue.add.bind(queue),
  keepRejected: activity.put.bind(activity),
  notHandedOn: (error: unknown, { endpointId, source, key }: Delivery) =>
    logger.error(NOT_HANDED_ON, { endpointId, source, key, error: redacted(error) }),
};

export const handler = httpHandler(hooksRoutes, {
  'POST /v1/hooks/{source}/{endpointId}': async ({ params, event, headers, now }) => {
    const taken = await receive({ ...params, bytes: bodyBytes(event), headers, now }, parts);
    logger.info('hook taken', { ...params, ...(taken && { key: taken.key }) });
    return { body: { success: true as const } };
  },
  'GET /v1/hooks/{source}/{endpointId}': async ({ params, query, now }) => {
    const endpoint = await find(params.endpointId, now).catch((cause: unknown) => {
      throw unavailable('The endpoint could not be looked up. Try again.', cause);
    });
    if (endpoint?.source !== params.source || params.source !== 'facebook')
      throw notFound('There is no such endpoint.');
    const expected = verifyToken(await keyring(), params.endpointId);
    if (!isSigned([query['hub.verify_token']], [expected], (token) => token))
      throw unauthorised('The verify token is not the one of this endpoint.');
    return { contentType: 'text/plain; charset=utf-8', body: query['hub.challenge'] };
  },
});
