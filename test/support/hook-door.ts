// The webhook handlers behind their routes, with one endpoint in a store that a test can break.
import { ProvisionedThroughputExceededException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import type { Endpoint, SourceName } from '../../shared/hooks/schema.ts';
import { sealSecret } from '../../shared/hooks/secrets.ts';
import { keyringOf } from '../../shared/platform/token.ts';
import { HooksWorld, TOKEN_SECRET } from './hooks-world.ts';
import { secretsOf } from './webhooks.ts';

export const dynamo = mockClient(DynamoDBDocumentClient);
export const world = new HooksWorld();
export const keyring = keyringOf(TOKEN_SECRET);
export const down = new ProvisionedThroughputExceededException({ message: 'busy', $metadata: {} });
export const id = `hook_${'1'.repeat(32)}`;

export const anEndpoint = (source: SourceName, over: Partial<Endpoint> = {}): Endpoint => ({
  id,
  source,
  name: source,
  createdAt: '2026-10-01T00:00:00.000Z',
  version: 1,
  secrets: [sealSecret(keyring, id, secretsOf[source][0])],
  ...over,
});

/** Handlers with an empty memory, and this endpoint in the store. */
export async function fresh(endpoint?: Endpoint) {
  dynamo
    .on(GetCommand, { Key: { pk: `hook#${id}`, sk: 'endpoint' } })
    .resolves(endpoint ? { Item: endpoint } : {});
  return world.deploy({
    CUSTOMERS_TABLE: 'Customers',
    IDENTITIES_TABLE: 'Identities',
    ACTIVITY_TABLE: 'Activity',
    PROGRAM_TABLE: 'Program',
  });
}

export const post = async (
  source: SourceName,
  request: object,
  endpoint: Endpoint | undefined = anEndpoint(source),
) => (await fresh(endpoint)).hook.post(`/v1/hooks/${source}/${id}`, request);

/** Before each test: nothing sent, nothing stored, nothing broken. */
export function reset(): void {
  dynamo.reset();
  dynamo.on(GetCommand).resolves({});
  dynamo.on(TransactWriteCommand).resolves({});
  world.mend();
  world.queue = [];
  world.objects.clear();
}
