// A table's stream onto the bus: what a record means is decided by the area, once and the same for every retry.
import type { DynamoDBRecord } from 'aws-lambda';
import type { Bus } from './bus.ts';
import type { BusEntry } from './events.ts';
import { logger } from './log.ts';
import type { Park } from './parking.ts';
import { type Images, imagesOf } from './stream.ts';
import { onStream, redacted } from './triggers.ts';

/** A stream handler that publishes `meaningOf` each record; what cannot be read is parked, what did not go comes again. */
export const publisher = (
  bus: Bus,
  meaningOf: (images: Images, record: DynamoDBRecord) => BusEntry | undefined,
  park: Park,
) =>
  onStream(async (records) => {
    const unreadable: DynamoDBRecord[] = [];
    const found: { record: DynamoDBRecord; entry: BusEntry }[] = [];
    for (const record of records) {
      try {
        const entry = meaningOf(imagesOf(record), record);
        if (entry) found.push({ record, entry });
      } catch (error) {
        logger.error('record failed', { error: redacted(error) });
        unreadable.push(record);
      }
    }
    const notSent = await bus.publish(found.map(({ entry }) => entry));
    return { unreadable, failed: notSent.flatMap((index) => found[index]?.record ?? []) };
  }, park);
