// Runs a store suite once on every DynamoDB engine at hand, each time with fresh tables of its own.
import { randomBytes } from 'node:crypto';
import { DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, inject } from 'vitest';
import { documentClient, Table } from '../../shared/platform/table.ts';
import type { TableName } from '../../shared/platform/tables.ts';
import { createTables, tableNames } from './engine-tables.ts';
import type { EngineAddress } from './engines-setup.ts';

export interface Engine {
  name: string;
  url: string;
  client: DynamoDBClient;
  documents: DynamoDBDocumentClient;
  /** The four tables; they exist from the first test on. */
  tables: Record<TableName, Table>;
}

function engineAt({ name, url }: EngineAddress, prefix: string): Engine {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new DynamoDBClient({ endpoint: url, region: 'us-east-1', credentials, maxAttempts: 5 });
  const documents = documentClient(client);
  const tables = Object.fromEntries(
    tableNames.map((table) => [table, new Table(documents, `${prefix}${table}`)]),
  );
  return { name, url, client, documents, tables: tables as Record<TableName, Table> };
}

/**
 * Like `describe`, once per engine: `onEachEngine('the customer store', ({ tables }) => { it(...) })`.
 * Tables are shared by the tests of one suite, so tests use ids of their own.
 */
export function onEachEngine(title: string, suite: (engine: Engine) => void): void {
  for (const address of inject('engines')) {
    describe(`${title}, on ${address.name}`, () => {
      const prefix = `t${randomBytes(4).toString('hex')}-`;
      const engine = engineAt(address, prefix);
      beforeAll(() => createTables(engine.client, prefix));
      afterAll(async () => {
        const drop = (name: TableName) =>
          engine.client.send(new DeleteTableCommand({ TableName: `${prefix}${name}` }));
        await Promise.all(tableNames.map(drop));
        engine.client.destroy();
      });
      suite(engine);
    });
  }
}
