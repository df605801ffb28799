// Merging and parting customers over HTTP: its own function, for it may write what the other must not.
import { MergeDecisionStore } from '../../shared/customers/merge-decision-store.ts';
import { MergeApiEnv } from '../../shared/customers/merge-env.ts';
import { MergeQueue } from '../../shared/customers/merge-queue.ts';
import { mergeCustomers, partCustomers } from '../../shared/customers/merge-requests.ts';
import { mergeRoutes } from '../../shared/customers/merge-routes.ts';
import { readEnv } from '../../shared/platform/env.ts';
import { documentClient, Table } from '../../shared/platform/table.ts';
import { httpHandler } from '../../shared/platform/triggers.ts';

const env = readEnv(MergeApiEnv);
const client = documentClient();
const parts = {
  decisions: new MergeDecisionStore({
    customers: new Table(client, env.CUSTOMERS_TABLE),
    identities: new Table(client, env.IDENTITIES_TABLE),
    activity: new Table(client, env.ACTIVITY_TABLE),
  }),
  queue: new MergeQueue(env.MERGE_QUEUE_URL),
};

export const handler = httpHandler(mergeRoutes, {
  'POST /v1/customers/{id}/merge': async ({ params, body, user, now }) => ({
    body: await mergeCustomers(parts, { ...params, ...body, userId: user?.id ?? '', now }),
  }),
  'POST /v1/customers/{id}/unmerge': async ({ params, body, user, now }) => ({
    body: await partCustomers(parts, { ...params, ...body, userId: user?.id ?? '', now }),
  }),
});
