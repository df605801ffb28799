// Data in: the hot path, the owner's routes, and the two readers of the log's stream (fold, publish).
import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { IngestAdminEnv, IngestApiEnv, ProjectorEnv, PublisherEnv } from '../../shared/ingest/env.ts';
import { ingestAdminRoutes, ingestRoutes } from '../../shared/ingest/routes.ts';
import { envFor } from '../../shared/platform/env.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { allowOnTable } from '../constructs/rights.ts';
import { StreamReader } from '../constructs/stream-reader.ts';
import type { AreaProps } from './area.ts';

// Only these records start a function: page views and other events cost nothing behind the log.
const keysFrom = (...kinds: string[]) => ({
  dynamodb: { Keys: { sk: { S: kinds.map((kind) => ({ prefix: `${kind}#` })) } } },
});

export class Ingest extends Construct {
  constructor(scope: Construct, id: string, props: AreaProps) {
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
        PROGRAM_TABLE: tables.Program.tableName,
        IDENTITIES_TABLE: tables.Identities.tableName,
        CUSTOMERS_TABLE: tables.Customers.tableName,
        ACTIVITY_TABLE: tables.Activity.tableName,
      }),
    });
    // A transaction needs the right of each of its parts.
    allowOnTable(handler, tables.Program, 'GetItem');
    allowOnTable(handler, tables.Identities, 'BatchGetItem', 'PutItem');
    allowOnTable(handler, tables.Customers, 'BatchGetItem', 'PutItem', 'UpdateItem', 'ConditionCheckItem');
    allowOnTable(handler, tables.Activity, 'BatchWriteItem', 'PutItem', 'UpdateItem');
    api.addRoutes(ingestRoutes, handler);
  }

  private addAdmin(props: AreaProps): void {
    const { api, tables } = props;
    const handler = new NodeFunction(this, 'Admin', {
      parts: props,
      entry: 'functions/ingest/admin.ts',
      description: 'Write keys and rejected events, for the owner',
      environment: envFor(IngestAdminEnv, {
        PROGRAM_TABLE: tables.Program.tableName,
        ACTIVITY_TABLE: tables.Activity.tableName,
      }),
    });
    allowOnTable(handler, tables.Program, 'GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem');
    allowOnTable(handler, tables.Activity, 'Query');
    api.addRoutes(ingestAdminRoutes, handler);
  }

  private addProjector(props: AreaProps): void {
    const { tables, config } = props;
    const handler = new NodeFunction(this, 'Project', {
      parts: props,
      entry: 'functions/ingest/project.ts',
      description: 'Folds the log into the customers',
      timeout: Duration.seconds(60),
      environment: envFor(ProjectorEnv, {
        CURRENCY: config.currency,
        COUNTRY: config.country,
        TIME_ZONE: config.timeZone,
        PROGRAM_TABLE: tables.Program.tableName,
        CUSTOMERS_TABLE: tables.Customers.tableName,
        ACTIVITY_TABLE: tables.Activity.tableName,
      }),
    });
    allowOnTable(handler, tables.Program, 'GetItem');
    allowOnTable(handler, tables.Customers, 'GetItem', 'BatchGetItem', 'UpdateItem');
    allowOnTable(handler, tables.Activity, 'Query');
    new StreamReader(this, 'Fold', {
      parts: props,
      table: tables.Activity,
      handler,
      // More entries of one customer in a batch, fewer writes; nobody waits for the second.
      window: Duration.seconds(1),
      parallel: 2,
      filters: [keysFrom('purchase', 'refund', 'identify', 'consent')],
    });
  }

  private addPublisher(props: AreaProps): void {
    const handler = new NodeFunction(this, 'Publish', {
      parts: props,
      entry: 'functions/ingest/publish.ts',
      description: 'Tells the bus about purchases and refunds',
      environment: envFor(PublisherEnv, { BUS_NAME: props.bus.eventBusName }),
    });
    props.bus.grantPutEventsTo(handler);
    new StreamReader(this, 'Announce', {
      parts: props,
      table: props.tables.Activity,
      handler,
      filters: [{ eventName: ['INSERT'], ...keysFrom('purchase', 'refund') }],
    });
  }
}
