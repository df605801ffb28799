// SQS batches as Lambda gets them.
import type { SQSEvent } from 'aws-lambda';

/** One record per body, named `m0`, `m1`, ... */
export const aBatch = (...bodies: unknown[]): SQSEvent => aBatchOfTry(1, ...bodies);

/** The same, given out for the `attempt`th time. */
export const aBatchOfTry = (attempt: number, ...bodies: unknown[]): SQSEvent => ({
  Records: bodies.map((body, index) => ({
    messageId: `m${index}`,
    receiptHandle: `receipt-${index}`,
    body: JSON.stringify(body),
    attributes: {
      ApproximateReceiveCount: String(attempt),
      SentTimestamp: '0',
      SenderId: 'sender',
      ApproximateFirstReceiveTimestamp: '0',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-west-1:123456789012:queue',
    awsRegion: 'eu-west-1',
  })),
});
