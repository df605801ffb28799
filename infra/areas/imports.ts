// Imports: the routes, and a state machine that reads a file once, works its chunks side by side and adds them up.
import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ImportApiEnv, ImportFailEnv, ImportStepEnv, ImportWorkEnv } from '../../shared/imports/env.ts';
import { importRoutes } from '../../shared/imports/routes.ts';
import { envFor } from '../../shared/platform/env.ts';
import { fileWork } from '../constructs/file-work.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { output } from '../constructs/output.ts';
import { allowOnObjects, allowOnTable } from '../constructs/rights.ts';
import { Workflow } from '../constructs/workflow.ts';
import type { AreaProps } from './area.ts';

/** Everything of imports lies under this. */
const IMPORTS = 'imports/*';

export class Imports extends Construct {
  constructor(scope: Construct, id: string, props: AreaProps) {
    super(scope, id);
    const steps = new Construct(this, 'Steps');
    const fail = new NodeFunction(this, 'Fail', {
      parts: props,
      entry: 'functions/imports/fail.ts',
      description: 'Import: notes that a run has failed',
      environment: envFor(ImportFailEnv, { PROGRAM_TABLE: props.tables.Program.tableName }),
    });
    allowOnTable(fail, props.tables.Program, 'UpdateItem');
    const workflow = new Workflow(this, 'Import', {
      parts: props,
      definition: fileWork(steps, {
        // The whole file passes through it, with a memory of every row; a workbook is held whole.
        prepare: this.step(props, 'prepare', 'Import: reads the file once and plans the work', 3_008),
        work: this.step(props, 'work', 'Import: judges a chunk of rows and takes them in', 1_024),
        finish: this.step(props, 'finish', 'Import: adds up the chunks, joins their errors', 1_024),
        fail,
        workers: props.config.importWorkers,
      }),
      timeout: Duration.hours(6),
    });
    output(this, 'ImportArn', workflow.stateMachineArn);
    this.addApi(props, workflow);
  }

  private step(
    props: AreaProps,
    step: 'prepare' | 'work' | 'finish',
    description: string,
    memoryMb: number,
  ): NodeFunction {
    const { config, tables, runsBucket } = props;
    const { Program, Identities, Customers, Activity } = tables;
    const own = {
      CURRENCY: config.currency,
      COUNTRY: config.country,
      TIME_ZONE: config.timeZone,
      PROGRAM_TABLE: Program.tableName,
      RUNS_BUCKET: runsBucket.bucketName,
    };
    const people = {
      IDENTITIES_TABLE: Identities.tableName,
      CUSTOMERS_TABLE: Customers.tableName,
      ACTIVITY_TABLE: Activity.tableName,
    };
    const handler = new NodeFunction(this, `${step[0]?.toUpperCase()}${step.slice(1)}`, {
      parts: props,
      entry: `functions/imports/${step}.ts`,
      description,
      memoryMb,
      timeout: Duration.minutes(15),
      environment:
        step === 'work' ? envFor(ImportWorkEnv, { ...own, ...people }) : envFor(ImportStepEnv, own),
    });
    allowOnObjects(handler, runsBucket, IMPORTS, 'GetObject', 'PutObject', 'AbortMultipartUpload');
    mayList(handler, props);
    allowOnTable(handler, Program, 'GetItem', 'UpdateItem');
    if (step !== 'work') return handler;
    // As the request path of ingest has them: a transaction needs the right of each of its parts.
    allowOnTable(handler, Identities, 'BatchGetItem', 'PutItem');
    allowOnTable(handler, Customers, 'BatchGetItem', 'PutItem', 'UpdateItem', 'ConditionCheckItem');
    allowOnTable(handler, Activity, 'BatchWriteItem', 'PutItem', 'UpdateItem', 'Query');
    return handler;
  }

  private addApi(props: AreaProps, workflow: Workflow): void {
    const { tables, runsBucket, api } = props;
    const handler = new NodeFunction(this, 'Api', {
      parts: props,
      entry: 'functions/imports/api.ts',
      description: 'Announce, start and watch imports',
      memoryMb: 1_024,
      environment: envFor(ImportApiEnv, {
        PROGRAM_TABLE: tables.Program.tableName,
        RUNS_BUCKET: runsBucket.bucketName,
        IMPORT_ARN: workflow.stateMachineArn,
      }),
    });
    allowOnTable(handler, tables.Program, 'GetItem', 'PutItem', 'UpdateItem', 'Query');
    // A link can do what its maker may: put an upload, get a file of errors.
    allowOnObjects(handler, runsBucket, 'imports/*/upload.*', 'PutObject');
    allowOnObjects(handler, runsBucket, IMPORTS, 'GetObject');
    mayList(handler, props);
    handler.addToRolePolicy(
      new PolicyStatement({ actions: ['states:StartExecution'], resources: [workflow.stateMachineArn] }),
    );
    api.addRoutes(importRoutes, handler);
  }
}

/** Without the right to list, S3 answers 403 instead of 404 for what is not there. */
const mayList = (handler: NodeFunction, { runsBucket }: AreaProps): void =>
  handler.addToRolePolicy(
    new PolicyStatement({ actions: ['s3:ListBucket'], resources: [runsBucket.bucketArn] }),
  );
