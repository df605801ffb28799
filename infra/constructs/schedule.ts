// A time of day in the business's time zone that starts a function or a state machine, with exactly that right.
import { Duration, Stack, TimeZone } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import {
  Schedule as Entry,
  type IScheduleTarget,
  ScheduleExpression,
  ScheduleTargetInput,
  TimeWindow,
} from 'aws-cdk-lib/aws-scheduler';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { FailureQueue } from './failure-queue.ts';
import { NodeFunction, type Parts } from './node-function.ts';

export interface ScheduleProps {
  parts: Parts;
  /** Local time, `HH:MM`. */
  at: string;
  /** `MON` to `SUN`. Default: every day. */
  days?: readonly string[];
  /** A function made by `onStep`, or a state machine. */
  target: NodeFunction | StateMachine;
  description: string;
}

/** Starts its target with `{"scheduledAt": "<RFC 3339 UTC>"}`: the planned instant, the same in every retry. */
export class Schedule extends Construct {
  constructor(scope: Construct, id: string, props: ScheduleProps) {
    super(scope, id);
    const { parts, target } = props;
    const failures = new FailureQueue(this, 'Failures', { parts, of: this.node.path });
    const [hour, minute] = props.at.split(':').map(Number);
    const isFunction = target instanceof NodeFunction;
    const arn = isFunction ? target.functionArn : target.stateMachineArn;
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    role.addToPolicy(
      new PolicyStatement({
        actions: [isFunction ? 'lambda:InvokeFunction' : 'states:StartExecution'],
        resources: [arn],
      }),
    );
    failures.grantSendMessages(role);
    // The scheduler only hands over; a function that then fails is Lambda's to retry and to park.
    if (isFunction)
      target.configureAsyncInvoke({ onFailure: new SqsDestination(failures), retryAttempts: 2 });
    const bound: IScheduleTarget = {
      bind: () => ({
        arn,
        role,
        input: ScheduleTargetInput.fromObject({ scheduledAt: '<aws.scheduler.scheduled-time>' }),
        deadLetterConfig: { arn: failures.queueArn },
        retryPolicy: { maximumRetryAttempts: 5, maximumEventAgeInSeconds: Duration.hours(2).toSeconds() },
      }),
    };
    new Entry(this, 'Entry', {
      schedule: ScheduleExpression.cron({
        minute: String(minute),
        hour: String(hour),
        ...(props.days && { weekDay: props.days.join(',') }),
        timeZone: TimeZone.of(parts.config.timeZone),
      }),
      target: bound,
      timeWindow: TimeWindow.off(),
      description: props.description,
    });
  }
}
