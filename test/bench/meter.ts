// Counts the requests of a DynamoDB client and the capacity units they consume.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

export interface Units {
  read: number;
  written: number;
}
export interface Metered extends Units {
  requests: number;
}
interface Consumed {
  CapacityUnits?: number;
}

const unitsOf = (output: unknown): number => {
  const { ConsumedCapacity = [] } = output as { ConsumedCapacity?: Consumed | Consumed[] };
  return [ConsumedCapacity].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
};

/**
 * Adds up what every call consumes, indexes included, as the engine reports it. But for transactions: DynamoDB Local
 * reports 12 for one, however many writes it has. DynamoDB takes two units for each write of up to 1 KB, and ours are
 * smaller. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
export function metered(client: Pick<DynamoDBClient | DynamoDBDocumentClient, 'middlewareStack'>): Metered {
  const units: Metered = { requests: 0, read: 0, written: 0 };
  client.middlewareStack.add(
    (next, context) => async (args) => {
      Object.assign(args.input, { ReturnConsumedCapacity: 'TOTAL' });
      const { TransactItems } = args.input as { TransactItems?: unknown[] };
      const result = await next(args);
      units.requests += 1;
      if (TransactItems) units.written += 2 * TransactItems.length;
      else if (/Write|Put|Update|Delete/.test(String(context.commandName)))
        units.written += unitsOf(result.output);
      else units.read += unitsOf(result.output);
      return result;
    },
    { step: 'initialize', name: 'meter' },
  );
  return units;
}
