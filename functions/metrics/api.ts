// The metrics over HTTP.
import { MetricsEnv } from '../../shared/metrics/env.ts';
import { metricsRoutes } from '../../shared/metrics/routes.ts';
import { snapshotsUpTo } from '../../shared/metrics/store.ts';
import { metricsView } from '../../shared/metrics/view.ts';
import { readEnv } from '../../shared/platform/env.ts';
import { notFound } from '../../shared/platform/errors.ts';
import { documentClient, Table } from '../../shared/platform/table.ts';
import { httpHandler } from '../../shared/platform/triggers.ts';

const program = new Table(documentClient(), readEnv(MetricsEnv).PROGRAM_TABLE);
/** The snapshot asked for and the nights before it: about a quarter. */
const NIGHTS = 91;

export const handler = httpHandler(metricsRoutes, {
  'GET /v1/metrics': async ({ query }) => {
    const [snapshot, ...earlier] = await snapshotsUpTo(program, query.date, NIGHTS);
    if (!snapshot) throw notFound('There are no metrics yet: they come with the first nightly pass.');
    return { body: metricsView(snapshot, earlier) };
  },
});
