// Counts the capacity units that a DynamoDB client's calls consume, as the engine reports them.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

export interface Units {
  read: number;
  written: number;
}
interface Consumed {
  CapacityUnits?: number;
}

/** Adds up what every call consumes, indexes included. */
export function metered(client: DynamoDBClient): Units {
  const units: Units = { read: 0, written: 0 };
  client.middlewareStack.add(
    (next, context) => async (args) => {
      Object.assign(args.input, { ReturnConsumedCapacity: 'TOTAL' });
      const result = await next(args);
      const consumed = (result.output as { ConsumedCapacity?: Consumed | Consumed[] }).ConsumedCapacity;
      const isWrite = /Write|Put|Update|Delete/.test(String(context.commandName));
      for (const { CapacityUnits = 0 } of [consumed ?? []].flat()) {
        if (isWrite) units.written += CapacityUnits;
        else units.read += CapacityUnits;
      }
      return result;
    },
    { step: 'initialize', name: 'meter' },
  );
  return units;
}
