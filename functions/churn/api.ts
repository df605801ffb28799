// The churn area over HTTP.
import { askBacktest } from '../../shared/churn/ask-backtest.ts';
import { listCsv, listPage } from '../../shared/churn/at-risk-list-store.ts';
import { BacktestQueue } from '../../shared/churn/backtest-queue.ts';
import { ChurnApiEnv } from '../../shared/churn/env.ts';
import { modelViews } from '../../shared/churn/model-views-store.ts';
import { backtestOf, changeSettings, runOf, settingsOf } from '../../shared/churn/program-store.ts';
import { churnRoutes } from '../../shared/churn/routes.ts';
import { readEnv } from '../../shared/platform/env.ts';
import { notFound } from '../../shared/platform/errors.ts';
import { tagged } from '../../shared/platform/etag.ts';
import { documentClient, Table } from '../../shared/platform/table.ts';
import { httpHandler } from '../../shared/platform/triggers.ts';

const env = readEnv(ChurnApiEnv);
const client = documentClient();
const program = new Table(client, env.PROGRAM_TABLE);
const list = { customers: new Table(client, env.CUSTOMERS_TABLE), program, currency: env.CURRENCY };
const queue = new BacktestQueue(env.BACKTEST_QUEUE_URL);

export const handler = httpHandler(churnRoutes, {
  'GET /v1/at-risk': async ({ query }) => {
    const { rows, nextCursor } = await listPage(list, query);
    const data = rows.map(({ row }) => row);
    return { body: { data, next_cursor: nextCursor, has_more: nextCursor !== null } };
  },
  'GET /v1/at-risk.csv': async ({ query }) => {
    const { csv, nextCursor } = await listCsv(list, query);
    return {
      contentType: 'text/csv; charset=utf-8',
      headers: {
        'content-disposition': `attachment; filename="${query.band}.csv"`,
        'has-more': String(nextCursor !== null),
        ...(nextCursor && { 'next-cursor': nextCursor }),
      },
      body: csv,
    };
  },
  'GET /v1/churn/model': async () => ({ body: await modelViews(program) }),
  'POST /v1/churn/backtests': async ({ body, headers, user, now }) => {
    const asked = {
      horizonDays: body.horizonDays ?? env.HORIZON_DAYS,
      sender: { userId: user?.id ?? '', key: headers['idempotency-key'] },
      now,
    };
    return { body: await askBacktest({ program, queue }, asked) };
  },
  'GET /v1/churn/backtests/{id}': async ({ params }) => {
    const found = await backtestOf(program, params.id);
    if (!found) throw notFound('No backtest has this id.');
    return { body: found };
  },
  'GET /v1/churn/runs/{date}': async ({ params }) => {
    const run = await runOf(program, params.date);
    if (!run) throw notFound('No nightly pass was held or done for this date.');
    return { body: run };
  },
  'GET /v1/churn/settings': async ({ headers }) =>
    tagged(await settingsOf(program), headers['if-none-match']),
  'PUT /v1/churn/settings': async ({ body, headers }) => {
    await changeSettings(program, body, headers['if-match']);
    return tagged(body, undefined);
  },
});
