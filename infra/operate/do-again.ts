// Does again what a message of a failure queue stands for. Throws when it fails again: the message then stays.
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { type Parked, readParked } from './parked.ts';

/** `done`; all others leave the message in its queue. */
export type Outcome = { result: 'done' | 'unknown' | 'failed' } | { result: 'by-hand'; commands: string };

/** `targetArn`: the message's attribute TARGET_ARN, if it has one. */
export async function doAgain(body: string, targetArn: string | undefined): Promise<Outcome> {
  const parked = readParked(body, targetArn);
  if (parked.kind === 'unknown') return { result: 'unknown' };
  if (parked.kind === 'stream') return { result: 'by-hand', commands: commandsFor(parked) };
  await start(parked.targetArn, parked.input);
  return { result: 'done' };
}

async function start(targetArn: string, input: string): Promise<void> {
  if (targetArn.includes(':states:')) {
    await new SFNClient({}).send(new StartExecutionCommand({ stateMachineArn: targetArn, input }));
    return;
  }
  const answer = await new LambdaClient({}).send(
    new InvokeCommand({ FunctionName: targetArn, Payload: Buffer.from(input) }),
  );
  if (answer.FunctionError)
    throw new Error(`${targetArn} failed again: ${Buffer.from(answer.Payload ?? [])}`);
}

/** Reads the records from the stream once more (it keeps 24 hours) and hands them to the function, as Lambda would. */
export function commandsFor(batch: Extract<Parked, { kind: 'stream' }>): string {
  return [
    'aws dynamodbstreams get-records',
    `--limit ${batch.batchSize}`,
    '--shard-iterator "$(aws dynamodbstreams get-shard-iterator',
    `--stream-arn ${batch.streamArn} --shard-id ${batch.shardId}`,
    `--shard-iterator-type AT_SEQUENCE_NUMBER --sequence-number ${batch.startSequenceNumber}`,
    '--query ShardIterator --output text)" > records.json &&',
    `aws lambda invoke --function-name ${batch.functionArn}`,
    '--cli-binary-format raw-in-base64-out --payload file://records.json /dev/stdout',
  ].join(' ');
}
