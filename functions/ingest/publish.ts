// Follows the log and tells the bus about purchases and refunds.
import { PublisherEnv } from '../../shared/ingest/env.ts';
import { publicationOf } from '../../shared/ingest/publications.ts';
import { Bus } from '../../shared/platform/bus.ts';
import { readEnv, StreamEnv } from '../../shared/platform/env.ts';
import { parking } from '../../shared/platform/parking.ts';
import { publisher } from '../../shared/platform/publisher.ts';

const bus = new Bus(readEnv(PublisherEnv).BUS_NAME);

const park = parking(readEnv(StreamEnv).FAILURE_QUEUE_URL);

export const handler = publisher(bus, publicationOf, park);
