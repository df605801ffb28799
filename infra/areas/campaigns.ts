// The way out: who has turned at-risk, or asked to be written to, gets one mail, through the gate.
import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { OnConsentRequestedEnv, OnRiskChangedEnv, SendEnv } from '../../shared/campaigns/env.ts';
import { RiskChanged } from '../../shared/churn/events.ts';
import { ConsentRequested } from '../../shared/ingest/events.ts';
import { envFor } from '../../shared/platform/env.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { output } from '../constructs/output.ts';
import { QueueWorker } from '../constructs/queue-worker.ts';
import { allowOnTable } from '../constructs/rights.ts';
import { Subscriber } from '../constructs/subscriber.ts';
import { type AreaProps, businessEnv } from './area.ts';
import { CampaignAnswers } from './campaign-answers.ts';

export class Campaigns extends Construct {
  constructor(scope: Construct, id: string, props: AreaProps) {
    super(scope, id);
    const sender = this.makeSender(props);
    this.subscribeToRisk(props, sender);
    this.subscribeToConsentRequests(props, sender);
    new CampaignAnswers(this, 'Answers', props);
    output(this, 'SendQueueUrl', sender.queue.queueUrl);
  }

  private makeSender(props: AreaProps): QueueWorker {
    const { config, tables, tokenSecret, mail, api } = props;
    const handler = new NodeFunction(this, 'Send', {
      parts: props,
      entry: 'functions/campaigns/send.ts',
      description: 'Sends one message, if the gate lets it',
      // Longer than the SES call may take, so that a verdict is written.
      timeout: Duration.seconds(30),
    });
    // Below SES's usual 14 mails a second; a throttled mail goes round the queue all the same.
    const worker = new QueueWorker(this, 'SendQueue', {
      parts: props,
      handler,
      batchSize: 1,
      maxConcurrency: 2,
    });
    const environment = envFor(SendEnv, {
      ...businessEnv(config),
      ACTIVITY_TABLE: tables.Activity.tableName,
      CUSTOMERS_TABLE: tables.Customers.tableName,
      PROGRAM_TABLE: tables.Program.tableName,
      SEND_QUEUE_URL: worker.queue.queueUrl,
      TOKEN_SECRET_ARN: tokenSecret.secretArn,
      CONFIGURATION_SET: mail.configurationSetName,
      SENDER_ADDRESS: config.senderAddress,
      REPLY_TO: config.replyTo,
      BUSINESS_ADDRESS: config.businessAddress,
      BUSINESS_PHONE: config.businessPhone,
      BUSINESS_WEBSITE: config.businessWebsite,
      CALENDAR: config.calendar,
      QUIET_HOURS: config.quietHours,
      PUBLIC_URL: api.url,
    });
    for (const [name, value] of Object.entries(environment)) handler.addEnvironment(name, value);
    allowOnTable(handler, tables.Customers, 'GetItem', 'BatchGetItem');
    allowOnTable(handler, tables.Program, 'GetItem', 'Query', 'UpdateItem');
    allowOnTable(handler, tables.Activity, 'GetItem', 'Query', 'UpdateItem');
    maySend(worker, handler);
    tokenSecret.grantRead(handler);
    mail.grantSend(handler);
    return worker;
  }

  private subscribeToRisk(props: AreaProps, sender: QueueWorker): void {
    const { tables, bus } = props;
    const handler = new NodeFunction(this, 'OnRiskChanged', {
      parts: props,
      entry: 'functions/campaigns/on-risk-changed.ts',
      description: 'Queues the retention mail of a customer who has turned at-risk',
      environment: envFor(OnRiskChangedEnv, {
        ACTIVITY_TABLE: tables.Activity.tableName,
        SEND_QUEUE_URL: sender.queue.queueUrl,
      }),
    });
    allowOnTable(handler, tables.Activity, 'PutItem');
    maySend(sender, handler);
    new Subscriber(this, 'RiskChanged', {
      parts: props,
      handler,
      on: { bus, event: RiskChanged, where: { to: ['at-risk'] } },
    });
  }

  private subscribeToConsentRequests(props: AreaProps, sender: QueueWorker): void {
    const { tables, bus } = props;
    const handler = new NodeFunction(this, 'OnConsentRequested', {
      parts: props,
      entry: 'functions/campaigns/on-consent-requested.ts',
      description: 'Queues the mail in which a customer confirms a consent',
      environment: envFor(OnConsentRequestedEnv, {
        ACTIVITY_TABLE: tables.Activity.tableName,
        PROGRAM_TABLE: tables.Program.tableName,
        SEND_QUEUE_URL: sender.queue.queueUrl,
      }),
    });
    allowOnTable(handler, tables.Activity, 'GetItem', 'Query', 'PutItem');
    allowOnTable(handler, tables.Program, 'UpdateItem');
    maySend(sender, handler);
    new Subscriber(this, 'ConsentRequests', { parts: props, handler, on: { bus, event: ConsentRequested } });
  }
}

/** The right to put messages in, without the right to read the queue's attributes that `grantSendMessages` adds. */
const maySend = ({ queue }: QueueWorker, handler: NodeFunction): void =>
  handler.addToRolePolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queue.queueArn] }));
