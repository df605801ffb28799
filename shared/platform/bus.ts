// PutEvents, called by the stream publishers only: the stream is the outbox.
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type * as z from 'zod';
import { type Envelope, EVENT_SOURCE, type EventDefinition } from './events.ts';

export interface BusEntry {
  name: string;
  envelope: Envelope<unknown>;
}

/** A bus entry, checked against its definition at the moment it is made. Throws ZodError when the data does not fit. */
export const busEntry = <S extends z.ZodType>(
  definition: EventDefinition<S>,
  envelope: Omit<Envelope<z.input<S>>, 'version'>,
): BusEntry => ({
  name: definition.name,
  envelope: { ...envelope, version: definition.version, data: definition.schema.parse(envelope.data) },
});

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
