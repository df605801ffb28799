// What lies in a failure queue that belongs to no queue, and what would do it again. Shapes: AWS Lambda Developer Guide,
// "Retain discarded records for a DynamoDB event source" and "Capturing records of asynchronous invocations";
// EventBridge Scheduler User Guide, "Configuring a dead-letter queue".
import * as z from 'zod';

export type Parked =
  /** Stream records a function could not work off: to be read again (within 24 hours) and handed over. */
  | {
      kind: 'stream';
      functionArn: string;
      streamArn: string;
      shardId: string;
      startSequenceNumber: string;
      endSequenceNumber: string;
      batchSize: number;
    }
  /** An invocation that failed, or never reached its target. */
  | { kind: 'invocation'; targetArn: string; input: string }
  | { kind: 'unknown' };

const FailedBatch = z.object({
  requestContext: z.object({ functionArn: z.string() }),
  DDBStreamBatchInfo: z.object({
    streamArn: z.string(),
    shardId: z.string(),
    startSequenceNumber: z.string(),
    endSequenceNumber: z.string(),
    batchSize: z.int(),
  }),
});

const FailedInvocation = z.object({
  requestContext: z.object({ functionArn: z.string() }),
  requestPayload: z.unknown(),
});

/** Reads a parked message; `targetArn` is the attribute TARGET_ARN that EventBridge Scheduler sets. */
export function readParked(body: string, targetArn: string | undefined): Parked {
  if (targetArn !== undefined) return { kind: 'invocation', targetArn, input: body };
  const message = jsonOf(body);
  const batch = FailedBatch.safeParse(message);
  if (batch.success) {
    const { requestContext, DDBStreamBatchInfo } = batch.data;
    return { kind: 'stream', functionArn: requestContext.functionArn, ...DDBStreamBatchInfo };
  }
  const invocation = FailedInvocation.safeParse(message);
  if (!invocation.success) return { kind: 'unknown' };
  const { requestContext, requestPayload } = invocation.data;
  return { kind: 'invocation', targetArn: requestContext.functionArn, input: JSON.stringify(requestPayload) };
}

export interface Queue {
  /** Logical id in the stack. */
  name: string;
  url: string;
  arn: string;
  /** JSON, as SQS gives it. */
  redrivePolicy: string | undefined;
}

const RedrivePolicy = z.object({ deadLetterTargetArn: z.string() });

/** URL of the queue whose failures land in `failuresArn`; undefined when none does. */
export const sourceOf = (failuresArn: string, queues: readonly Queue[]): string | undefined =>
  queues.find(
    ({ redrivePolicy }) =>
      RedrivePolicy.safeParse(jsonOf(redrivePolicy ?? '')).data?.deadLetterTargetArn === failuresArn,
  )?.url;

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
