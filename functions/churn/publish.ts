// Follows the customers and tells the bus when one moved to another band.
import { ChurnPublisherEnv } from '../../shared/churn/env.ts';
import { riskChange } from '../../shared/churn/publications.ts';
import { Bus } from '../../shared/platform/bus.ts';
import { readEnv, StreamEnv } from '../../shared/platform/env.ts';
import { parking } from '../../shared/platform/parking.ts';
import { publisher } from '../../shared/platform/publisher.ts';

const bus = new Bus(readEnv(ChurnPublisherEnv).BUS_NAME);
const park = parking(readEnv(StreamEnv).FAILURE_QUEUE_URL);
const MS = 1_000;

export const handler = publisher(
  bus,
  (images, { dynamodb }) => {
    const seconds = dynamodb?.ApproximateCreationDateTime ?? 0;
    return riskChange(images, new Date(seconds * MS).toISOString());
  },
  park,
);
