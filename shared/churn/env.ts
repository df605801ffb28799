// Environments of the churn functions; infra fills them from the same schemas.
import * as z from 'zod';
import { BusinessEnv } from '../platform/business.ts';

const name = z.string().min(1);

/** The steps of the nightly pass. What a step may do with what it knows of is in its rights. */
export const NightlyEnv = BusinessEnv.pick({ TIME_ZONE: true, CURRENCY: true, HORIZON_DAYS: true }).extend({
  CUSTOMERS_TABLE: name,
  ACTIVITY_TABLE: name,
  PROGRAM_TABLE: name,
  RUNS_BUCKET: name,
});

/** The secret makes the hashes by which customers who are there twice are found. */
export const ScoreEnv = NightlyEnv.extend({ TOKEN_SECRET_ARN: name });

export const ChurnPublisherEnv = z.object({ BUS_NAME: name });

export const ChurnApiEnv = BusinessEnv.pick({ CURRENCY: true, HORIZON_DAYS: true }).extend({
  CUSTOMERS_TABLE: name,
  PROGRAM_TABLE: name,
  BACKTEST_QUEUE_URL: name,
});

export const BacktestEnv = BusinessEnv.pick({ CURRENCY: true }).extend({
  PROGRAM_TABLE: name,
  RUNS_BUCKET: name,
});
