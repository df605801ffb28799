// The functions of the nightly pass, each with the rights of its step and no more.
import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { NightlyEnv, ScoreEnv } from '../../shared/churn/env.ts';
import { envFor } from '../../shared/platform/env.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { allowOnObjects, allowOnTable } from '../constructs/rights.ts';
import type { AreaProps } from './area.ts';

/** Everything a pass leaves in S3 lies under this. */
const results = 'nightly/*';

const descriptions = {
  plan: 'Nightly: which day, how many workers, whether to fit',
  gather: 'Nightly, when a fit is due: counts a segment, reads its sample',
  fit: 'Nightly, when a fit is due: one model from all segments',
  score: 'Nightly: scores a segment in memory',
  quality: 'Nightly: how good the data is; who may be there twice',
  reduce: 'Nightly: merges the segments, decides whether to go on',
  apply: 'Nightly: writes the changed scores of a segment',
  report: 'Nightly: metrics, at-risk list, model in force',
};
export type NightlyStep = keyof typeof descriptions;

/** Memory is CPU: fitting and merging a million customers wants both, planning wants neither. */
const memoryMb: Record<NightlyStep, number> = {
  plan: 512,
  gather: 1_024,
  fit: 3_008,
  score: 1_024,
  quality: 3_008,
  reduce: 1_769,
  apply: 1_024,
  report: 1_024,
};

/** The report on the data belongs to another area: its folder says so. */
const entryOf = (step: NightlyStep): string =>
  step === 'quality' ? 'functions/quality/nightly.ts' : `functions/churn/${step}.ts`;

export function nightlySteps(scope: Construct, props: AreaProps): Record<NightlyStep, NodeFunction> {
  const { config, tables, runsBucket, tokenSecret } = props;
  const { Customers, Activity, Program } = tables;
  const values = {
    TIME_ZONE: config.timeZone,
    CURRENCY: config.currency,
    HORIZON_DAYS: String(config.horizonDays),
    CUSTOMERS_TABLE: Customers.tableName,
    ACTIVITY_TABLE: Activity.tableName,
    PROGRAM_TABLE: Program.tableName,
    RUNS_BUCKET: runsBucket.bucketName,
  };
  const make = (step: NightlyStep, environment = envFor(NightlyEnv, values)) =>
    new NodeFunction(scope, step[0]?.toUpperCase() + step.slice(1), {
      parts: props,
      entry: entryOf(step),
      description: descriptions[step],
      memoryMb: memoryMb[step],
      timeout: Duration.minutes(15),
      environment,
    });
  const steps = {
    plan: make('plan'),
    gather: make('gather'),
    fit: make('fit'),
    score: make('score', envFor(ScoreEnv, { ...values, TOKEN_SECRET_ARN: tokenSecret.secretArn })),
    quality: make('quality'),
    reduce: make('reduce'),
    apply: make('apply'),
    report: make('report'),
  };
  for (const step of Object.values(steps))
    allowOnObjects(step, runsBucket, results, 'GetObject', 'PutObject');
  allowOnTable(steps.plan, Customers, 'Scan');
  allowOnTable(steps.plan, Program, 'GetItem');
  allowOnTable(steps.gather, Customers, 'Scan');
  allowOnTable(steps.gather, Activity, 'Query');
  allowOnTable(steps.fit, Program, 'PutItem');
  allowOnTable(steps.score, Customers, 'Scan');
  allowOnTable(steps.score, Program, 'GetItem');
  tokenSecret.grantRead(steps.score);
  allowOnTable(steps.quality, Program, 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'BatchWriteItem');
  // Without the right to list, S3 answers 403 instead of 404 where a worker left nothing, and there would be no report at all.
  steps.quality.addToRolePolicy(
    new PolicyStatement({ actions: ['s3:ListBucket'], resources: [runsBucket.bucketArn] }),
  );
  allowOnTable(steps.reduce, Program, 'PutItem');
  allowOnTable(steps.apply, Customers, 'UpdateItem');
  allowOnTable(steps.report, Program, 'GetItem', 'PutItem');
  return steps;
}
