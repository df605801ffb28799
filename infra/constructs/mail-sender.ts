// The SES identity mails come from, with a configuration set whose events reach the account's default event bus.
import { CfnOutput, Stack } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  ConfigurationSet,
  ConfigurationSetTlsPolicy,
  EmailIdentity,
  EmailSendingEvent,
  EventDestination,
  Identity,
} from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';
import type { Config } from '../config.ts';

export class MailSender extends Construct {
  readonly configurationSetName: string;
  private readonly identity: EmailIdentity;
  private readonly configurationSet: ConfigurationSet;
  private readonly sender: string;

  constructor(scope: Construct, id: string, config: Config) {
    super(scope, id);
    this.sender = config.senderAddress;
    this.configurationSet = new ConfigurationSet(this, 'Configuration', {
      reputationMetrics: true,
      tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
    });
    this.configurationSetName = this.configurationSet.configurationSetName;
    // SES delivers to the default bus only.
    const defaultBus = EventBus.fromEventBusName(this, 'DefaultBus', 'default');
    this.configurationSet.addEventDestination('Events', {
      destination: EventDestination.eventBus(defaultBus),
      events: [
        EmailSendingEvent.SEND,
        EmailSendingEvent.DELIVERY,
        EmailSendingEvent.BOUNCE,
        EmailSendingEvent.COMPLAINT,
        EmailSendingEvent.REJECT,
        EmailSendingEvent.DELIVERY_DELAY,
      ],
    });
    const domain = config.senderAddress.split('@')[1] ?? '';
    const isDomain = config.senderIdentity === 'domain';
    this.identity = new EmailIdentity(this, 'Identity', {
      identity: isDomain ? Identity.domain(domain) : Identity.email(config.senderAddress),
      configurationSet: this.configurationSet,
    });
    if (isDomain) this.describeDns();
  }

  /** The right to send as our sender address through our configuration set, and nothing else. */
  grantSend(grantee: IGrantable): void {
    const set = Stack.of(this).formatArn({
      service: 'ses',
      resource: 'configuration-set',
      resourceName: this.configurationSetName,
    });
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['ses:SendEmail', 'ses:SendRawEmail'],
        resources: [this.identity.emailIdentityArn, set],
        conditions: { StringEquals: { 'ses:FromAddress': this.sender } },
      }),
    );
  }

  private describeDns(): void {
    this.identity.dkimRecords.forEach(({ name, value }, index) => {
      new CfnOutput(this, `Dkim${index + 1}`, {
        value: `${name} CNAME ${value}`,
        description: 'Add this record to the DNS of the sender domain',
      });
    });
  }
}
