// The four tables as the data stack makes them, created straight in a DynamoDB engine for store tests. Without their streams:
// no store test reads one, and DynamoDB Local, which keeps every record of them, grows slower with each write.
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import {
  type Attribute,
  type TableDefinition,
  type TableName,
  tableDefinitions,
} from '../../shared/platform/tables.ts';

export const tableNames = Object.keys(tableDefinitions) as TableName[];

const keySchema = (partition: Attribute, sort?: Attribute) => [
  { AttributeName: partition.name, KeyType: 'HASH' as const },
  ...(sort ? [{ AttributeName: sort.name, KeyType: 'RANGE' as const }] : []),
];

/** A table definition as the CreateTable call takes it. */
export function createTableInput(name: string, definition: TableDefinition): CreateTableCommandInput {
  const indexes = Object.entries(definition.indexes);
  const keys = [definition, ...indexes.map(([, index]) => index)].flatMap((one) => [
    one.partitionKey,
    one.sortKey,
  ]);
  const attributes = new Map(keys.filter((key) => key !== undefined).map((key) => [key.name, key.type]));
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: keySchema(definition.partitionKey, definition.sortKey),
    AttributeDefinitions: [...attributes].map(([AttributeName, AttributeType]) => ({
      AttributeName,
      AttributeType,
    })),
    ...(indexes.length > 0 && {
      GlobalSecondaryIndexes: indexes.map(([IndexName, index]) => ({
        IndexName,
        KeySchema: keySchema(index.partitionKey, index.sortKey),
        Projection: {
          ProjectionType: index.projection,
          ...(index.include && { NonKeyAttributes: index.include }),
        },
      })),
    }),
  };
}

/**
 * Creates all tables under names that start with `prefix`. Nothing in them expires: tests live at a moment that is past,
 * and DynamoDB Local would delete what they wrote under their hands.
 */
export async function createTables(client: DynamoDBClient, prefix: string): Promise<void> {
  const create = (name: TableName) =>
    client.send(new CreateTableCommand(createTableInput(`${prefix}${name}`, tableDefinitions[name])));
  await Promise.all(tableNames.map(create));
}
