// The queue between storing a delivery and working out what it means.
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Delivery } from './schema.ts';

export class HooksQueue {
  private readonly url: string;
  private readonly client: SQSClient;

  constructor(url: string, client = new SQSClient({})) {
    this.url = url;
    this.client = client;
  }

  async add(delivery: Delivery): Promise<void> {
    await this.client.send(
      new SendMessageCommand({ QueueUrl: this.url, MessageBody: JSON.stringify(delivery) }),
    );
  }
}
