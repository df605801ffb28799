// The send queue. A message that must wait goes round in hops of at most 15 minutes, each a new queue message: waiting
// never adds to a receive count, so it never ends in the failure queue, and no other service has to remember it.
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SendJob } from './schema.ts';

/** Longest delay SQS knows. */
export const MAX_DELAY_SECONDS = 900;

/** Delay of the next hop towards `notBefore`, seconds. */
export function hopSeconds(notBefore: number, now: number): number {
  return Math.min(MAX_DELAY_SECONDS, Math.max(0, Math.ceil((notBefore - now) / 1_000)));
}

export class SendQueue {
  private readonly url: string;
  private readonly client: SQSClient;

  constructor(url: string, client = new SQSClient({})) {
    this.url = url;
    this.client = client;
  }

  /** Queues a job for now, or for the hop towards its `notBefore`. */
  async add(job: SendJob, now: number): Promise<void> {
    const delay = job.notBefore === undefined ? 0 : hopSeconds(Date.parse(job.notBefore), now);
    await this.client.send(
      new SendMessageCommand({ QueueUrl: this.url, MessageBody: JSON.stringify(job), DelaySeconds: delay }),
    );
  }
}
