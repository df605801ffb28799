// What senders are told: they retry, give up or delete the webhook by status alone.
import { ProvisionedThroughputExceededException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Endpoint, SourceName } from '../../shared/hooks/schema.ts';
import { SourceName as Sources } from '../../shared/hooks/schema.ts';
import { sealSecret, verifyToken } from '../../shared/hooks/secrets.ts';
import { keyringOf } from '../../shared/platform/token.ts';
import { aCustomerId } from '../support/factories.ts';
import { HooksWorld, signed, TOKEN_SECRET } from '../support/hooks-world.ts';
import { aUser } from '../support/invoke.ts';
import { fixture, secretsOf } from '../support/webhooks.ts';

const dynamo = mockClient(DynamoDBDocumentClient);
const world = new HooksWorld();
const keyring = keyringOf(TOKEN_SECRET);
const down = new ProvisionedThroughputExceededException({ message: 'busy', $metadata: {} });
const id = `hook_${'1'.repeat(32)}`;

const anEndpoint = (source: SourceName, over: Partial<Endpoint> = {}): Endpoint => ({
  id,
  source,
  name: source,
  createdAt: '2026-10-01T00:00:00.000Z',
  version: 1,
  secrets: [sealSecret(keyring, id, secretsOf[source][0])],
  ...over,
});

