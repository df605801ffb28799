// Follows the log and tells the bus about purchases and refunds.
import type { DynamoDBRecord } from 'aws-lambda';
import { PublisherEnv } from '../../shared/ingest/env.ts';
import { publicationOf } from '../../shared/ingest/publications.ts';
import { Bus, type BusEntry } from '../../shared/platform/bus.ts';
import { readEnv } from '../../shared/platform/env.ts';
import { logger } from '../../shared/platform/log.ts';
import { imagesOf } from '../../shared/platform/stream.ts';
import { onStream, redacted } from '../../shared/platform/triggers.ts';

const bus = new Bus(readEnv(PublisherEnv).BUS_NAME);

export const handler = onStream(async (records) => {
  const failed: DynamoDBRecord[] = [];
  const found: { record: DynamoDBRecord; entry: BusEntry }[] = [];
  for (const record of records) {
    try {
      const entry = publicationOf(imagesOf(record));
      if (entry) found.push({ record, entry });
    } catch (error) {
      logger.error('record failed', { error: redacted(error) });
      failed.push(record);
    }
  }
  const notSent = await bus.publish(found.map(({ entry }) => entry));
  return [...failed, ...notSent.flatMap((index) => found[index]?.record ?? [])];
});
