// What the owner does about ingest: write keys, and a look at what was not accepted.
import { IngestAdminEnv } from '../../shared/ingest/env.ts';
import { RejectedStore } from '../../shared/ingest/rejected-store.ts';
import { ingestAdminRoutes } from '../../shared/ingest/routes.ts';
import { WriteKeyStore } from '../../shared/ingest/write-key-store.ts';
import { readEnv } from '../../shared/platform/env.ts';
import { documentClient, Table } from '../../shared/platform/table.ts';
import { httpHandler } from '../../shared/platform/triggers.ts';

const env = readEnv(IngestAdminEnv);
const client = documentClient();
const writeKeys = new WriteKeyStore(new Table(client, env.PROGRAM_TABLE));
const rejected = new RejectedStore(new Table(client, env.ACTIVITY_TABLE));

export const handler = httpHandler(ingestAdminRoutes, {
  'GET /v1/ingest/rejected': async ({ query, now }) => ({ body: await rejected.list({ ...query, now }) }),
  'POST /v1/write-keys': async ({ body, user, headers, now }) => {
    const repeat = headers['idempotency-key'];
    const once = repeat ? ['write-key', user?.id ?? '', repeat] : undefined;
    return { body: await writeKeys.create({ ...body, now, once }) };
  },
  'GET /v1/write-keys': async () => ({
    body: { data: await writeKeys.list(), next_cursor: null, has_more: false },
  }),
  'DELETE /v1/write-keys/{id}': async ({ params, now }) => {
    await writeKeys.revoke(params.id, now);
    return {};
  },
});
