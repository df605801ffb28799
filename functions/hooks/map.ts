// Works out what stored deliveries mean and takes the events in, the same way as POST /v1/batch.
import { IdentityStore } from '../../shared/customers/identity-store.ts';
import { checkPayment } from '../../shared/hooks/chapa-check.ts';
import { type DeliverParts, deliverOrKeep } from '../../shared/hooks/deliver.ts';
import { EndpointStore } from '../../shared/hooks/endpoint-store.ts';
import { HooksMapEnv } from '../../shared/hooks/env.ts';
import { LinkStore } from '../../shared/hooks/link-store.ts';
import { Delivery } from '../../shared/hooks/schema.ts';
import { openSecret } from '../../shared/hooks/secrets.ts';
import { IngestStore } from '../../shared/ingest/store.ts';
import { takeEvents } from '../../shared/ingest/take-in.ts';
import { readEnv } from '../../shared/platform/env.ts';
import { logger } from '../../shared/platform/log.ts';
import { Objects } from '../../shared/platform/objects.ts';
import { readSecret } from '../../shared/platform/secret.ts';
import { documentClient, Table } from '../../shared/platform/table.ts';
import { keyringOf } from '../../shared/platform/token.ts';
import { onQueue, redacted } from '../../shared/platform/triggers.ts';
import { rememberedPlan } from '../../shared/quality/plan/plan-store.ts';

const env = readEnv(HooksMapEnv);
const client = documentClient();
const tables = {
  activity: new Table(client, env.ACTIVITY_TABLE),
  program: new Table(client, env.PROGRAM_TABLE),
  identities: new Table(client, env.IDENTITIES_TABLE),
  customers: new Table(client, env.CUSTOMERS_TABLE),
};
const store = new IngestStore(tables);
const people = new IdentityStore(tables);
const links = new LinkStore(tables);
const endpoints = new EndpointStore(tables.program);
const objects = new Objects(env.RAW_BUCKET);
const plan = rememberedPlan(tables.program);

async function parts(): Promise<DeliverParts> {
  const keyring = keyringOf(await readSecret(env.TOKEN_SECRET_ARN));
  return {
    keyring,
    rules: { currency: env.CURRENCY, country: env.COUNTRY },
    raw: (key) => objects.getBytes(key),
    take: (calls, taking) => takeEvents(calls, taking, { store, resolve: people.resolve.bind(people), plan }),
    keepRejected: (items) => store.keepRejected(items),
    join: (join) => links.join(join),
    check: async (payment, { endpointId }) => {
      const sealed = (await endpoints.get(endpointId))?.apiKey;
      if (sealed === undefined) return undefined;
      const apiKey = openSecret(keyring, endpointId, sealed);
      return checkPayment(payment, { url: env.CHAPA_URL, apiKey, fetch: globalThis.fetch });
    },
    failed: (error, { source, key }) =>
      logger.error('mapping failed', { source, key, error: redacted(error) }),
  };
}

export const handler = onQueue(Delivery, async (delivery, attempt) => {
  const { endpointId, source, key } = delivery;
  const delivered = await deliverOrKeep(delivery, await parts(), attempt >= env.TRIES);
  logger.info('hook mapped', { endpointId, source, key, ...delivered });
});
