// Exports: the routes, and a state machine that writes the segments of the tables side by side and joins them.
import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ExportApiEnv, ExportFailEnv, ExportStepEnv } from '../../shared/exports/env.ts';
import { exportRoutes } from '../../shared/exports/routes.ts';
import { envFor } from '../../shared/platform/env.ts';
import { fileWork } from '../constructs/file-work.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { output } from '../constructs/output.ts';
import { allowOnObjects, allowOnTable } from '../constructs/rights.ts';
import { Workflow } from '../constructs/workflow.ts';
import type { AreaProps } from './area.ts';

/** Everything of exports lies under this. */
const EXPORTS = 'exports/*';

export class Exports extends Construct {
  constructor(scope: Construct, id: string, props: AreaProps) {
    super(scope, id);
    const { tables, config } = props;
    const plan = new NodeFunction(this, 'Plan', {
      parts: props,
      entry: 'functions/exports/plan.ts',
      description: 'Export: which pieces there are',
    });
    const fail = new NodeFunction(this, 'Fail', {
      parts: props,
      entry: 'functions/exports/fail.ts',
      description: 'Export: notes that it has failed',
      environment: envFor(ExportFailEnv, { PROGRAM_TABLE: tables.Program.tableName }),
    });
    allowOnTable(fail, tables.Program, 'UpdateItem');
    const write = this.step(props, 'write', 'Export: one segment of a table as a file');
    for (const table of Object.values(tables)) allowOnTable(write, table, 'Scan');
    allowOnObjects(write, props.runsBucket, EXPORTS, 'PutObject', 'AbortMultipartUpload');
    const join = this.step(props, 'join', 'Export: one file of each kind from its pieces');
    allowOnObjects(join, props.runsBucket, EXPORTS, 'GetObject', 'PutObject', 'AbortMultipartUpload');
    allowOnTable(join, tables.Program, 'UpdateItem');
    const workflow = new Workflow(this, 'Export', {
      parts: props,
      definition: fileWork(new Construct(this, 'Steps'), {
        prepare: plan,
        work: write,
        finish: join,
        fail,
        workers: config.importWorkers,
      }),
      timeout: Duration.hours(6),
    });
    output(this, 'ExportArn', workflow.stateMachineArn);
    this.addApi(props, workflow);
  }

  private step(props: AreaProps, step: 'write' | 'join', description: string): NodeFunction {
    const { tables, runsBucket } = props;
    return new NodeFunction(this, `${step[0]?.toUpperCase()}${step.slice(1)}`, {
      parts: props,
      entry: `functions/exports/${step}.ts`,
      description,
      memoryMb: 1_024,
      timeout: Duration.minutes(15),
      environment: envFor(ExportStepEnv, {
        PROGRAM_TABLE: tables.Program.tableName,
        IDENTITIES_TABLE: tables.Identities.tableName,
        CUSTOMERS_TABLE: tables.Customers.tableName,
        ACTIVITY_TABLE: tables.Activity.tableName,
        RUNS_BUCKET: runsBucket.bucketName,
      }),
    });
  }

  private addApi(props: AreaProps, workflow: Workflow): void {
    const { tables, runsBucket, api } = props;
    const handler = new NodeFunction(this, 'Api', {
      parts: props,
      entry: 'functions/exports/api.ts',
      description: 'Start and read exports',
      environment: envFor(ExportApiEnv, {
        PROGRAM_TABLE: tables.Program.tableName,
        RUNS_BUCKET: runsBucket.bucketName,
        EXPORT_ARN: workflow.stateMachineArn,
      }),
    });
    allowOnTable(handler, tables.Program, 'GetItem', 'PutItem', 'UpdateItem');
    // A link can do what its maker may.
    allowOnObjects(handler, runsBucket, EXPORTS, 'GetObject');
    handler.addToRolePolicy(
      new PolicyStatement({ actions: ['states:StartExecution'], resources: [workflow.stateMachineArn] }),
    );
    api.addRoutes(exportRoutes, handler);
  }
}
