// One subscriber, one side effect: a rule, its own queue with DLQ and alarm, and the function that acts.
import { type EventPattern, type IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { EVENT_SOURCE, type EventDefinition } from '../../shared/platform/events.ts';
import { QueueWorker, type QueueWorkerProps } from './queue-worker.ts';

/** What to listen to: one of our events on our bus, or any pattern on the account's default bus (e.g. `aws.ses`). */
export type Listening =
  | {
      bus: IEventBus;
      event: EventDefinition;
      /** Narrows by the event's data, in EventBridge's pattern language: `{ to: ['at-risk'] }`. Default: all. */
      where?: Record<string, unknown[]>;
    }
  | { defaultBus: EventPattern };

export interface SubscriberProps extends QueueWorkerProps {
  on: Listening;
}

export class Subscriber extends Construct {
  readonly worker: QueueWorker;

  constructor(scope: Construct, id: string, props: SubscriberProps) {
    super(scope, id);
    this.worker = new QueueWorker(this, 'Worker', props);
    const { queue, failures } = this.worker;
    const rule =
      'event' in props.on
        ? new Rule(this, 'Rule', {
            eventBus: props.on.bus,
            eventPattern: patternOf(props.on.event, props.on.where),
          })
        : new Rule(this, 'Rule', { eventPattern: props.on.defaultBus });
    rule.addTarget(new SqsQueue(queue, { deadLetterQueue: failures }));
  }
}

/** The rule pattern of an event constant, so that its name exists once. */
export const patternOf = (event: EventDefinition, where?: Record<string, unknown[]>): EventPattern => ({
  source: [EVENT_SOURCE],
  detailType: [event.name],
  ...(where && { detail: { data: where } }),
});
