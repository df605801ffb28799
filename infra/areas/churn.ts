// The nightly pass, the announcement of band changes, and the churn routes.
import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { BacktestEnv, ChurnApiEnv, ChurnPublisherEnv } from '../../shared/churn/env.ts';
import { churnRoutes } from '../../shared/churn/routes.ts';
import { envFor } from '../../shared/platform/env.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { output } from '../constructs/output.ts';
import { QueueWorker } from '../constructs/queue-worker.ts';
import { allowOnObjects, allowOnTable } from '../constructs/rights.ts';
import { Schedule } from '../constructs/schedule.ts';
import { StreamReader } from '../constructs/stream-reader.ts';
import { Workflow } from '../constructs/workflow.ts';
import type { AreaProps } from './area.ts';
import { nightlyAlarms } from './nightly-alarms.ts';
import { nightlyDefinition } from './nightly-states.ts';
import { nightlySteps } from './nightly-steps.ts';

export class Churn extends Construct {
  readonly nightly: Workflow;

  constructor(scope: Construct, id: string, props: AreaProps) {
    super(scope, id);
    const steps = nightlySteps(this, props);
    this.nightly = new Workflow(this, 'Nightly', {
      parts: props,
      definition: nightlyDefinition(new Construct(this, 'States'), steps, props.config.nightlyWorkers),
      timeout: Duration.hours(3),
      silentHours: 26,
    });
    new Schedule(this, 'EveryNight', {
      parts: props,
      at: props.config.nightlyAt,
      target: this.nightly,
      description: 'The nightly pass over all customers',
    });
    nightlyAlarms(this, steps, props);
    output(this, 'NightlyArn', this.nightly.stateMachineArn);
    this.addPublisher(props);
    this.addApi(props, this.addBacktests(props));
  }

  private addApi(props: AreaProps, backtests: QueueWorker): void {
    const { config, tables } = props;
    const api = new NodeFunction(this, 'Api', {
      parts: props,
      entry: 'functions/churn/api.ts',
      description: 'The at-risk list, the model and its proof',
      memoryMb: 1_024,
      timeout: Duration.seconds(29),
      environment: envFor(ChurnApiEnv, {
        CURRENCY: config.currency,
        HORIZON_DAYS: String(config.horizonDays),
        CUSTOMERS_TABLE: tables.Customers.tableName,
        PROGRAM_TABLE: tables.Program.tableName,
        BACKTEST_QUEUE_URL: backtests.queue.queueUrl,
      }),
    });
    allowOnTable(api, tables.Customers, 'Query', 'BatchGetItem');
    allowOnTable(api, tables.Program, 'GetItem', 'Query', 'PutItem', 'UpdateItem');
    backtests.queue.grantSendMessages(api);
    props.api.addRoutes(churnRoutes, api);
  }

  private addBacktests(props: AreaProps): QueueWorker {
    const { config, tables, runsBucket } = props;
    const handler = new NodeFunction(this, 'Backtest', {
      parts: props,
      entry: 'functions/churn/backtest.ts',
      description: 'Tries every method on the past of the shop',
      memoryMb: 3_008,
      timeout: Duration.minutes(15),
      environment: envFor(BacktestEnv, {
        CURRENCY: config.currency,
        PROGRAM_TABLE: tables.Program.tableName,
        RUNS_BUCKET: runsBucket.bucketName,
      }),
    });
    allowOnTable(handler, tables.Program, 'GetItem', 'PutItem');
    allowOnObjects(handler, runsBucket, 'nightly/*/sample.json.gz', 'GetObject');
    // Without the right to list, S3 answers 403 instead of 404 for a sample that has expired.
    handler.addToRolePolicy(
      new PolicyStatement({ actions: ['s3:ListBucket'], resources: [runsBucket.bucketArn] }),
    );
    return new QueueWorker(this, 'Backtests', { parts: props, handler, batchSize: 1, tries: 2 });
  }

  private addPublisher(props: AreaProps): void {
    const handler = new NodeFunction(this, 'Publish', {
      parts: props,
      entry: 'functions/churn/publish.ts',
      description: 'Tells the bus when a customer moved to another band',
      environment: envFor(ChurnPublisherEnv, { BUS_NAME: props.bus.eventBusName }),
    });
    props.bus.grantPutEventsTo(handler);
    const scored = { score: { M: { band: { S: [{ exists: true }] } } } };
    new StreamReader(this, 'Announce', {
      parts: props,
      table: props.tables.Customers,
      handler,
      filters: [{ eventName: ['MODIFY'], dynamodb: { OldImage: scored, NewImage: scored } }],
    });
  }
}
