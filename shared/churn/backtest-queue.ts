// Backtests asked for over HTTP wait here: they take longer than an answer may.
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';

export const BacktestJob = z.object({ id: z.string(), horizonDays: z.int() });
export type BacktestJob = z.infer<typeof BacktestJob>;

export class BacktestQueue {
  private readonly url: string;
  private readonly client: SQSClient;

  constructor(url: string, client = new SQSClient({})) {
    this.url = url;
    this.client = client;
  }

  async add(job: BacktestJob): Promise<void> {
    await this.client.send(new SendMessageCommand({ QueueUrl: this.url, MessageBody: JSON.stringify(job) }));
  }
}
