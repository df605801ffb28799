// A batch of the log's stream counted: what each source brought, once.
import type { DynamoDBRecord } from 'aws-lambda';
import * as z from 'zod';
import { imagesOf } from '../../platform/stream.ts';
import { type Tick, ticksOf } from './flow.ts';

export interface CountParts {
  timeZone: string;
  add(ticks: readonly Tick[]): Promise<void>;
  /** Told of each record that cannot be read. */
  failed(error: unknown, records: number): void;
}

/** Gives back the records that cannot be read; the rest is counted. Throws when the store failed: then all comes again. */
export async function countRecords(
  records: readonly DynamoDBRecord[],
  { timeZone, add, failed }: CountParts,
): Promise<DynamoDBRecord[]> {
  const unreadable: DynamoDBRecord[] = [];
  const ticks = records.flatMap((record) => {
    // Nothing else counts, and bodies are long: not even looked at.
    if (record.eventName !== 'INSERT') return [];
    try {
      return ticksOf(imagesOf(record), timeZone);
    } catch (error) {
      if (!(error instanceof z.ZodError || error instanceof RangeError)) throw error;
      failed(error, 1);
      unreadable.push(record);
      return [];
    }
  });
  await add(ticks);
  return unreadable;
}
