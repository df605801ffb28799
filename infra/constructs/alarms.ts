// Where trouble goes: one topic for all alarms, and what the dashboard must show.
import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  type Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

export const ALARM_PERIOD = Duration.minutes(5);

export class Alarms {
  readonly topic: ITopic;
  /** Every function by its entry point; the dashboard draws their errors and reads their logs. */
  readonly functions = new Map<string, LambdaFunction>();
  /** Queues where failed work lands; the dashboard draws their depth. */
  readonly failureQueues: IQueue[] = [];
  /** Functions that read a table's stream; the dashboard draws how far they are behind. */
  readonly streamReaders: IFunction[] = [];

  constructor(topic: ITopic) {
    this.topic = topic;
  }

  /** Tells the topic when `metric` is above `limit` in one of its periods. */
  add(scope: Construct, id: string, props: { metric: IMetric; limit: number; says: string }): void {
    const alarm = new Alarm(scope, id, {
      metric: props.metric,
      threshold: props.limit,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: props.says,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
  }

  /** Tells the topic when `metric` has counted nothing in `hours` hours: silence makes no event of its own. */
  addSilence(scope: Construct, id: string, props: { metric: Metric; hours: number; says: string }): void {
    const alarm = new Alarm(scope, id, {
      metric: props.metric.with({ period: Duration.hours(1), statistic: 'Sum' }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: props.hours,
      treatMissingData: TreatMissingData.BREACHING,
      alarmDescription: props.says,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
  }
}
