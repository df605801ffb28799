// Webhooks in: the hot path, the owner's routes, and the worker that turns stored deliveries into events.
import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { FilterPattern } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { HooksAdminEnv, HooksApiEnv, HooksMapEnv, NOT_HANDED_ON } from '../../shared/hooks/env.ts';
import { hooksAdminRoutes, hooksRoutes } from '../../shared/hooks/routes.ts';
import { envFor } from '../../shared/platform/env.ts';
import { LogAlarm } from '../constructs/log-alarm.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { output } from '../constructs/output.ts';
import { QueueWorker } from '../constructs/queue-worker.ts';
import { allowOnObjects, allowOnTable } from '../constructs/rights.ts';
import type { AreaProps } from './area.ts';

/** Raw bodies in the Runs bucket; its lifecycle forgets them after 30 days. */
const RAW = 'hooks/*';
/** Half an hour of them, in which a payment service may be silent. */
const TRIES = 5;

export class Hooks extends Construct {
  /** Takes deliveries; what was rejected may be put into it again. */
  readonly queue: IQueue;

  constructor(scope: Construct, id: string, props: AreaProps) {
    super(scope, id);
    const worker = this.addMapper(props);
    this.queue = worker.queue;
    this.addApi(props, worker);
    this.addAdmin(props);
    output(this, 'HooksQueueUrl', this.queue.queueUrl);
  }

  private addMapper(props: AreaProps): QueueWorker {
    const { tables, config, runsBucket, tokenSecret } = props;
    const handler = new NodeFunction(this, 'Map', {
      parts: props,
      entry: 'functions/hooks/map.ts',
      description: 'Turns stored webhooks into events',
      // Longer than a payment may take to be looked up at Chapa, several times over.
      timeout: Duration.seconds(60),
      environment: envFor(HooksMapEnv, {
        CURRENCY: config.currency,
        COUNTRY: config.country,
        PROGRAM_TABLE: tables.Program.tableName,
        IDENTITIES_TABLE: tables.Identities.tableName,
        CUSTOMERS_TABLE: tables.Customers.tableName,
        ACTIVITY_TABLE: tables.Activity.tableName,
        TOKEN_SECRET_ARN: tokenSecret.secretArn,
        RAW_BUCKET: runsBucket.bucketName,
        TRIES,
      }),
    });
    // A transaction needs the right of each of its parts.
    allowOnTable(handler, tables.Program, 'GetItem', 'PutItem');
    allowOnTable(handler, tables.Identities, 'GetItem', 'BatchGetItem', 'PutItem');
    allowOnTable(
      handler,
      tables.Customers,
      'GetItem',
      'BatchGetItem',
      'PutItem',
      'UpdateItem',
      'ConditionCheckItem',
    );
    allowOnTable(handler, tables.Activity, 'BatchWriteItem', 'PutItem', 'UpdateItem', 'DeleteItem');
    allowOnObjects(handler, runsBucket, RAW, 'GetObject');
    tokenSecret.grantRead(handler);
    return new QueueWorker(this, 'Deliveries', { parts: props, handler, tries: TRIES });
  }

  private addApi(props: AreaProps, { queue }: QueueWorker): void {
    const { api, tables, runsBucket, tokenSecret } = props;
    const handler = new NodeFunction(this, 'Api', {
      parts: props,
      entry: 'functions/hooks/api.ts',
      description: 'Verifies and stores webhooks of other systems',
      // Shopify and Chatwoot wait five seconds, a cold start included.
      memoryMb: 1_024,
      environment: envFor(HooksApiEnv, {
        PROGRAM_TABLE: tables.Program.tableName,
        ACTIVITY_TABLE: tables.Activity.tableName,
        TOKEN_SECRET_ARN: tokenSecret.secretArn,
        RAW_BUCKET: runsBucket.bucketName,
        HOOKS_QUEUE_URL: queue.queueUrl,
      }),
    });
    allowOnTable(handler, tables.Program, 'GetItem');
    allowOnTable(handler, tables.Activity, 'PutItem');
    allowOnObjects(handler, runsBucket, RAW, 'PutObject');
    handler.addToRolePolicy(
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queue.queueArn] }),
    );
    tokenSecret.grantRead(handler);
    api.addRoutes(hooksRoutes, handler);
    new LogAlarm(this, 'NotHandedOn', {
      alarms: props.alarms,
      logGroup: handler.logGroup,
      lines: FilterPattern.stringValue('$.message', '=', NOT_HANDED_ON),
      says:
        'Webhooks were stored, but their queue did not take them: see why in the log of the function, then replay them, ' +
        'POST /v1/ingest/rejected/replay with "reason": "the queue did not take it"',
    });
  }

  private addAdmin(props: AreaProps): void {
    const { api, tables, tokenSecret } = props;
    const handler = new NodeFunction(this, 'Admin', {
      parts: props,
      entry: 'functions/hooks/admin.ts',
      description: 'Webhook endpoints and chat links, for the owner and the staff',
      environment: envFor(HooksAdminEnv, {
        PROGRAM_TABLE: tables.Program.tableName,
        CUSTOMERS_TABLE: tables.Customers.tableName,
        TOKEN_SECRET_ARN: tokenSecret.secretArn,
        PUBLIC_URL: api.url,
      }),
    });
    allowOnTable(
      handler,
      tables.Program,
      'GetItem',
      'BatchGetItem',
      'Query',
      'PutItem',
      'UpdateItem',
      'DeleteItem',
    );
    allowOnTable(handler, tables.Customers, 'GetItem');
    tokenSecret.grantRead(handler);
    api.addRoutes(hooksAdminRoutes, handler);
  }
}
