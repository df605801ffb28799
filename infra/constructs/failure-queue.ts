// Where work lands that failed for good: kept two weeks, encrypted, with an alarm on the first message.
import { Duration, Validations } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { ALARM_PERIOD } from './alarms.ts';
import type { Parts } from './node-function.ts';

export interface FailureQueueProps {
  parts: Parts;
  /** What failed, in words, for the alarm. */
  of: string;
}

export class FailureQueue extends Queue {
  constructor(scope: Construct, id: string, props: FailureQueueProps) {
    super(scope, id, {
      retentionPeriod: Duration.days(14),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    });
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'Failed work ends here: it is the failure queue of a queue, a stream reader or a schedule',
    });
    const { alarms, config } = props.parts;
    alarms.failureQueues.push(this);
    alarms.add(this, 'NotEmpty', {
      metric: this.metricApproximateNumberOfMessagesVisible({ period: ALARM_PERIOD, statistic: 'Maximum' }),
      limit: 0,
      says: `${props.of} failed for good. Look at the message, mend the cause, then: npm run redrive -- ${config.stage}`,
    });
  }
}
