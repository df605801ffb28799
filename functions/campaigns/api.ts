// The unsubscribe page: GET asks, POST acts.
import { UnsubscribeEnv } from '../../shared/campaigns/env.ts';
import { pageHeaders } from '../../shared/campaigns/page.ts';
import { campaignRoutes } from '../../shared/campaigns/routes.ts';
import { readCustomer } from '../../shared/campaigns/store.ts';
import { SuppressionStore } from '../../shared/campaigns/suppression-store.ts';
import { unsubscribe } from '../../shared/campaigns/unsubscribe.ts';
import { type PageKind, unsubscribePage } from '../../shared/campaigns/unsubscribe-page.ts';
import { readUnsubscribeToken } from '../../shared/campaigns/unsubscribe-token.ts';
import { withdrawer } from '../../shared/campaigns/withdraw.ts';
import { readEnv } from '../../shared/platform/env.ts';
import type { Language } from '../../shared/platform/i18n.ts';
import { logger } from '../../shared/platform/log.ts';
import { readSecret } from '../../shared/platform/secret.ts';
import { documentClient, Table } from '../../shared/platform/table.ts';
import { keyringOf } from '../../shared/platform/token.ts';
import { httpHandler, redacted } from '../../shared/platform/triggers.ts';

const env = readEnv(UnsubscribeEnv);
const client = documentClient();
const customers = new Table(client, env.CUSTOMERS_TABLE);
const parts = {
  suppressions: new SuppressionStore(new Table(client, env.PROGRAM_TABLE)),
  withdraw: withdrawer((id) => readCustomer(customers, id), new Table(client, env.ACTIVITY_TABLE)),
};

const statuses: Record<PageKind, number> = { ask: 200, done: 200, broken: 404, later: 503 };

const reply = (kind: PageKind, language: Language) => ({
  status: statuses[kind],
  headers: { ...pageHeaders, ...(kind === 'later' && { 'retry-after': '60' }) },
  contentType: 'text/html; charset=utf-8',
  body: unsubscribePage(kind, language, env.BUSINESS_NAME),
});

const tokenOf = async (token: string) =>
  readUnsubscribeToken(keyringOf(await readSecret(env.TOKEN_SECRET_ARN)), token);

export const handler = httpHandler(campaignRoutes, {
  'GET /u/{token}': async ({ params, query }) => {
    const found = await tokenOf(params.token);
    return reply(found ? 'ask' : 'broken', query.lang ?? found?.language ?? 'en');
  },
  'POST /u/{token}': async ({ params, query, now }) => {
    try {
      const found = await tokenOf(params.token);
      if (found) await unsubscribe(parts, found, now);
      return reply(found ? 'done' : 'broken', query.lang ?? found?.language ?? 'en');
    } catch (error) {
      // A person pressed the button: they get a page that says so, and mail providers a status to try again on.
      logger.error('unsubscription failed', { error: redacted(error) });
      return reply('later', query.lang ?? 'en');
    }
  },
});
