// `npm run redrive -- prod`: does again what lies in a stage's failure queues, once its cause is mended.
import { CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { configOf, stackNames } from '../config.ts';
import { doAgain, type Outcome } from './do-again.ts';
import { type Queue, sourceOf } from './parked.ts';

const sqs = new SQSClient({});

async function queuesOf(stack: string): Promise<Queue[]> {
  const queues: Queue[] = [];
  const pages = paginateListStackResources({ client: new CloudFormationClient({}) }, { StackName: stack });
  for await (const { StackResourceSummaries = [] } of pages) {
    for (const {
      ResourceType,
      LogicalResourceId: name = '',
      PhysicalResourceId: url,
    } of StackResourceSummaries) {
      if (ResourceType !== 'AWS::SQS::Queue' || !url) continue;
      const { Attributes } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn', 'RedrivePolicy'] }),
      );
      queues.push({ name, url, arn: Attributes?.QueueArn ?? '', redrivePolicy: Attributes?.RedrivePolicy });
    }
  }
  return queues;
}

/** Every message once; one that is not deleted stays for the next run. */
async function* messagesOf(url: string): AsyncGenerator<Message> {
  const seen = new Set<string | undefined>();
  for (;;) {
    const { Messages: [message] = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: url, MessageAttributeNames: ['All'], WaitTimeSeconds: 1 }),
    );
    if (!message || seen.has(message.MessageId)) return;
    seen.add(message.MessageId);
    yield message;
  }
}

/** One that fails again does not keep the others from being done. */
function failedAgain(error: unknown): Outcome {
  console.error(error);
  process.exitCode = 1;
  return { result: 'failed' };
}

const { app } = stackNames(configOf(process.argv[2] ?? '').stage);
const queues = await queuesOf(app);
for (const { name, url, arn } of queues.filter((queue) => queue.name.includes('Failures'))) {
  // A queue's failures go back to the queue; those of a stream or a schedule are read for what they were.
  const source = sourceOf(arn, queues);
  for await (const { Body = '', MessageAttributes, MessageId, ReceiptHandle } of messagesOf(url)) {
    if (source) await sqs.send(new SendMessageCommand({ QueueUrl: source, MessageBody: Body }));
    const outcome: Outcome = source
      ? { result: 'done' }
      : await doAgain(Body, MessageAttributes?.TARGET_ARN?.StringValue).catch(failedAgain);
    console.log(`${name} ${MessageId}: ${outcome.result}`);
    if (outcome.result === 'by-hand') console.log(`${outcome.commands}\nthen delete the message.`);
    if (outcome.result === 'done') {
      await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
    }
  }
}
