// Follows the log and folds it into the customers: purchases to stats and score, identify calls to the profile, consents.
import { scoreAll } from '../../shared/churn/rescore.ts';
import type { Current } from '../../shared/churn/schema.ts';
import { ProjectorEnv } from '../../shared/ingest/env.ts';
import { projectRecords } from '../../shared/ingest/project-records.ts';
import { ProjectStore } from '../../shared/ingest/project-store.ts';
import { dayOfDate } from '../../shared/platform/days.ts';
import { readEnv } from '../../shared/platform/env.ts';
import { logger } from '../../shared/platform/log.ts';
import { documentClient, Table } from '../../shared/platform/table.ts';
import { onStream, redacted } from '../../shared/platform/triggers.ts';

const env = readEnv(ProjectorEnv);
const client = documentClient();
const store = new ProjectStore({
  customers: new Table(client, env.CUSTOMERS_TABLE),
  activity: new Table(client, env.ACTIVITY_TABLE),
  program: new Table(client, env.PROGRAM_TABLE),
});

const MODEL_MS = 60_000;
let inForce: { current: Current | undefined; until: number } | undefined;

async function modelInForce(now: number): Promise<Current | undefined> {
  if (!inForce || now >= inForce.until) {
    inForce = { current: await store.current(), until: now + MODEL_MS };
  }
  return inForce.current;
}

export const handler = onStream(async (records) => {
  const current = await modelInForce(Date.now());
  const settings = {
    timeZone: env.TIME_ZONE,
    currency: env.CURRENCY,
    country: env.COUNTRY,
    rescore: (
      ...[stats, previous, signals]: Parameters<Parameters<typeof projectRecords>[1]['settings']['rescore']>
    ) =>
      current &&
      // No wall clock: the same log and model give the same score.
      scoreAll(
        [{ stats, previous, signals }],
        current,
        Math.max(dayOfDate(current.businessDate), stats.lastDay),
      )[0],
  };
  return projectRecords(records, {
    store,
    settings,
    failed: (error, count) => logger.error('records failed', { count, error: redacted(error) }),
  });
});
