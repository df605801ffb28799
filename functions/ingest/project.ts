// Follows the log and folds it into the customers: purchases to stats and score, identify calls to the profile, consents.
// Then counts what each source brought.
import type { Current } from '../../shared/churn/schema.ts';
import { CHECK_SECONDS, MergeQueue } from '../../shared/customers/merge-queue.ts';
import { SignInStore } from '../../shared/customers/sign-in-store.ts';
import { ProjectorEnv } from '../../shared/ingest/env.ts';
import { projectRecords } from '../../shared/ingest/project-records.ts';
import { projectSettings } from '../../shared/ingest/project-settings.ts';
import { ProjectStore } from '../../shared/ingest/project-store.ts';
import { deviceOf } from '../../shared/ingest/sign-in.ts';
import { readEnv, StreamEnv } from '../../shared/platform/env.ts';
import { logger } from '../../shared/platform/log.ts';
import { parking } from '../../shared/platform/parking.ts';
import { documentClient, Table } from '../../shared/platform/table.ts';
import { onStream, redacted } from '../../shared/platform/triggers.ts';
import { countRecords } from '../../shared/quality/flow/count-records.ts';
import { FlowCounters } from '../../shared/quality/flow/flow-counter-store.ts';

const env = readEnv(ProjectorEnv);
const client = documentClient();
const program = new Table(client, env.PROGRAM_TABLE);
const store = new ProjectStore({
  customers: new Table(client, env.CUSTOMERS_TABLE),
  activity: new Table(client, env.ACTIVITY_TABLE),
  program,
});
const counters = new FlowCounters(program);
const park = parking(readEnv(StreamEnv).FAILURE_QUEUE_URL);

const merges = new MergeQueue(env.MERGE_QUEUE_URL);
const signIns = new SignInStore(new Table(client, env.IDENTITIES_TABLE), merges);

const MODEL_MS = 60_000;
let inForce: { current: Current | undefined; until: number } | undefined;

async function modelInForce(now: number): Promise<Current | undefined> {
  if (!inForce || now >= inForce.until) {
    inForce = { current: await store.current(), until: now + MODEL_MS };
  }
  return inForce.current;
}

const failed = (error: unknown, count: number) =>
  logger.error('records failed', { count, error: redacted(error) });

export const handler = onStream(async (records) => {
  const settings = projectSettings(env, await modelInForce(Date.now()));
  const unfolded = await projectRecords(records, {
    store,
    settings,
    late: (customerId, only) => merges.add({ customerId, isLast: true, only }),
    identified: (calls) => signIns.note(calls.flatMap((call) => deviceOf(call) ?? [])),
    decided: (customerId) => merges.add({ customerId, isLast: true, unlessDone: true }, CHECK_SECONDS),
    failed,
  });
  const add = counters.add.bind(counters);
  const uncounted = await countRecords(records, { timeZone: env.TIME_ZONE, add, failed });
  return { unreadable: [...new Set([...unfolded, ...uncounted])], failed: [] };
}, park);
