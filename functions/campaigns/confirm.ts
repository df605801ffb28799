// The page behind the link of a confirmation mail: GET asks, POST grants.
import { confirm } from '../../shared/campaigns/confirm.ts';
import { type ConfirmPageKind, confirmPage } from '../../shared/campaigns/confirm-page.ts';
import { readConfirmToken } from '../../shared/campaigns/confirm-token.ts';
import { ConfirmEnv } from '../../shared/campaigns/env.ts';
import { pageHeaders } from '../../shared/campaigns/page.ts';
import { confirmRoutes } from '../../shared/campaigns/routes.ts';
import { MessageStore, readCustomer } from '../../shared/campaigns/store.ts';
import { readEnv } from '../../shared/platform/env.ts';
import type { Language } from '../../shared/platform/i18n.ts';
import { logger } from '../../shared/platform/log.ts';
import { readSecret } from '../../shared/platform/secret.ts';
import { documentClient, Table } from '../../shared/platform/table.ts';
import { addressHash, keyringOf } from '../../shared/platform/token.ts';
import { httpHandler, redacted } from '../../shared/platform/triggers.ts';

const env = readEnv(ConfirmEnv);
const client = documentClient();
const customers = new Table(client, env.CUSTOMERS_TABLE);
const activity = new Table(client, env.ACTIVITY_TABLE);
const store = new MessageStore(activity);

const statuses: Record<ConfirmPageKind, number> = {
  ask: 200,
  done: 200,
  expired: 404,
  broken: 404,
  later: 503,
};

const reply = (kind: ConfirmPageKind, language: Language = 'en') => ({
  status: statuses[kind],
  headers: { ...pageHeaders, ...(kind === 'later' && { 'retry-after': '60' }) },
  contentType: 'text/html; charset=utf-8',
  body: confirmPage(kind, language, env.BUSINESS_NAME),
});

const readKeyring = async () => keyringOf(await readSecret(env.TOKEN_SECRET_ARN));

export const handler = httpHandler(confirmRoutes, {
  'GET /c/{token}': async ({ params, query, now }) => {
    const link = readConfirmToken(await readKeyring(), params.token);
    if (!link) return reply('broken', query.lang);
    return reply(now < link.expiresAt ? 'ask' : 'expired', query.lang ?? link.language);
  },
  'POST /c/{token}': async ({ params, query, now }) => {
    try {
      const keyring = await readKeyring();
      const link = readConfirmToken(keyring, params.token);
      if (!link) return reply('broken', query.lang);
      const hashAddress = (email: string) => addressHash(keyring, email);
      const parts = {
        store,
        activity,
        hashAddress,
        readCustomer: (id: string) => readCustomer(customers, id),
      };
      return reply(await confirm(parts, link, now), query.lang ?? link.language);
    } catch (error) {
      // A person pressed the button: they get a page that says so.
      logger.error('confirmation failed', { error: redacted(error) });
      return reply('later', query.lang);
    }
  },
});
