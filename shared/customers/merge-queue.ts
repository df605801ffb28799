// The queue of histories that move from one customer to another.
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type * as z from 'zod';
import type { JoinJob, MoveJob } from './merge-schema.ts';

/** When the log asks whether a decision was carried out: most are by then. SQS waits no longer than 15 minutes. */
export const CHECK_SECONDS = 600;

export class MergeQueue {
  private readonly url: string;
  private readonly client: SQSClient;

  constructor(url: string, client = new SQSClient({})) {
    this.url = url;
    this.client = client;
  }

  async add(job: z.input<typeof MoveJob> | JoinJob, delaySeconds = 0): Promise<void> {
    await this.client.send(
      new SendMessageCommand({
        QueueUrl: this.url,
        MessageBody: JSON.stringify(job),
        DelaySeconds: delaySeconds,
      }),
    );
  }
}
