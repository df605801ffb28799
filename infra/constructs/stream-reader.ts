// A function that follows a table's stream: in order per key, parking what it cannot read, bisecting on failure and parking
// what keeps failing.
import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, FilterCriteria, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';
import { envFor, StreamEnv } from '../../shared/platform/env.ts';
import { ALARM_PERIOD } from './alarms.ts';
import { FailureQueue } from './failure-queue.ts';
import type { NodeFunction, Parts } from './node-function.ts';

export interface StreamReaderProps {
  parts: Parts;
  table: TableV2;
  /** Its handler is made by `onStream`. */
  handler: NodeFunction;
  /** Records a call. Default: 100. */
  batchSize?: number;
  /** Waits this long for a batch to fill. Default: 0, at once. */
  window?: Duration;
  /** Batches of one shard at the same time; order per item key is kept. Default: 1. */
  parallel?: number;
  /** Lambda event filters (`{ eventName: ['INSERT'] }`); a record passes when any of them fits. Default: all records. */
  filters?: Record<string, unknown>[];
}

// Bounds well inside the stream's 24 hours. A poisoned record is parked by the function itself; in an outage each try takes
// seconds (the SDK retries too), so a hundred of them outlast one of several minutes.
const RETRIES = 100;
const MAX_AGE = Duration.hours(12);
const BEHIND_MS = 5 * 60_000;

export class StreamReader extends Construct {
  constructor(scope: Construct, id: string, props: StreamReaderProps) {
    super(scope, id);
    const { table, handler, parts } = props;
    const streamArn = table.tableStreamArn;
    if (!streamArn) throw new Error(`${table.node.path} has no stream to read`);
    const failures = new FailureQueue(this, 'Failures', { parts, of: this.node.path });
    grantRead(handler, streamArn);
    const environment = envFor(StreamEnv, { FAILURE_QUEUE_URL: failures.queueUrl });
    for (const [name, value] of Object.entries(environment)) handler.addEnvironment(name, value);
    new EventSourceMapping(this, 'Mapping', {
      target: handler,
      eventSourceArn: streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: props.batchSize ?? 100,
      maxBatchingWindow: props.window ?? Duration.seconds(0),
      parallelizationFactor: props.parallel ?? 1,
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      retryAttempts: RETRIES,
      maxRecordAge: MAX_AGE,
      onFailure: new SqsDlq(failures),
      ...(props.filters && { filters: props.filters.map((filter) => FilterCriteria.filter(filter)) }),
    });
    parts.alarms.streamReaders.push(handler);
    parts.alarms.add(this, 'Behind', {
      metric: iteratorAge(handler).with({ period: ALARM_PERIOD }),
      limit: BEHIND_MS,
      says: `${this.node.path} is more than five minutes behind its stream`,
    });
  }
}

// The Lambda service refuses a mapping whose role may not list streams, and that action takes no resource.
function grantRead(handler: NodeFunction, streamArn: string): void {
  handler.addToRolePolicy(
    new PolicyStatement({
      actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
      resources: [streamArn],
    }),
  );
  handler.addToRolePolicy(new PolicyStatement({ actions: ['dynamodb:ListStreams'], resources: ['*'] }));
}

/** How old the newest record is that a stream reader has taken, at worst, in milliseconds. */
export const iteratorAge = (handler: { functionName: string }): Metric =>
  new Metric({
    namespace: 'AWS/Lambda',
    metricName: 'IteratorAge',
    dimensionsMap: { FunctionName: handler.functionName },
    statistic: 'Maximum',
  });
