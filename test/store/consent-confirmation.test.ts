// Double opt-in with real conditions underneath: request -> log -> bus -> queue -> mail -> page -> consent.
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AllowanceStore } from '../../shared/campaigns/allowance-store.ts';
import { MOST_IN_MONTH } from '../../shared/campaigns/on-consent-requested.ts';
import { confirmRoutes } from '../../shared/campaigns/routes.ts';
import type { SendJob } from '../../shared/campaigns/schema.ts';
import { SuppressionStore } from '../../shared/campaigns/suppression-store.ts';
import { consentEntry } from '../../shared/customers/consent-entry.ts';
import { customersRoutes } from '../../shared/customers/routes.ts';
import { type Customer, Customer as CustomerSchema } from '../../shared/customers/schema.ts';
import { publicationOf } from '../../shared/ingest/publications.ts';
import { Entry } from '../../shared/ingest/schema.ts';
import { newId } from '../../shared/platform/ids.ts';
import { addressHash, keyringOf } from '../../shared/platform/token.ts';
import { type Engine, onEachEngine } from '../support/engines.ts';
import { aConsent, aCustomer } from '../support/factories.ts';
import { ingestApp } from '../support/ingest-app.ts';
import { aContext, aUser, calling } from '../support/invoke.ts';
import { aRecord } from '../support/log-world.ts';
import { aBatch } from '../support/queue-events.ts';

const ses = mockClient(SESv2Client);
const sqs = mockClient(SQSClient);
const secrets = mockClient(SecretsManagerClient);
const SECRET = 'a-secret-of-the-stage-that-is-long-enough-1234';
const DAY = 86_400_000;
const user = aUser('support');

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

const jobs = (): SendJob[] =>
  sqs.commandCalls(SendMessageCommand).map(({ args }) => JSON.parse(args[0].input.MessageBody ?? ''));
const mails = () => ses.commandCalls(SendEmailCommand).map(({ args }) => args[0].input);
const tokenIn = (index = 0) =>
  /https:\/\/api\.example\.com\/c\/(\S+)/.exec(
    mails()[index]?.Content?.Simple?.Body?.Text?.Data ?? '',
  )?.[1] ?? '';

