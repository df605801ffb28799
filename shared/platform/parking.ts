// Stream records that no second try makes readable go to the reader's failure queue at once: retried, they would hold up
// all that stands behind them, for an hour and longer.
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBRecord } from 'aws-lambda';
import { inParallel } from './parallel.ts';

export type Park = (records: readonly DynamoDBRecord[], functionArn: string) => Promise<void>;

/** Below the 256 KB of a message. */
const MAX_BYTES = 250_000;
const PARALLEL = 8;

/** Like a failed invocation, so that `npm run redrive` invokes the function with the record again; a huge record is only named. */
function messageOf(record: DynamoDBRecord, functionArn: string): string {
  const requestContext = { functionArn, condition: 'Unreadable' };
  const whole = JSON.stringify({ requestContext, requestPayload: { Records: [record], isAgain: true } });
  return Buffer.byteLength(whole) <= MAX_BYTES
    ? whole
    : JSON.stringify({ requestContext, key: record.dynamodb?.Keys });
}

export const parking =
  (queueUrl: string, client = new SQSClient({})): Park =>
  async (records, functionArn) => {
    await inParallel(records, PARALLEL, (record) =>
      client.send(
        new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: messageOf(record, functionArn) }),
      ),
    );
  };
