// The way out with real conditions underneath: event -> message -> queue -> gate -> SES -> feedback -> unsubscribe.

import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { campaignRoutes } from '../../shared/campaigns/routes.ts';
import type { Customer } from '../../shared/customers/schema.ts';
import { dayOf } from '../../shared/platform/days.ts';
import { type Engine, onEachEngine } from '../support/engines.ts';
import { aConsent, aCustomer, aCustomerId, anEntry, someStats } from '../support/factories.ts';
import { aContext, calling } from '../support/invoke.ts';
import { aBatch } from '../support/queue-events.ts';
import { aSesEvent } from '../support/ses-events.ts';

const ses = mockClient(SESv2Client);
const sqs = mockClient(SQSClient);
const secrets = mockClient(SecretsManagerClient);

const ZONE = 'Africa/Addis_Ababa';
const lastBought = new Date(Date.now() - 31 * 86_400_000);
const EPISODE = dayOf(lastBought, ZONE);

/** The handlers as deployed, pointed at one engine's tables. */
async function deploy({ url, tables }: Engine) {
  vi.resetModules();
  Object.assign(process.env, {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL_DYNAMODB: url,
    CUSTOMERS_TABLE: tables.Customers.name,
    ACTIVITY_TABLE: tables.Activity.name,
    PROGRAM_TABLE: tables.Program.name,
    SEND_QUEUE_URL: 'https://sqs.example.com/send',
    TOKEN_SECRET_ARN: `arn:secret:${tables.Program.name}`,
    CONFIGURATION_SET: 'tamagn',
    SENDER_ADDRESS: 'shop@example.com',
    REPLY_TO: 'hello@example.com',
    BUSINESS_NAME: 'Shemma Coffee',
    BUSINESS_ADDRESS: 'Bole Road, Addis Ababa',
    BUSINESS_PHONE: '+251 11 123 4567',
    BUSINESS_WEBSITE: '',
    CALENDAR: 'ethiopic',
    QUIET_HOURS: 'none',
    PUBLIC_URL: 'https://api.example.com',
    TIME_ZONE: ZONE,
    COUNTRY: 'ET',
    CURRENCY: 'ETB',
    HORIZON_DAYS: '90',
    LANGUAGES: 'am,en',
    POWERTOOLS_LOG_LEVEL: 'SILENT',
  });
  const [risk, send, feedback, api] = await Promise.all([
    import('../../functions/campaigns/on-risk-changed.ts'),
    import('../../functions/campaigns/send.ts'),
    import('../../functions/campaigns/on-mail-feedback.ts'),
    import('../../functions/campaigns/api.ts'),
  ]);
  return {
    risk: (...events: unknown[]) => risk.handler(aBatch(...events), aContext()),
    send: (...jobs: unknown[]) => send.handler(aBatch(...jobs), aContext()),
    feedback: (...events: unknown[]) => feedback.handler(aBatch(...events), aContext()),
    page: calling(api.handler, campaignRoutes),
  };
}

const riskChanged = (customerId: string) => ({
  detail: {
    id: `risk-${customerId}`,
    at: new Date().toISOString(),
    version: 1,
    data: { customerId, from: 'watch', to: 'at-risk', episode: EPISODE, asOf: EPISODE + 31, valueAtRisk: 1 },
  },
});

const jobs = () =>
  sqs.commandCalls(SendMessageCommand).map(({ args }) => JSON.parse(args[0].input.MessageBody ?? ''));
const mails = () => ses.commandCalls(SendEmailCommand).map(({ args }) => args[0].input);
const linkIn = (text = '') => /https:\/\/api\.example\.com\/u\/(\S+)/.exec(text)?.[1] ?? '';