onEachEngine('double opt-in', (engine) => {
  const { tables } = engine;
  const keyring = keyringOf(SECRET);
  let app: Awaited<ReturnType<typeof deploy>>;
  let next = 0;

  beforeAll(async () => {
    app = await deploy(engine);
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

  describe('asked for by staff', () => {
    it('is accepted, mailed once in the customer’s language, by night too, and grants nothing', async () => {
      const customer = await aNewCustomer();

      const { status, json } = await ask(customer);
      for (let n = 0; n < 5; n += 1) await app.requested(...(await told(customer.pk)));
      await Promise.all(jobs().map(({ notBefore: _, ...job }) => app.send(job)));

      expect({ status, json }).toEqual({
        status: 202,
        json: {
          channel: 'email',
          purpose: 'marketing',
          source: 'web-form',
          wordingVersion: '2026-01',
          status: 'requested',
          at: expect.any(String),
          id: expect.stringMatching(/^con_/),
          recordedBy: 'user-1',
        },
      });
      expect(jobs()).toHaveLength(5);
      expect(mails()).toHaveLength(1);
      expect(mails()[0]).toMatchObject({
        Destination: { ToAddresses: [customer.profile.email] },
        Content: { Simple: { Subject: { Data: expect.stringMatching(/[\u1200-\u137f]/) }, Headers: [] } },
      });
      expect((await project(customer.pk)).consents).toEqual({});
    });

    it('happens once for one idempotency key', async () => {
      const customer = await aNewCustomer();
      const headers = { 'idempotency-key': `key-${customer.pk}` };

      const [first, again] = [await ask(customer, {}, headers), await ask(customer, {}, headers)];
      const other = await ask(customer, { source: 'till' }, headers);

      expect(again.json).toEqual(first.json);
      expect(other.status).toBe(409);
      expect(await logOf(customer.pk)).toHaveLength(1);
    });

    it('is 409 for a customer without an address, 404 for nobody, 403 for a viewer, 400 for another channel', async () => {
      const customer = await aNewCustomer({ profile: {} });
      const target = `/v1/customers/${customer.pk}/consents/requests`;
      const viewer = await app.customers.post(target, { user: aUser('viewer'), body: {} });

      expect((await ask(customer)).status).toBe(409);
      expect((await ask(aCustomer({ pk: newId('cus') }))).status).toBe(404);
      expect(viewer.status).toBe(403);
      expect((await ask(customer, { channel: 'sms' })).json.errors[0].pointer).toBe('/channel');
      expect(await logOf(customer.pk)).toEqual([]);
    });
  });

  describe('asked for by a public form', () => {
    it('reaches the address that the form sent beside it, and the button grants', async () => {
      const owner = aUser('owner');
      const made = await app.ingest.ask.post('/v1/write-keys', {
        user: owner,
        body: { name: 'the site', kind: 'browser' },
      });
      const now = Date.now();
      const me = { anonymousId: `visitor-${newId('cus')}` };
      const email = `${newId('cus').toLowerCase()}@example.com`;
      const properties = { channel: 'email', source: 'footer-form', wordingVersion: '2026-02' };
      const sent = await app.ingest.send.post('/v1/batch', {
        body: {
          writeKey: made.json.key,
          batch: [
            { type: 'identify', ...me, messageId: 'i-1', traits: { email } },
            { type: 'track', ...me, messageId: 't-1', event: 'Consent Requested', properties },
            { type: 'track', ...me, messageId: 't-2', event: 'Consent Given', properties },
          ],
        },
        now,
      });
      const identity = await tables.Identities.get({ pk: `email#${email}` }, { consistent: true });
      const customerId = String(identity?.customerId);

      await passOn(customerId);
      expect(sent.status).toBe(200);
      expect(mails()).toEqual([]);
      expect(await messagesOf(customerId)).toMatchObject([{ state: 'queued', reason: 'no-email' }]);

      await tables.Customers.update({
        Key: { pk: customerId },
        UpdateExpression: 'SET profile = :profile',
        ExpressionAttributeValues: { ':profile': { email } },
      });
      await deliver();
      expect(mails()).toHaveLength(1);
      expect((await project(customerId)).consents).toEqual({});

      expect((await app.page.post(`/c/${tokenIn()}`, { now: now + 1_000 })).status).toBe(200);
      expect((await project(customerId)).consents['email:marketing']).toMatchObject({
        status: 'granted',
        source: 'footer-form',
        wordingVersion: '2026-02',
      });
    });
  });

  describe('the link', () => {
    it('asks on GET, however often, and grants on POST, once, with the proof in the history', async () => {
      const customer = await aNewCustomer();
      const { json: asked } = await ask(customer);
      await passOn(customer.pk);
      const target = `/c/${tokenIn()}`;
      const now = Date.now();

      for (let n = 0; n < 3; n += 1) {
        const page = await app.page.get(target, { now });
        expect(page.status).toBe(200);
        expect(page.text).toContain('<html lang="am">');
        expect(page.headers['content-security-policy']).toContain("default-src 'none'");
      }
      expect((await project(customer.pk)).consents).toEqual({});
      const pressed = await Promise.all([0, 1, 2, 3].map((n) => app.page.post(target, { now: now + n })));

      expect(pressed.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
      const history = await app.customers.get(`/v1/customers/${customer.pk}/activity?kind=consent`, { user });
      expect(history.json.data).toEqual([
        {
          id: expect.stringMatching(/^confirmed-/),
          kind: 'consent',
          name: 'Consent Given',
          at: expect.any(String),
          receivedAt: expect.any(String),
          source: 'confirmation-link',
          properties: {
            channel: 'email',
            purpose: 'marketing',
            source: 'web-form',
            wordingVersion: '2026-01',
            confirmedBy: 'link',
            confirmation: expect.stringContaining('consent-confirmation'),
            requestedAt: asked.at,
          },
        },
        expect.objectContaining({ id: asked.id, name: 'Consent Requested', source: 'user:user-1' }),
      ]);
      expect((await project(customer.pk)).consents['email:marketing']).toMatchObject({ status: 'granted' });
    });

    it('pressed again after a withdrawal does not bring the consent back', async () => {
      const customer = await aNewCustomer();
      await ask(customer);
      await passOn(customer.pk);
      const now = Date.now();
      await app.page.post(`/c/${tokenIn()}`, { now: now + 1_000 });
      await tables.Activity.put(
        consentEntry({
          customerId: customer.pk,
          channel: 'email',
          purpose: 'marketing',
          status: 'withdrawn',
          source: 'unsubscribe-link',
          at: new Date(now + 2_000).toISOString(),
          id: 'stop',
          receivedAt: new Date(now + 2_000).toISOString(),
        }),
      );

      const again = await app.page.post(`/c/${tokenIn()}`, { now: now + 3_000 });

      expect(again.status).toBe(200);
      expect((await project(customer.pk)).consents['email:marketing']?.status).toBe('withdrawn');
    });

    it('is of no use after seven days, for another address, or when the customer is gone', async () => {
      const customer = await aNewCustomer();
      await ask(customer);
      await passOn(customer.pk);
      const target = `/c/${tokenIn()}`;
      const later = { now: Date.now() + 7 * DAY + 60_000 };

      expect((await app.page.get(target, later)).status).toBe(404);
      expect((await app.page.post(target, later)).status).toBe(404);
      await tables.Customers.put({ ...customer, profile: { email: 'new@example.com' } });
      expect((await app.page.post(target, { now: Date.now() })).status).toBe(404);
      await tables.Customers.delete({ pk: customer.pk });
      expect((await app.page.post(target, { now: Date.now() })).status).toBe(404);
      expect(await logOf(customer.pk)).toHaveLength(1);
    });

    it('that is not ours shows a page, not an error', async () => {
      const page = await app.page.get('/c/bm90aGluZw.c2lnbmF0dXJl', { query: { lang: 'am' } });

      expect(page.status).toBe(404);
      expect(page.text).toContain('ይህ ሊንክ አይሠራም');
      expect((await app.page.post('/c/bm90aGluZw.c2lnbmF0dXJl')).status).toBe(404);
    });
  });

  describe('nobody’s mailbox is filled', () => {
    it('two requests within ten minutes make one mail', async () => {
      const customer = await aNewCustomer();
      await ask(customer);
      await ask(customer);

      await passOn(customer.pk);

      expect(mails()).toHaveLength(1);
      expect((await messagesOf(customer.pk)).map(({ reason }) => reason).filter(Boolean)).toEqual([
        'frequency-cap',
      ]);
    });

    it('an address under several customers counts as one', async () => {
      const profile = { email: 'victim@example.com' };
      for (let n = 0; n < 4; n += 1) {
        const customer = await aNewCustomer({ profile });
        await ask(customer);
        await app.requested(...(await told(customer.pk)));
      }

      await deliver();

      expect(mails()).toHaveLength(1);
    });

    it('an address takes one in ten minutes, three a day, ten a month, and a repetition no second place', async () => {
      const store = new AllowanceStore(tables.Program);
      const start = Date.parse('2026-10-01T00:00:00Z');
      const taken: number[] = [];
      for (let day = 0; day < 5; day += 1) {
        for (let n = 0; n < 5; n += 1) {
          const now = start + day * DAY + n * 600_000;
          if (await store.take('hash', `${day}-${n}`, now)) taken.push(day);
        }
      }

      expect(taken).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2, 3]);
      expect(await store.take('hash', '0-0', start)).toBe(true);
      expect(await store.take('hash', 'other', start)).toBe(false);
      expect(await store.take('other hash', 'other', start)).toBe(true);
    });

    it('of many at once one gets the place', async () => {
      const store = new AllowanceStore(tables.Program);
      const now = Date.now();

      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, n) => store.take('raced', `m-${n}`, now)),
      );

      expect(answers.filter(Boolean)).toHaveLength(1);
    });

    it('a customer asked for too often leaves no more messages', async () => {
      const customer = await aNewCustomer();
      for (let n = 0; n < MOST_IN_MONTH + 3; n += 1) await ask(customer, { source: `form-${n}` });

      for (const event of await told(customer.pk)) await app.requested(event);

      expect(await messagesOf(customer.pk)).toHaveLength(MOST_IN_MONTH);
    });

    it('an address that bounced, or agreed already, gets none', async () => {
      const bounced = await aNewCustomer();
      const agreed = await aNewCustomer({ consents: { 'email:marketing': aConsent() } });
      const hash = addressHash(keyring, bounced.profile.email ?? '');
      await new SuppressionStore(tables.Program).add(hash, {
        reason: 'bounced',
        at: new Date().toISOString(),
      });

      for (const customer of [bounced, agreed]) {
        await ask(customer);
        await app.requested(...(await told(customer.pk)));
      }
      await deliver();

      expect(mails()).toEqual([]);
      expect(await messagesOf(bounced.pk)).toMatchObject([{ state: 'refused', reason: 'suppressed' }]);
      expect(await messagesOf(agreed.pk)).toMatchObject([{ state: 'refused', reason: 'already-granted' }]);
    });
  });
});
