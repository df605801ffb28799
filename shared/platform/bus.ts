// PutEvents, called by the stream publishers only: the stream is the outbox.
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { type BusEntry, EVENT_SOURCE } from './events.ts';

export { type BusEntry, busEntry } from './events.ts';

export class Bus {
  readonly name: string;
  private readonly client: EventBridgeClient;

  constructor(name: string, client = new EventBridgeClient({})) {
    this.name = name;
    this.client = client;
  }

  /** Puts all entries (ten a call); gives back the indexes of those that did not go, for the caller to retry. */
  async publish(entries: readonly BusEntry[]): Promise<number[]> {
    const failed: number[] = [];
    for (let start = 0; start < entries.length; start += 10) {
      const some = entries.slice(start, start + 10);
      const result = await this.client.send(
        new PutEventsCommand({
          Entries: some.map(({ name, envelope }) => ({
            EventBusName: this.name,
            Source: EVENT_SOURCE,
            DetailType: name,
            Time: new Date(envelope.at),
            Detail: JSON.stringify(envelope),
          })),
        }),
      );
      result.Entries?.forEach((entry, index) => {
        if (entry.ErrorCode) failed.push(start + index);
      });
    }
    return failed;
  }
}
