// Data in: the hot path, the owner's routes, and the two readers of the log's stream (fold, publish).
import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { IngestAdminEnv, IngestApiEnv, ProjectorEnv, PublisherEnv } from '../../shared/ingest/env.ts';
import { ingestAdminRoutes, ingestRoutes } from '../../shared/ingest/routes.ts';
import { envFor } from '../../shared/platform/env.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { allowOnTable } from '../constructs/rights.ts';
import { StreamReader } from '../constructs/stream-reader.ts';
import type { AreaProps } from './area.ts';
import { maySend } from './merge.ts';

// Only these records start a function: what nobody looks at costs nothing behind the log.
const keysFrom = (...kinds: string[]) => ({
  dynamodb: { Keys: { sk: { S: kinds.map((kind) => ({ prefix: `${kind}#` })) } } },
});

const settled = ({ dynamodb }: ReturnType<typeof keysFrom>) => ({
  dynamodb: { ...dynamodb, NewImage: { state: { S: ['delivered', 'bounced', 'complained'] } } },
});

interface IngestProps extends AreaProps {
  /** Where a rejected webhook is sent through again. */
  hooksQueue: IQueue;
  /** Where late entries of merged customers and sign-ins on known devices go. */
  mergeQueue: IQueue;
}

export class Ingest extends Construct {
  constructor(scope: Construct, id: string, props: IngestProps) {
    super(scope, id);
    this.addApi(props);
    this.addAdmin(props);
    this.addProjector(props);
    this.addPublisher(props);
  }

  private addApi(props: AreaProps): void {
    const { api, tables, config } = props;
    const handler = new NodeFunction(this, 'Api', {
      parts: props,
      entry: 'functions/ingest/api.ts',
      description: 'Takes events in and stores them',
      // Unpacking, checking and packing are CPU work; a full batch must end well within the clients ten seconds.
      memoryMb: 1_024,
      timeout: Duration.seconds(29),
      environment: envFor(IngestApiEnv, {
        CURRENCY: config.currency,
        COUNTRY: config.country,
        ...this.tableNames(tables),
      }),
    });
    allowOnTable(handler, tables.Program, 'GetItem');
    this.allowTakingIn(handler, tables);
    api.addRoutes(ingestRoutes, handler);
  }

  private addAdmin(props: IngestProps): void {
    const { api, tables, config, hooksQueue } = props;
    const handler = new NodeFunction(this, 'Admin', {
      parts: props,
      entry: 'functions/ingest/admin.ts',
      description: 'Write keys, rejected events and their replay, for the owner',
      // A hundred events are replayed in one call.
      timeout: Duration.seconds(29),
      environment: envFor(IngestAdminEnv, {
        CURRENCY: config.currency,
        COUNTRY: config.country,
        ...this.tableNames(tables),
        HOOKS_QUEUE_URL: hooksQueue.queueUrl,
      }),
    });
    allowOnTable(handler, tables.Program, 'GetItem', 'Query', 'PutItem', 'DeleteItem');
    this.allowTakingIn(handler, tables);
    allowOnTable(handler, tables.Activity, 'GetItem', 'Query', 'DeleteItem');
    handler.addToRolePolicy(
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [hooksQueue.queueArn] }),
    );
    api.addRoutes(ingestAdminRoutes, handler);
  }

  private tableNames(tables: AreaProps['tables']) {
    return {
      PROGRAM_TABLE: tables.Program.tableName,
      IDENTITIES_TABLE: tables.Identities.tableName,
      CUSTOMERS_TABLE: tables.Customers.tableName,
      ACTIVITY_TABLE: tables.Activity.tableName,
    };
  }

  // A transaction needs the right of each of its parts.
  private allowTakingIn(handler: NodeFunction, tables: AreaProps['tables']): void {
    allowOnTable(handler, tables.Identities, 'BatchGetItem', 'PutItem');
    allowOnTable(handler, tables.Customers, 'BatchGetItem', 'PutItem', 'UpdateItem', 'ConditionCheckItem');
    allowOnTable(handler, tables.Activity, 'BatchWriteItem', 'PutItem', 'UpdateItem');
  }

  private addProjector(props: IngestProps): void {
    const { tables, config, mergeQueue } = props;
    const handler = new NodeFunction(this, 'Project', {
      parts: props,
      entry: 'functions/ingest/project.ts',
      description: 'Folds the log into the customers and counts what sources bring',
      timeout: Duration.seconds(60),
      environment: envFor(ProjectorEnv, {
        CURRENCY: config.currency,
        COUNTRY: config.country,
        TIME_ZONE: config.timeZone,
        PROGRAM_TABLE: tables.Program.tableName,
        CUSTOMERS_TABLE: tables.Customers.tableName,
        ACTIVITY_TABLE: tables.Activity.tableName,
        IDENTITIES_TABLE: tables.Identities.tableName,
        MERGE_QUEUE_URL: mergeQueue.queueUrl,
      }),
    });
    allowOnTable(handler, tables.Program, 'GetItem', 'UpdateItem');
    allowOnTable(handler, tables.Customers, 'GetItem', 'BatchGetItem', 'UpdateItem');
    allowOnTable(handler, tables.Activity, 'Query');
    allowOnTable(handler, tables.Identities, 'BatchGetItem');
    maySend(handler, mergeQueue);
    new StreamReader(this, 'Fold', {
      parts: props,
      table: tables.Activity,
      handler,
      // More entries of one customer in a batch, fewer writes; nobody waits for the second.
      window: Duration.seconds(1),
      parallel: 2,
      // A visit is one read, and one write for the first of a day; of a message only what became of the mail.
      filters: [
        keysFrom('purchase', 'refund', 'identify', 'consent', 'signal', 'visit'),
        settled(keysFrom('message')),
        // Counted only; of events, who signed in by an alias, and of the audit, that customers were merged or parted.
        { eventName: ['INSERT'], ...keysFrom('event', 'rejected', 'audit') },
      ],
    });
  }

  private addPublisher(props: AreaProps): void {
    const handler = new NodeFunction(this, 'Publish', {
      parts: props,
      entry: 'functions/ingest/publish.ts',
      description: 'Tells the bus about purchases, refunds and requests for consent',
      environment: envFor(PublisherEnv, { BUS_NAME: props.bus.eventBusName }),
    });
    props.bus.grantPutEventsTo(handler);
    new StreamReader(this, 'Announce', {
      parts: props,
      table: props.tables.Activity,
      handler,
      filters: [{ eventName: ['INSERT'], ...keysFrom('purchase', 'refund', 'consent') }],
    });
  }
}
