// Alarms on what all functions and mails share: one each for the account and region, since every alarm costs the same.
import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ALARM_PERIOD, type Alarms } from './alarms.ts';

// SES puts an account under review at 5 % bounces or 0.1 % complaints; warn well before that.
// https://docs.aws.amazon.com/ses/latest/dg/reputationdashboardmessages.html
const BOUNCES = 0.03;
const COMPLAINTS = 0.0007;

export class AccountAlarms extends Construct {
  constructor(scope: Construct, id: string, alarms: Alarms) {
    super(scope, id);
    alarms.add(this, 'Failing', {
      metric: LambdaFunction.metricAllErrors({ period: ALARM_PERIOD }),
      limit: 0,
      says: 'A function failed: the dashboard says which, its log group why; what was retried in vain is in a failure queue',
    });
    alarms.add(this, 'Throttled', {
      metric: LambdaFunction.metricAllThrottles({ period: ALARM_PERIOD }),
      limit: 0,
      says: 'Functions were throttled: ask AWS for a higher concurrency limit, or look for a loop',
    });
    alarms.add(this, 'Bounces', {
      metric: reputation('BounceRate'),
      limit: BOUNCES,
      says: 'Too many mails bounce; above 5 % SES may stop all sending: look at where the addresses come from',
    });
    alarms.add(this, 'Complaints', {
      metric: reputation('ComplaintRate'),
      limit: COMPLAINTS,
      says: 'Too many people mark mails as spam; above 0.1 % SES may stop all sending: ask for consent more plainly',
    });
  }
}

const reputation = (rate: string) =>
  new Metric({
    namespace: 'AWS/SES',
    metricName: `Reputation.${rate}`,
    statistic: Stats.MAXIMUM,
    period: Duration.hours(1),
  });
