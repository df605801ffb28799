// Everything that runs: the API, one line per area, the outputs, the alarms and the dashboard.
import { Stack, type StackProps } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { AreaProps } from './areas/area.ts';
import { Campaigns } from './areas/campaigns.ts';
import { Churn } from './areas/churn.ts';
import { Customers } from './areas/customers.ts';
import { Docs } from './areas/docs.ts';
import { Exports } from './areas/exports.ts';
import { Hooks } from './areas/hooks.ts';
import { Imports } from './areas/imports.ts';
import { Ingest } from './areas/ingest.ts';
import { Merge } from './areas/merge.ts';
import { Metrics } from './areas/metrics.ts';
import { Quality } from './areas/quality.ts';
import { Reports } from './areas/reports.ts';
import type { Config } from './config.ts';
import { AccountAlarms } from './constructs/account-alarms.ts';
import { Alarms } from './constructs/alarms.ts';
import { Dashboard } from './constructs/dashboard.ts';
import { HttpApi } from './constructs/http-api.ts';
import { output } from './constructs/output.ts';
import type { Workflow } from './constructs/workflow.ts';
import type { DataStack } from './data-stack.ts';

export interface AppStackProps extends StackProps {
  config: Config;
  data: DataStack;
}

export class AppStack extends Stack {
  constructor(scope: Construct, id: string, props: AppStackProps) {
    super(scope, id, props);
    const { config, data } = props;
    const alarms = new Alarms(this.makeAlarmTopic(config));
    new AccountAlarms(this, 'Account', alarms);
    const { userPool, client } = data.staff;
    const api = new HttpApi(this, 'Api', { parts: { config, alarms }, userPool, userPoolClient: client });
    const { tables, bus, runsBucket, tokenSecret, mail } = data;
    const parts: AreaProps = { config, alarms, api, bus, tables, runsBucket, tokenSecret, mail };
    const { nightly } = this.addAreas(parts);

    new Dashboard(this, 'Dashboard', {
      businessName: config.businessName,
      api,
      alarms,
      activity: tables.Activity,
      nightly,
    });
    output(this, 'ApiUrl', api.url);
    output(this, 'ApiId', api.gateway.apiId);
    output(this, 'AlarmTopic', alarms.topic.topicArn);
  }

  private addAreas(parts: AreaProps): { nightly: Workflow } {
    new Campaigns(this, 'Campaigns', parts);
    const { nightly } = new Churn(this, 'Churn', parts);
    new Customers(this, 'Customers', parts);
    new Docs(this, 'Docs', parts);
    new Exports(this, 'Exports', parts);
    const { queue: hooksQueue } = new Hooks(this, 'Hooks', parts);
    const { queue: mergeQueue } = new Merge(this, 'Merge', parts);
    new Ingest(this, 'Ingest', { ...parts, hooksQueue, mergeQueue });
    new Imports(this, 'Imports', parts);
    new Metrics(this, 'Metrics', parts);
    new Quality(this, 'Quality', parts);
    new Reports(this, 'Reports', parts);
    return { nightly };
  }

  // Encrypted on disk by SNS itself; alarms name resources, never customers.
  private makeAlarmTopic(config: Config): Topic {
    const topic = new Topic(this, 'AlarmTopic', { enforceSSL: true });
    // A topic with a policy has no other rights than it names: the alarms' own must be among them.
    topic.grantPublish(
      new ServicePrincipal('cloudwatch.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    );
    if (config.alarmAddress) topic.addSubscription(new EmailSubscription(config.alarmAddress));
    return topic;
  }
}
