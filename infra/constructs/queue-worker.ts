// A queue and the function that works it off: failures are reported per message, the stubborn ones end in a DLQ.
import { Duration } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { FailureQueue } from './failure-queue.ts';
import type { NodeFunction, Parts } from './node-function.ts';

export interface QueueWorkerProps {
  parts: Parts;
  /** Its handler is made by `onQueue` or `onEvent`. */
  handler: NodeFunction;
  /** Messages a call. Default: 10. */
  batchSize?: number;
  /** Calls at the same time, at least 2. Default: no limit. */
  maxConcurrency?: number;
  /** Tries before a message goes to the DLQ. Default: 5. */
  tries?: number;
}

export class QueueWorker extends Construct {
  readonly queue: Queue;
  readonly failures: FailureQueue;

  constructor(scope: Construct, id: string, props: QueueWorkerProps) {
    super(scope, id);
    this.failures = new FailureQueue(this, 'Failures', { parts: props.parts, of: this.node.path });
    // Six times the function's timeout, as the Lambda guide asks: a message in work must not come back meanwhile.
    const timeoutSeconds = props.handler.timeout?.toSeconds() ?? 15;
    this.queue = new Queue(this, 'Queue', {
      visibilityTimeout: Duration.seconds(6 * timeoutSeconds),
      retentionPeriod: Duration.days(4),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      deadLetterQueue: { queue: this.failures, maxReceiveCount: props.tries ?? 5 },
    });
    props.handler.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize: props.batchSize ?? 10,
        reportBatchItemFailures: true,
        ...(props.maxConcurrency !== undefined && { maxConcurrency: props.maxConcurrency }),
      }),
    );
  }
}
