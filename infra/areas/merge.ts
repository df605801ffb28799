// Finding, merging and parting customers: routes that propose and decide, and the queue whose worker moves the histories.
import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { duplicateRoutes } from '../../shared/customers/duplicate-routes.ts';
import { MergeApiEnv, OnMergeEnv } from '../../shared/customers/merge-env.ts';
import { mergeRoutes } from '../../shared/customers/merge-routes.ts';
import { envFor } from '../../shared/platform/env.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { QueueWorker } from '../constructs/queue-worker.ts';
import { allowOnTable } from '../constructs/rights.ts';
import type { AreaProps } from './area.ts';

export class Merge extends Construct {
  /** Takes histories to move, and sign-ins on devices that were somebody's. */
  readonly queue: IQueue;

  constructor(scope: Construct, id: string, props: AreaProps) {
    super(scope, id);
    const { tables, config, api } = props;
    const names = {
      CUSTOMERS_TABLE: tables.Customers.tableName,
      IDENTITIES_TABLE: tables.Identities.tableName,
      ACTIVITY_TABLE: tables.Activity.tableName,
    };
    const worker = new NodeFunction(this, 'Move', {
      parts: props,
      entry: 'functions/customers/on-merge.ts',
      description: 'Moves the history of a customer who was merged or parted',
      // Fifty pages of a hundred entries a run.
      timeout: Duration.seconds(120),
    });
    // Few at a time: each moves one history, and histories of the same customers clash.
    const { queue } = new QueueWorker(this, 'Merges', {
      parts: props,
      handler: worker,
      batchSize: 1,
      maxConcurrency: 2,
    });
    this.queue = queue;
    const environment = envFor(OnMergeEnv, {
      CURRENCY: config.currency,
      COUNTRY: config.country,
      TIME_ZONE: config.timeZone,
      ...names,
      PROGRAM_TABLE: tables.Program.tableName,
      MERGE_QUEUE_URL: queue.queueUrl,
    });
    for (const [name, value] of Object.entries(environment)) worker.addEnvironment(name, value);
    const judge = new NodeFunction(this, 'Api', {
      parts: props,
      entry: 'functions/customers/merge.ts',
      description: 'Tells who may be one; decides that two customers are one, or two again',
      environment: envFor(MergeApiEnv, {
        ...names,
        PROGRAM_TABLE: tables.Program.tableName,
        MERGE_QUEUE_URL: queue.queueUrl,
      }),
    });
    // A transaction needs the right of each of its parts.
    for (const handler of [worker, judge]) {
      allowOnTable(handler, tables.Customers, 'GetItem', 'UpdateItem');
      allowOnTable(handler, tables.Identities, 'BatchGetItem', 'UpdateItem');
      allowOnTable(handler, tables.Activity, 'Query', 'PutItem');
      maySend(handler, queue);
    }
    allowOnTable(judge, tables.Activity, 'GetItem');
    allowOnTable(judge, tables.Customers, 'BatchGetItem');
    allowOnTable(judge, tables.Program, 'GetItem', 'BatchGetItem', 'Query', 'PutItem', 'DeleteItem');
    allowOnTable(worker, tables.Customers, 'ConditionCheckItem');
    allowOnTable(worker, tables.Activity, 'BatchGetItem', 'DeleteItem');
    allowOnTable(worker, tables.Program, 'GetItem');
    api.addRoutes({ ...mergeRoutes, ...duplicateRoutes }, judge);
  }
}

/** SendMessage and nothing else; the construct's own grant allows reading the queue's attributes as well. */
export const maySend = (handler: NodeFunction, queue: IQueue): void =>
  handler.addToRolePolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queue.queueArn] }));
