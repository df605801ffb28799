// The at-risk list by mail, on its own schedule, to each marketer in their language.
import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { envFor } from '../../shared/platform/env.ts';
import { AtRiskListEnv } from '../../shared/reports/env.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { output } from '../constructs/output.ts';
import { allowOnObjects, allowOnTable } from '../constructs/rights.ts';
import { Schedule } from '../constructs/schedule.ts';
import { type AreaProps, businessEnv } from './area.ts';

export class Reports extends Construct {
  constructor(scope: Construct, id: string, props: AreaProps) {
    super(scope, id);
    const { config, tables, runsBucket, tokenSecret, mail } = props;
    const handler = new NodeFunction(this, 'AtRiskList', {
      parts: props,
      entry: 'functions/reports/at-risk-list.ts',
      description: 'Mails the at-risk list; by hand: {"businessDate": "YYYY-MM-DD"}',
      timeout: Duration.minutes(3),
      environment: envFor(AtRiskListEnv, {
        ...businessEnv(config),
        CUSTOMERS_TABLE: tables.Customers.tableName,
        ACTIVITY_TABLE: tables.Activity.tableName,
        PROGRAM_TABLE: tables.Program.tableName,
        RUNS_BUCKET: runsBucket.bucketName,
        TOKEN_SECRET_ARN: tokenSecret.secretArn,
        MARKETERS: config.marketers.map(({ address, language }) => `${address}:${language}`).join(','),
        SENDER_ADDRESS: config.senderAddress,
        REPLY_TO: config.replyTo,
        CONFIGURATION_SET: mail.configurationSetName,
        CALENDAR: config.calendar,
      }),
    });
    allowOnTable(handler, tables.Customers, 'BatchGetItem');
    allowOnTable(handler, tables.Activity, 'BatchGetItem', 'Query');
    allowOnTable(handler, tables.Program, 'GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem');
    allowOnObjects(handler, runsBucket, 'nightly/*/at-risk.json', 'GetObject');
    // Without the right to list, S3 answers 403 instead of 404 for a list that has expired.
    const find = { actions: ['s3:ListBucket'], resources: [runsBucket.bucketArn] };
    handler.addToRolePolicy(new PolicyStatement(find));
    tokenSecret.grantRead(handler);
    mail.grantSend(handler);
    new Schedule(this, 'Weekly', {
      parts: props,
      at: config.atRiskListAt,
      days: config.atRiskListDays,
      target: handler,
      description: 'The at-risk list by mail',
    });
    output(this, 'AtRiskListFunction', handler.functionName);
  }
}