/** Handlers with an empty memory, and this endpoint in the store. */
async function fresh(endpoint?: Endpoint) {
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
const post = async (
  source: SourceName,
  request: object,
  endpoint: Endpoint | undefined = anEndpoint(source),
) => (await fresh(endpoint)).hook.post(`/v1/hooks/${source}/${id}`, request);

beforeEach(() => {
  dynamo.reset();
  dynamo.on(GetCommand).resolves({});
  dynamo.on(TransactWriteCommand).resolves({});
  world.mend();
  world.queue = [];
  world.objects.clear();
});

describe.each(Sources.options)('the answer to %s', (source) => {
  const [secret] = secretsOf[source];

  it('is exactly 200 once the bytes are stored and queued', async () => {
    const { status, json } = await post(source, signed(source, secret));

    expect({ status, json }).toEqual({ status: 200, json: { success: true } });
    expect([world.objects.size, world.queue.length]).toEqual([1, 1]);
  });

  it('is 401 for a signature that does not hold, and nothing is stored', async () => {
    const { status, json } = await post(source, signed(source, secretsOf[source][1]));

    expect({ status, detail: json.detail }).toEqual({
      status: 401,
      detail: 'The signature does not hold, or it is too old.',
    });
    expect([world.objects.size, world.queue.length]).toEqual([0, 0]);
  });

  it('is 401 while the endpoint has no secret', async () => {
    const { status } = await post(source, signed(source, secret), anEndpoint(source, { secrets: [] }));

    expect(status).toBe(401);
  });

  it('is 404 at the address of another source', async () => {
    const other = source === 'chapa' ? 'stripe' : 'chapa';

    expect((await post(source, signed(source, secret), anEndpoint(other))).status).toBe(404);
  });
});

describe('a sender', () => {
  const [secret] = secretsOf.shopify;

  it('is told 404 for an endpoint that is not there', async () => {
    const app = await fresh();

    expect((await app.hook.post(`/v1/hooks/shopify/${id}`, signed('shopify', secret))).status).toBe(404);
  });

  it('who guesses an address costs no read', async () => {
    const app = await fresh();

    expect((await app.hook.post('/v1/hooks/shopify/hook_1', signed('shopify', secret))).status).toBe(404);
    expect(dynamo.calls()).toEqual([]);
  });

  it('is told 400 for a source that is not known', async () => {
    const app = await fresh();

    expect((await app.hook.post(`/v1/hooks/telebirr/${id}`, { body: '{}' })).status).toBe(400);
  });

  it('is told 503 with seconds to wait when the store does not answer, never 401 or 404', async () => {
    dynamo.reset();
    const app = await fresh();
    dynamo.on(GetCommand).rejects(down);

    const { status, headers } = await app.hook.post(`/v1/hooks/shopify/${id}`, signed('shopify', secret));

    expect(status).toBe(503);
    expect(headers['retry-after']).toMatch(/^[1-9]\d*$/);
  });

  it('is told 503 when a stored secret cannot be opened: nothing is let in unverified', async () => {
    const damaged = anEndpoint('shopify', { secrets: [sealSecret(keyring, 'another place', secret)] });

    expect((await post('shopify', signed('shopify', secret), damaged)).status).toBe(503);
  });

  it('costs one read a minute, however often it sends', async () => {
    const app = await fresh(anEndpoint('shopify'));

    for (let index = 0; index < 5; index += 1)
      await app.hook.post(`/v1/hooks/shopify/${id}`, signed('shopify', secret));

    expect(dynamo.commandCalls(GetCommand)).toHaveLength(1);
  });

  it('of WooCommerce saves a webhook with an unsigned ping that carries nothing', async () => {
    const request = { body: fixture('woocommerce-ping.txt').toString('utf8').trim() };

    const { status, json } = await post('woocommerce', request);

    expect({ status, json }).toEqual({ status: 200, json: { success: true } });
    expect([world.objects.size, world.queue.length]).toEqual([0, 0]);
  });

  it('has its headers kept as plain ASCII beside the bytes', async () => {
    await post('shopify', signed('shopify', secret, { headers: { 'x-shopify-topic': 'orders/ሰላምcreate' } }));

    const [object] = world.objects.values();
    expect(object?.about).toMatchObject({
      source: 'shopify',
      endpoint: id,
      'x-shopify-topic': 'orders/create',
    });
    expect(JSON.stringify(world.queue)).not.toContain('hmac');
  });
});

describe('Facebook’s challenge', () => {
  const query = (token: string) => ({
    'hub.mode': 'subscribe',
    'hub.verify_token': token,
    'hub.challenge': '1158201444',
  });
  const get = async (source: SourceName, token: string, over: object = {}) =>
    (await fresh(anEndpoint(source))).hook.get(`/v1/hooks/${source}/${id}`, {
      query: { ...query(token), ...over },
    });

  it('is echoed as plain text to whoever knows the verify token', async () => {
    const { status, text, headers } = await get('facebook', verifyToken(keyring, id));

    expect({ status, text, type: headers['content-type'] }).toEqual({
      status: 200,
      text: '1158201444',
      type: 'text/plain; charset=utf-8',
    });
  });

  it('is refused with another token, for another source, or with markup in it', async () => {
    expect((await get('facebook', 'guessed')).status).toBe(401);
    expect((await get('chapa', verifyToken(keyring, id))).status).toBe(404);
    expect((await get('facebook', verifyToken(keyring, id), { 'hub.challenge': '<b>' })).status).toBe(400);
  });

  it('waits while the store does not answer', async () => {
    const app = await fresh();
    dynamo.on(GetCommand, { Key: { pk: `hook#${id}`, sk: 'endpoint' } }).rejects(down);

    expect((await app.hook.get(`/v1/hooks/facebook/${id}`, { query: query('x') })).status).toBe(503);
  });
});

describe('an owner', () => {
  const owner = aUser('owner');
  const make = async (body: object) => (await fresh()).ask.post('/v1/hooks', { user: owner, body });

  it('gets the address to enter and the secret we made, once', async () => {
    const { status, json } = await make({ source: 'telegram', name: 'bot', botName: 'tamagn_bot' });

    expect(status).toBe(201);
    expect(json).toEqual({
      id: json.id,
      source: 'telegram',
      name: 'bot',
      url: `https://api.example.com/v1/hooks/telegram/${json.id}`,
      createdAt: '2026-10-05T09:00:00.000Z',
      secrets: 1,
      botName: 'tamagn_bot',
      asksSender: false,
      secret: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
    });
  });

  it('never gets back the secret of the sender, nor the API key', async () => {
    const secret = 'chapa-secret-hash-given';

    const { json } = await make({ source: 'chapa', name: 'x', secret, apiKey: 'CHASECK_TEST-0001' });

    expect(json).toMatchObject({ secret: null, secrets: 1, asksSender: true });
    expect(JSON.stringify(json)).not.toMatch(/given|CHASECK/);
  });

  it('gets Facebook’s verify token with the endpoint', async () => {
    const { json } = await make({ source: 'facebook', name: 'page' });

    expect(json).toMatchObject({ secret: null, secrets: 0, verifyToken: verifyToken(keyring, json.id) });
  });

  it.each([
    [{ source: 'telebirr', name: 'x' }, '/source'],
    [{ source: 'chapa', name: '' }, '/name'],
    [{ source: 'chapa', name: 'x', secret: 'short' }, '/secret'],
    [{ source: 'stripe', name: 'x', secret: 'sk_live_not_a_signing_secret' }, '/secret'],
    [{ source: 'stripe', name: 'x', botName: 'some_bot' }, '/botName'],
    [{ source: 'telegram', name: 'x', apiKey: 'CHASECK-1' }, '/apiKey'],
    [{ source: 'chapa', name: 'x', more: 1 }, ''],
  ])('is told what is wrong with %j', async (body, pointer) => {
    const { status, json } = await make(body);

    expect(status).toBe(400);
    expect(json.errors).toMatchObject([{ pointer }]);
  });

  it('is told which sender makes its secret itself when none is given for it', async () => {
    const app = await fresh(anEndpoint('stripe'));

    const { status, json } = await app.ask.post(`/v1/hooks/${id}/rotate`, { user: owner, body: {} });

    expect({ status, errors: json.errors }).toEqual({
      status: 400,
      errors: [{ pointer: '/secret', detail: 'copy it from stripe' }],
    });
  });
});

describe('a Telegram link', () => {
  const customer = aCustomerId();
  const ask = async () =>
    (await fresh()).ask.get(`/v1/customers/${customer}/telegram-link`, { user: aUser('support') });

  it('is for a customer that exists, and a bot that has a name', async () => {
    expect((await ask()).status).toBe(404);
    dynamo.on(GetCommand, { Key: { pk: customer } }).resolves({ Item: { pk: customer } });
    dynamo.on(QueryCommand).resolves({ Items: [] });
    expect((await ask()).json.detail).toContain('No Telegram endpoint');
    dynamo.on(QueryCommand).resolves({ Items: [{ pk: 'hooks', sk: id }] });
    dynamo.on(BatchGetCommand).resolves({
      Responses: { Program: [anEndpoint('telegram', { botName: 'tamagn_bot' })] },
    });

    const { status, json } = await ask();

    expect(status).toBe(200);
    expect(json.url).toMatch(/^https:\/\/t\.me\/tamagn_bot\?start=[A-Za-z0-9_-]{1,64}$/);
    expect(json.expiresAt).toBe('2026-11-04T09:00:00.000Z');
  });
});