onEachEngine('the way out', (engine) => {
  let app: Awaited<ReturnType<typeof deploy>>;
  let next = 0;

  const aKnownCustomer = async (over: Partial<Customer> = {}): Promise<Customer> => {
    next += 1;
    const customer = aCustomer({
      pk: aCustomerId(next),
      profile: { givenName: 'አበበ', email: `abebe${next}@example.com`, language: 'am' },
      stats: someStats({ lastDay: EPISODE }),
      ...over,
    });
    await engine.tables.Customers.put(customer);
    return customer;
  };
  const messageOf = ({ pk }: Customer) =>
    engine.tables.Activity.get({ pk, sk: `message#${lastBoughtDate()}#retention` });

  beforeAll(async () => {
    app = await deploy(engine);
  });
  beforeEach(() => {
    for (const mock of [ses, sqs, secrets]) mock.reset();
    ses.on(SendEmailCommand).callsFake(() => ({ MessageId: `ses-${mails().length}` }));
    sqs.on(SendMessageCommand).resolves({});
    secrets
      .on(GetSecretValueCommand)
      .resolves({ SecretString: 'a-secret-of-the-stage-that-is-long-enough-1234' });
  });

  it('makes one personal mail of one change of risk, replayed five times', async () => {
    const customer = await aKnownCustomer();
    await engine.tables.Activity.put(
      anEntry({
        pk: customer.pk,
        at: lastBought.toISOString(),
        sk: `purchase#${lastBought.toISOString()}#o`,
        order: { amount: 1, currency: 'ETB', products: [{ name: 'ቡና 500 ግራም' }] },
      }),
    );

    for (let replay = 0; replay < 5; replay += 1) await app.risk(riskChanged(customer.pk));
    await Promise.all(jobs().map((job) => app.send(job)));
    await app.send(...jobs());

    expect(jobs()).toHaveLength(5);
    expect(mails()).toHaveLength(1);
    expect(mails()[0]).toMatchObject({
      FromEmailAddress: '"Shemma Coffee" <shop@example.com>',
      ReplyToAddresses: ['hello@example.com'],
      Destination: { ToAddresses: [customer.profile.email] },
      ConfigurationSetName: 'tamagn',
      EmailTags: [
        { Name: 'customer', Value: customer.pk },
        { Name: 'message', Value: `${lastBoughtDate()}_retention` },
      ],
      Content: { Simple: { Subject: { Data: 'አበበ፣ ናፍቀውናል' } } },
    });
    const { Headers = [], Body } = mails()[0]?.Content?.Simple ?? {};
    const token = linkIn(Body?.Text?.Data);
    expect(Headers).toEqual([
      { Name: 'List-Unsubscribe', Value: `<https://api.example.com/u/${token}>` },
      { Name: 'List-Unsubscribe-Post', Value: 'List-Unsubscribe=One-Click' },
    ]);
    expect(Body?.Html?.Data).toContain(`href="https://api.example.com/u/${token}"`);
    expect(Body?.Text?.Data).toContain('«ቡና 500 ግራም»');
    expect(await messageOf(customer)).toMatchObject({ state: 'sent', sesMessageId: 'ses-1', language: 'am' });
  });

  it('writes to nobody without consent, and keeps why', async () => {
    const customer = await aKnownCustomer({ consents: {} });

    await app.risk(riskChanged(customer.pk));
    await app.send(...jobs());

    expect(mails()).toEqual([]);
    expect(await messageOf(customer)).toMatchObject({ state: 'refused', reason: 'no-consent' });
  });

  it('asks before it unsubscribes, then does so at once, twice, and after the customer is erased', async () => {
    const customer = await aKnownCustomer();
    await app.risk(riskChanged(customer.pk));
    await app.send(...jobs());
    const token = linkIn(mails()[0]?.Content?.Simple?.Body?.Text?.Data);
    const consents = () =>
      engine.tables.Activity.queryPage({
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :consent)',
        ExpressionAttributeValues: { ':pk': customer.pk, ':consent': 'consent#' },
      });
    const suppressed = async () => (await listed()).length;
    const before = await suppressed();

    const asked = await app.page.get(`/u/${token}`);
    expect(asked.status).toBe(200);
    expect(asked.text).toContain('<html lang="am">');
    expect((await consents()).items).toEqual([]);
    expect(await suppressed()).toBe(before);

    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const oneClick = { body: 'List-Unsubscribe=One-Click', headers };
    const done = await app.page.post(`/u/${token}`, oneClick);
    expect(done.status).toBe(200);
    expect(done.headers.location).toBeUndefined();
    expect((await consents()).items).toMatchObject([
      { name: 'Consent Withdrawn', source: 'unsubscribe-link' },
    ]);
    expect(await suppressed()).toBe(before + 1);

    await engine.tables.Customers.delete({ pk: customer.pk });
    const again = await app.page.post(`/u/${token}`, oneClick);
    expect(again.status).toBe(200);
    expect((await consents()).items).toHaveLength(1);
    expect(await suppressed()).toBe(before + 1);
  });

  it('does not write to an address that was unsubscribed, under whatever customer', async () => {
    const customer = await aKnownCustomer({ profile: { email: 'shared@example.com' } });
    const namesake = await aKnownCustomer({ profile: { email: 'Shared@Example.com' } });
    await app.risk(riskChanged(customer.pk));
    await app.send(...jobs());
    await app.page.post(`/u/${linkIn(mails()[0]?.Content?.Simple?.Body?.Text?.Data)}`);

    await app.risk(riskChanged(namesake.pk));
    await app.send(...jobs());

    expect(mails()).toHaveLength(1);
    expect(await messageOf(namesake)).toMatchObject({ state: 'refused', reason: 'suppressed' });
  });

  it('takes a delivery, then a complaint: no more mail, consent withdrawn, state kept', async () => {
    const consents = { 'email:marketing': aConsent() };
    const customer = await aKnownCustomer({ consents });
    await app.risk(riskChanged(customer.pk));
    await app.send(...jobs());
    const mail = {
      messageId: 'ses-1',
      destination: [customer.profile.email],
      tags: { customer: [customer.pk], message: [`${lastBoughtDate()}_retention`] },
    };
    const recipients = [{ emailAddress: customer.profile.email }];
    const complaint = { complainedRecipients: recipients };

    await app.feedback(aSesEvent('Delivery', { mail }));
    expect(await messageOf(customer)).toMatchObject({ state: 'delivered' });
    await app.feedback(
      aSesEvent('Complaint', { mail, complaint }),
      aSesEvent('Complaint', { mail, complaint }),
    );
    await app.feedback(aSesEvent('Send', { mail }), aSesEvent('Delivery', { mail }));

    expect(await messageOf(customer)).toMatchObject({ state: 'complained' });
    expect(await listed()).toContainEqual(expect.objectContaining({ reason: 'complained' }));
  });

  it('settles a message of which nobody knew when SES says that it went', async () => {
    const customer = await aKnownCustomer();
    ses.on(SendEmailCommand).rejects(Object.assign(new Error(), { name: 'TimeoutError' }));
    await app.risk(riskChanged(customer.pk));
    await app.send(...jobs());
    expect(await messageOf(customer)).toMatchObject({ state: 'unknown', reason: 'TimeoutError' });

    const tags = { customer: [customer.pk], message: [`${lastBoughtDate()}_retention`] };
    await app.feedback(aSesEvent('Send', { mail: { messageId: 'ses-9', destination: [], tags } }));

    expect(await messageOf(customer)).toMatchObject({ state: 'sent', sesMessageId: 'ses-9' });
  });

  it('shows a page, not an error, for a link that is not ours', async () => {
    const answer = await app.page.get('/u/bm90aGluZw.c2lnbmF0dXJl', { query: { lang: 'am' } });

    expect(answer.status).toBe(404);
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(answer.text).toContain('ይህ ሊንክ አይሠራም');
    expect((await app.page.post('/u/bm90aGluZw.c2lnbmF0dXJl')).status).toBe(404);
  });

  const listed = async () =>
    (
      await engine.tables.Program.queryPage({
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': 'suppression' },
      })
    ).items;
});

const lastBoughtDate = () => new Date(EPISODE * 86_400_000).toISOString().slice(0, 10);
