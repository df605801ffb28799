// Backtests on demand, one at a time.
import { BacktestJob } from '../../shared/churn/backtest-queue.ts';
import { BacktestEnv } from '../../shared/churn/env.ts';
import { runBacktest } from '../../shared/churn/run-backtest.ts';
import { readEnv } from '../../shared/platform/env.ts';
import { Objects } from '../../shared/platform/objects.ts';
import { documentClient, Table } from '../../shared/platform/table.ts';
import { onQueue } from '../../shared/platform/triggers.ts';

const env = readEnv(BacktestEnv);
const parts = {
  program: new Table(documentClient(), env.PROGRAM_TABLE),
  objects: new Objects(env.RUNS_BUCKET),
  currency: env.CURRENCY,
};

export const handler = onQueue(BacktestJob, (job) => runBacktest(parts, job));
