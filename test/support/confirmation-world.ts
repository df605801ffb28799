// Double opt-in on one engine: the handlers as deployed, the mails and jobs they send, and what the publisher would tell.
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeAll, beforeEach, expect } from 'vitest';
import { confirmRoutes } from '../../shared/campaigns/routes.ts';
import type { SendJob } from '../../shared/campaigns/schema.ts';
import { customersRoutes } from '../../shared/customers/routes.ts';
import { type Customer, Customer as CustomerSchema } from '../../shared/customers/schema.ts';
import { publicationOf } from '../../shared/ingest/publications.ts';
import { Entry } from '../../shared/ingest/schema.ts';
import { newId } from '../../shared/platform/ids.ts';
import { keyringOf } from '../../shared/platform/token.ts';
import type { Engine } from './engines.ts';
import { aCustomer } from './factories.ts';
import { ingestApp } from './ingest-app.ts';
import { aContext, aUser, calling } from './invoke.ts';
import { aRecord } from './log-world.ts';
import { aBatch } from './queue-events.ts';

export const ses = mockClient(SESv2Client);
export const sqs = mockClient(SQSClient);
export const secrets = mockClient(SecretsManagerClient);
export const SECRET = 'a-secret-of-the-stage-that-is-long-enough-1234';
export const DAY = 86_400_000;
export const user = aUser('support');

/** The handlers as deployed, pointed at one engine's tables. */
async function deploy(engine: Engine) {
  const ingest = await ingestApp(engine);
  Object.assign(process.env, {
    SEND_QUEUE_URL: 'https://sqs.example.com/send',
    TOKEN_SECRET_ARN: `arn:secret:${engine.tables.Program.name}`,
    CONFIGURATION_SET: 'tamagn',
    SENDER_ADDRESS: 'shop@example.com',
    REPLY_TO: '',
    BUSINESS_NAME: 'Shemma Coffee',
    BUSINESS_ADDRESS: '',
    BUSINESS_PHONE: '',
    BUSINESS_WEBSITE: '',
    CALENDAR: 'ethiopic',
    QUIET_HOURS: '00:00-23:59',
    PUBLIC_URL: 'https://api.example.com',
    HORIZON_DAYS: '90',
    LANGUAGES: 'am,en',
  });
  const [customers, requested, send, confirm] = await Promise.all([
    import('../../functions/customers/api.ts'),
    import('../../functions/campaigns/on-consent-requested.ts'),
    import('../../functions/campaigns/send.ts'),
    import('../../functions/campaigns/confirm.ts'),
  ]);
  return {
    ingest,
    customers: calling(customers.handler, customersRoutes),
    requested: (...events: unknown[]) => requested.handler(aBatch(...events), aContext()),
    send: (...jobs: unknown[]) => send.handler(aBatch(...jobs), aContext()),
    page: calling(confirm.handler, confirmRoutes),
  };
}

export const jobs = (): SendJob[] =>
  sqs.commandCalls(SendMessageCommand).map(({ args }) => JSON.parse(args[0].input.MessageBody ?? ''));
export const mails = () => ses.commandCalls(SendEmailCommand).map(({ args }) => args[0].input);
export const tokenIn = (index = 0) =>
  /https:\/\/api\.example\.com\/c\/(\S+)/.exec(
    mails()[index]?.Content?.Simple?.Body?.Text?.Data ?? '',
  )?.[1] ?? '';

/** Call it in the suite: it deploys before the tests and forgets what was sent before each of them. */
export function confirmationWorld(engine: Engine) {
  const { tables } = engine;
  const keyring = keyringOf(SECRET);
  const app = {} as Awaited<ReturnType<typeof deploy>>;
  let next = 0;

  beforeAll(async () => {
    Object.assign(app, await deploy(engine));
  });
  beforeEach(() => {
    for (const mock of [ses, sqs, secrets]) mock.reset();
    ses.on(SendEmailCommand).callsFake(() => ({ MessageId: `ses-${mails().length}` }));
    sqs.on(SendMessageCommand).resolves({});
    secrets.on(GetSecretValueCommand).resolves({ SecretString: SECRET });
  });

  const aNewCustomer = async (over: Partial<Customer> = {}): Promise<Customer> => {
    next += 1;
    const profile = { email: `almaz${next}@example.com`, language: 'am' as const };
    const customer = aCustomer({ pk: newId('cus'), profile, consents: {}, ...over });
    await tables.Customers.put(customer);
    return customer;
  };
  const logOf = async (customerId: string): Promise<Entry[]> => {
    const { items } = await tables.Activity.queryPage({
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :consent)',
      ExpressionAttributeValues: { ':pk': customerId, ':consent': 'consent#' },
      ConsistentRead: true,
    });
    return items.map((item) => Entry.parse(item));
  };
  const ask = (customer: Customer, over: object = {}, headers: Record<string, string> = {}) =>
    app.customers.post(`/v1/customers/${customer.pk}/consents/requests`, {
      user,
      body: { channel: 'email', source: 'web-form', wordingVersion: '2026-01', ...over },
      headers,
      now: Date.now(),
    });
  /** What the publisher makes of the log. */
  const told = async (customerId: string) =>
    (await logOf(customerId)).flatMap((entry) => {
      const published = publicationOf({ before: undefined, after: entry });
      return published ? [{ detail: published.envelope }] : [];
    });
  /** Works the queue off; seconds of waiting are taken as over. */
  const deliver = () => app.send(...jobs().map(({ notBefore: _, ...job }) => job));
  const passOn = async (customerId: string) => {
    await app.requested(...(await told(customerId)));
    await deliver();
  };
  const project = async (customerId: string) => {
    const records = (await logOf(customerId)).map((entry) => aRecord(undefined, entry));
    expect(await app.ingest.project({ Records: records })).toEqual({ batchItemFailures: [] });
    return CustomerSchema.parse(await tables.Customers.get({ pk: customerId }, { consistent: true }));
  };
  const messagesOf = async (customerId: string) =>
    (
      await tables.Activity.queryPage({
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :message)',
        ExpressionAttributeValues: { ':pk': customerId, ':message': 'message#' },
      })
    ).items;
  return { keyring, app, aNewCustomer, logOf, ask, told, deliver, passOn, project, messagesOf };
}
