// What comes back of our mails: SES's events, people who want no more of them, and people who do.
import { Construct } from 'constructs';
import { ConfirmEnv, FeedbackEnv, UnsubscribeEnv } from '../../shared/campaigns/env.ts';
import { campaignRoutes, confirmRoutes } from '../../shared/campaigns/routes.ts';
import { envFor } from '../../shared/platform/env.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { allowOnTable } from '../constructs/rights.ts';
import { Subscriber } from '../constructs/subscriber.ts';
import type { AreaProps } from './area.ts';

/** SES events that change something here. */
const FEEDBACK = ['Send', 'Delivery', 'Bounce', 'Complaint', 'Reject'];

export class CampaignAnswers extends Construct {
  constructor(scope: Construct, id: string, props: AreaProps) {
    super(scope, id);
    this.subscribeToFeedback(props);
    this.makeUnsubscribe(props);
    this.makeConfirm(props);
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

  private makeConfirm(props: AreaProps): void {
    const { config, tables, tokenSecret, api } = props;
    const handler = new NodeFunction(this, 'Confirm', {
      parts: props,
      entry: 'functions/campaigns/confirm.ts',
      description: 'The page on which a customer confirms a consent',
      environment: envFor(ConfirmEnv, {
        BUSINESS_NAME: config.businessName,
        CUSTOMERS_TABLE: tables.Customers.tableName,
        ACTIVITY_TABLE: tables.Activity.tableName,
        TOKEN_SECRET_ARN: tokenSecret.secretArn,
      }),
    });
    allowOnTable(handler, tables.Customers, 'GetItem');
    allowOnTable(handler, tables.Activity, 'PutItem', 'UpdateItem');
    tokenSecret.grantRead(handler);
    api.addRoutes(confirmRoutes, handler);
  }
}
