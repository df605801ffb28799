// The functions of ingest for tests with real conditions underneath.
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { vi } from 'vitest';
import { ingestAdminRoutes, ingestRoutes } from '../../shared/ingest/routes.ts';
import type { Engine } from './engines.ts';
import { aContext, calling } from './invoke.ts';

/** The handlers as deployed, pointed at one engine's tables, with empty memories. */
export async function ingestApp({ url, tables }: Engine) {
  vi.resetModules();
  Object.assign(process.env, {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL_DYNAMODB: url,
    CUSTOMERS_TABLE: tables.Customers.name,
    IDENTITIES_TABLE: tables.Identities.name,
    ACTIVITY_TABLE: tables.Activity.name,
    PROGRAM_TABLE: tables.Program.name,
    TIME_ZONE: 'Africa/Addis_Ababa',
    CURRENCY: 'ETB',
    COUNTRY: 'ET',
    HOOKS_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/123456789012/hooks',
    MERGE_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/123456789012/merges',
    FAILURE_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/123456789012/failures',
    POWERTOOLS_LOG_LEVEL: 'SILENT',
  });
  const [api, admin, project] = await Promise.all([
    import('../../functions/ingest/api.ts'),
    import('../../functions/ingest/admin.ts'),
    import('../../functions/ingest/project.ts'),
  ]);
  return {
    send: calling(api.handler, ingestRoutes),
    ask: calling(admin.handler, ingestAdminRoutes),
    project: (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> =>
      project.handler(event, aContext()),
  };
}

export type IngestApp = Awaited<ReturnType<typeof ingestApp>>;
