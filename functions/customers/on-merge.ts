// The merge queue: moves histories, and joins what a device did to whoever signed in on it.
import { MergeDecisionStore } from '../../shared/customers/merge-decision-store.ts';
import { OnMergeEnv } from '../../shared/customers/merge-env.ts';
import { MergeLogStore } from '../../shared/customers/merge-log-store.ts';
import { MergeQueue } from '../../shared/customers/merge-queue.ts';
import { MergeJob } from '../../shared/customers/merge-schema.ts';
import { join, type MergeParts, move } from '../../shared/customers/merge-work.ts';
import { cameBy } from '../../shared/ingest/came-by.ts';
import { projectSettings } from '../../shared/ingest/project-settings.ts';
import { RebuildStore } from '../../shared/ingest/rebuild-store.ts';
import { readEnv } from '../../shared/platform/env.ts';
import { documentClient, Table } from '../../shared/platform/table.ts';
import { onQueue } from '../../shared/platform/triggers.ts';

const env = readEnv(OnMergeEnv);
const client = documentClient();
const tables = {
  customers: new Table(client, env.CUSTOMERS_TABLE),
  identities: new Table(client, env.IDENTITIES_TABLE),
  activity: new Table(client, env.ACTIVITY_TABLE),
  program: new Table(client, env.PROGRAM_TABLE),
};
const people = new RebuildStore(tables);
const parts: MergeParts = {
  decisions: new MergeDecisionStore(tables),
  log: new MergeLogStore(tables),
  queue: new MergeQueue(env.MERGE_QUEUE_URL),
  rebuild: async (id) => people.rebuild(id, projectSettings(env, await people.current())),
  cameBy: (entry, keys) => cameBy(entry, env.COUNTRY, keys),
};

export const handler = onQueue(MergeJob, async (job) =>
  'join' in job ? join(parts, job, new Date().toISOString()) : move(parts, job),
);
