// What is in a failure queue is done again as what it was.
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBRecord } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { commandsFor } from '../../infra/operate/do-again.ts';
import { type Parked, readParked, sourceOf } from '../../infra/operate/parked.ts';
import { parking } from '../../shared/platform/parking.ts';

const functionArn = 'arn:aws:lambda:eu-west-1:111122223333:function:fold';
const batch = {
  streamArn: 'arn:aws:dynamodb:eu-west-1:111122223333:table/Activity/stream/2026-01-01T00:00:00.000',
  shardId: 'shardId-1',
  startSequenceNumber: '100',
  endSequenceNumber: '140',
  batchSize: 5,
};

/** What is parked of a record. */
async function messageOf(record: DynamoDBRecord): Promise<string> {
  const client = new SQSClient({});
  const sqs = mockClient(client).on(SendMessageCommand).resolves({});
  await parking('https://sqs/failures', client)([record], functionArn);
  return sqs.commandCalls(SendMessageCommand)[0]?.args[0].input.MessageBody ?? '';
}

describe('a parked message', () => {
  it('of a stream names the records to read again', () => {
    const body = {
      requestContext: { functionArn, condition: 'RetryAttemptsExhausted' },
      DDBStreamBatchInfo: batch,
    };

    expect(readParked(JSON.stringify(body), undefined)).toEqual({ kind: 'stream', functionArn, ...batch });
  });

  it('of a stream is done again by commands that name exactly its records and its function', () => {
    const commands = commandsFor({ kind: 'stream', functionArn, ...batch });

    expect(commands).toContain(`--stream-arn ${batch.streamArn} --shard-id shardId-1`);
    expect(commands).toContain('--sequence-number 100');
    expect(commands).toContain('--limit 5');
    expect(commands).toContain(`--function-name ${functionArn}`);
  });

  it('of a failed invocation carries its input', () => {
    const body = { requestContext: { functionArn }, requestPayload: { scheduledAt: '2026-01-01T04:30:00Z' } };

    expect(readParked(JSON.stringify(body), undefined)).toEqual({
      kind: 'invocation',
      targetArn: functionArn,
      input: '{"scheduledAt":"2026-01-01T04:30:00Z"}',
    });
  });

  it('of a record that could not be read is the record, for the same function', async () => {
    const record: DynamoDBRecord = {
      eventName: 'INSERT',
      dynamodb: { Keys: { pk: { S: 'cus_1' } }, NewImage: {} },
    };
    const { input, ...parked } = readParked(await messageOf(record), undefined) as Parked & { input: string };

    expect(parked).toEqual({ kind: 'invocation', targetArn: functionArn });
    expect(JSON.parse(input)).toEqual({ Records: [record], isAgain: true });
  });

  it('of a record that no message can hold names its key', async () => {
    const Keys = { pk: { S: 'cus_1' } };
    const body = await messageOf({ dynamodb: { Keys, NewImage: { body: { S: 'x'.repeat(300_000) } } } });

    expect(readParked(body, undefined)).toEqual({ kind: 'unknown' });
    expect(JSON.parse(body)).toMatchObject({ key: Keys });
  });

  it('of the scheduler is the input, with the target beside it', () => {
    const machine = 'arn:aws:states:eu-west-1:111122223333:stateMachine:Nightly';

    expect(readParked('{"scheduledAt":"x"}', machine)).toEqual({
      kind: 'invocation',
      targetArn: machine,
      input: '{"scheduledAt":"x"}',
    });
  });

  it.each(['', 'no json', '{}', '{"requestContext":{}}'])('that nobody knows is left alone: %j', (body) => {
    expect(readParked(body, undefined)).toEqual({ kind: 'unknown' });
  });
});

describe('a failure queue', () => {
  const queue = { name: 'Work', url: 'https://sqs/work', arn: 'arn:work', redrivePolicy: undefined };
  const policy = JSON.stringify({ deadLetterTargetArn: 'arn:failures', maxReceiveCount: 5 });

  it('of a queue gives back to that queue', () => {
    expect(
      sourceOf('arn:failures', [queue, { ...queue, url: 'https://sqs/mine', redrivePolicy: policy }]),
    ).toBe('https://sqs/mine');
  });

  it('of a stream or a schedule has no queue to give back to', () => {
    expect(sourceOf('arn:others', [queue, { ...queue, redrivePolicy: policy }])).toBeUndefined();
  });
});
