// Who may be one, merging and parting customers over HTTP: its own function, for it may write what the other must not.
import { dismissPair, duplicatePage } from '../../shared/customers/duplicate-requests.ts';
import { duplicateRoutes } from '../../shared/customers/duplicate-routes.ts';
import { MergeDecisionStore } from '../../shared/customers/merge-decision-store.ts';
import { MergeApiEnv } from '../../shared/customers/merge-env.ts';
import { MergeQueue } from '../../shared/customers/merge-queue.ts';
import { mergeCustomers, partCustomers } from '../../shared/customers/merge-requests.ts';
import { mergeRoutes } from '../../shared/customers/merge-routes.ts';
import { CustomerStore } from '../../shared/customers/store.ts';
import { readEnv } from '../../shared/platform/env.ts';
import { documentClient, Table } from '../../shared/platform/table.ts';
import { httpHandler } from '../../shared/platform/triggers.ts';
import { DuplicateStore } from '../../shared/quality/duplicates/duplicate-store.ts';

const env = readEnv(MergeApiEnv);
const client = documentClient();
const tables = {
  customers: new Table(client, env.CUSTOMERS_TABLE),
  identities: new Table(client, env.IDENTITIES_TABLE),
  activity: new Table(client, env.ACTIVITY_TABLE),
  program: new Table(client, env.PROGRAM_TABLE),
};
const decisions = new MergeDecisionStore(tables);
const duplicates = new DuplicateStore(tables.program);
const merging = { decisions, queue: new MergeQueue(env.MERGE_QUEUE_URL) };
const finding = { decisions, duplicates, customers: new CustomerStore(tables) };

export const handler = httpHandler(
  { ...mergeRoutes, ...duplicateRoutes },
  {
    'POST /v1/customers/{id}/merge': async ({ params, body, user, now }) => ({
      body: await mergeCustomers(merging, { ...params, ...body, userId: user?.id ?? '', now }),
    }),
    'POST /v1/customers/{id}/unmerge': async ({ params, body, user, now }) => ({
      body: await partCustomers(merging, { ...params, ...body, userId: user?.id ?? '', now }),
    }),
    'GET /v1/customers/duplicates': async ({ query, now }) => ({
      body: await duplicatePage(finding, query, now),
    }),
    'POST /v1/customers/duplicates/{id}/dismiss': async ({ params, user, now }) => ({
      body: await dismissPair(finding, params.id, { by: user?.id ?? '', at: new Date(now).toISOString() }),
    }),
    'DELETE /v1/customers/duplicates/{id}/dismiss': async ({ params }) => {
      await duplicates.undismiss(params.id);
      return {};
    },
  },
);
