// The way out: who has turned at-risk gets one mail, through the gate; what SES says of it comes back.
import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { FeedbackEnv, OnRiskChangedEnv, SendEnv, UnsubscribeEnv } from '../../shared/campaigns/env.ts';
import { campaignRoutes } from '../../shared/campaigns/routes.ts';
import { RiskChanged } from '../../shared/churn/events.ts';
import { envFor } from '../../shared/platform/env.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { output } from '../constructs/output.ts';
import { QueueWorker } from '../constructs/queue-worker.ts';
import { allowOnTable } from '../constructs/rights.ts';
import { Subscriber } from '../constructs/subscriber.ts';
import { type AreaProps, businessEnv } from './area.ts';

/** SES events that change something here. */
const FEEDBACK = ['Send', 'Delivery', 'Bounce', 'Complaint', 'Reject'];

export class Campaigns extends Construct {
  constructor(scope: Construct, id: string, props: AreaProps) {
    super(scope, id);
    const sender = this.makeSender(props);
    this.subscribeToRisk(props, sender);
    this.subscribeToFeedback(props);
    this.makeUnsubscribe(props);
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
    allowOnTable(handler, tables.Customers, 'GetItem');
    allowOnTable(handler, tables.Program, 'GetItem');
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

  private subscribeToFeedback(props: AreaProps): void {
    const { tables, tokenSecret, mail } = props;
    const handler = new NodeFunction(this, 'OnMailFeedback', {
      parts: props,
      entry: 'functions/campaigns/on-mail-feedback.ts',
      description: 'Takes in what SES says of our mails: sent, delivered, bounced, complained of',
      environment: envFor(FeedbackEnv, {
        CUSTOMERS_TABLE: tables.Customers.tableName,
        ACTIVITY_TABLE: tables.Activity.tableName,
        PROGRAM_TABLE: tables.Program.tableName,
        TOKEN_SECRET_ARN: tokenSecret.secretArn,
      }),
    });
    allowOnTable(handler, tables.Customers, 'GetItem');
    allowOnTable(handler, tables.Activity, 'PutItem', 'UpdateItem');
    allowOnTable(handler, tables.Program, 'PutItem', 'UpdateItem', 'Query');
    tokenSecret.grantRead(handler);
    // Another stage of the same account has a configuration set of its own.
    const tags = { 'ses:configuration-set': [mail.configurationSetName] };
    new Subscriber(this, 'MailFeedback', {
      parts: props,
      handler,
      on: { defaultBus: { source: ['aws.ses'], detail: { eventType: FEEDBACK, mail: { tags } } } },
    });
  }

  private makeUnsubscribe(props: AreaProps): void {
    const { config, tables, tokenSecret, api } = props;
    const handler = new NodeFunction(this, 'Api', {
      parts: props,
      entry: 'functions/campaigns/api.ts',
      description: 'The unsubscribe page and its one-click POST',
      environment: envFor(UnsubscribeEnv, {
        BUSINESS_NAME: config.businessName,
        CUSTOMERS_TABLE: tables.Customers.tableName,
        ACTIVITY_TABLE: tables.Activity.tableName,
        PROGRAM_TABLE: tables.Program.tableName,
        TOKEN_SECRET_ARN: tokenSecret.secretArn,
      }),
    });
    allowOnTable(handler, tables.Customers, 'GetItem');
    allowOnTable(handler, tables.Activity, 'PutItem');
    allowOnTable(handler, tables.Program, 'UpdateItem');
    tokenSecret.grantRead(handler);
    api.addRoutes(campaignRoutes, handler);
  }
}

/** The right to put messages in, without the right to read the queue's attributes that `grantSendMessages` adds. */
const maySend = ({ queue }: QueueWorker, handler: NodeFunction): void =>
  handler.addToRolePolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queue.queueArn] }));
