// What the owner does about webhooks: endpoints and their secrets, and links that join a chat to a customer.
import { EndpointStore } from '../../shared/hooks/endpoint-store.ts';
import { HooksAdminEnv } from '../../shared/hooks/env.ts';
import { makeEndpoint, nextSecrets, shownOnce, viewOf } from '../../shared/hooks/manage.ts';
import { hooksAdminRoutes } from '../../shared/hooks/routes.ts';
import { LINK_DAYS, makeLinkToken } from '../../shared/hooks/telegram-link.ts';
import { readEnv } from '../../shared/platform/env.ts';
import { notFound } from '../../shared/platform/errors.ts';
import { readSecret } from '../../shared/platform/secret.ts';
import { documentClient, Table } from '../../shared/platform/table.ts';
import { keyringOf } from '../../shared/platform/token.ts';
import { httpHandler } from '../../shared/platform/triggers.ts';

const env = readEnv(HooksAdminEnv);
const client = documentClient();
const endpoints = new EndpointStore(new Table(client, env.PROGRAM_TABLE));
const customers = new Table(client, env.CUSTOMERS_TABLE);
const keyring = async () => keyringOf(await readSecret(env.TOKEN_SECRET_ARN));
const DAY_MS = 86_400_000;

export const handler = httpHandler(hooksAdminRoutes, {
  'POST /v1/hooks': async ({ body, user, headers, now }) => {
    const keys = await keyring();
    const { endpoint, shown } = makeEndpoint(body, keys, now);
    await endpoints.create(endpoint, { userId: user?.id ?? '', key: headers['idempotency-key'] });
    return { body: shownOnce(endpoint, shown, env.PUBLIC_URL, keys) };
  },
  'GET /v1/hooks': async () => {
    const all = await endpoints.list();
    return {
      body: { data: all.map((one) => viewOf(one, env.PUBLIC_URL)), next_cursor: null, has_more: false },
    };
  },
  'POST /v1/hooks/{endpointId}/rotate': async ({ params, body, user, headers, now }) => {
    const endpoint = await endpoints.get(params.endpointId, { consistent: true });
    if (!endpoint) throw notFound('There is no such endpoint.');
    const keys = await keyring();
    const { secrets, shown } = nextSecrets(endpoint, body.secret, keys);
    const sender = { userId: user?.id ?? '', key: headers['idempotency-key'] };
    const changed = await endpoints.setSecrets(endpoint, secrets, { sender, now });
    return { body: shownOnce(changed, shown, env.PUBLIC_URL, keys) };
  },
  'DELETE /v1/hooks/{endpointId}': async ({ params }) => {
    await endpoints.remove(params.endpointId);
    return {};
  },
  'GET /v1/customers/{id}/telegram-link': async ({ params, now }) => {
    if (!(await customers.get({ pk: params.id }))) throw notFound('No customer has this id.');
    const bot = (await endpoints.list()).find(({ botName }) => botName !== undefined);
    if (!bot) throw notFound('No Telegram endpoint names its bot: make one with POST /v1/hooks.');
    const expiresAt = now + LINK_DAYS * DAY_MS;
    const token = makeLinkToken(await keyring(), params.id, expiresAt);
    const url = `https://t.me/${bot.botName}?start=${token}`;
    return { body: { url, token, expiresAt: new Date(expiresAt).toISOString() } };
  },
});
