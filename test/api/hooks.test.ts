// What senders are told: they retry, give up or delete the webhook by status alone.
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { SourceName } from '../../shared/hooks/schema.ts';
import { SourceName as Sources } from '../../shared/hooks/schema.ts';
import { sealSecret, verifyToken } from '../../shared/hooks/secrets.ts';
import { anEndpoint, down, dynamo, fresh, id, keyring, post, reset, world } from '../support/hook-door.ts';
import { signed } from '../support/hooks-world.ts';
import { REQUEST_TIME } from '../support/invoke.ts';
import { fixture, secretsOf } from '../support/webhooks.ts';

beforeEach(reset);

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

  it('is told 200 when the queue is down but the list of rejected events is there, 503 when both are', async () => {
    world.break('sqs');
    const taken = await post('shopify', signed('shopify', secret));
    const kept = dynamo.commandCalls(PutCommand).map(({ args: [{ input }] }) => input);
    dynamo.on(PutCommand).rejects(down);
    const lost = await post('shopify', signed('shopify', secret));

    expect(taken.status).toBe(200);
    expect(kept).toMatchObject([
      { TableName: 'Activity', Item: { source: id, delivery: { source: 'shopify' } } },
    ]);
    expect(lost.status).toBe(503);
    expect(lost.headers['retry-after']).toMatch(/^[1-9]\d*$/);
  });

  it('costs no write while the queue takes what it sends', async () => {
    await post('shopify', signed('shopify', secret));

    expect(dynamo.commandCalls(PutCommand)).toEqual([]);
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

  it('may use a secret as soon as it is entered, though the endpoint was looked up just before', async () => {
    const [today, yesterday] = secretsOf.woocommerce;
    const send = (signature: string, at: number) =>
      app.hook.post(`/v1/hooks/woocommerce/${id}`, signed('woocommerce', signature, { at }));
    const app = await fresh(anEndpoint('woocommerce', { secrets: [sealSecret(keyring, id, yesterday)] }));
    expect((await send(yesterday, REQUEST_TIME)).status).toBe(200);
    const secrets = [today, yesterday].map((one) => sealSecret(keyring, id, one));
    dynamo.on(GetCommand).resolves({ Item: anEndpoint('woocommerce', { secrets }) });

    expect((await send(today, REQUEST_TIME + 6_000)).status).toBe(200);
    expect((await send(yesterday, REQUEST_TIME + 7_000)).status).toBe(200);
  });

  it('who signs wrongly costs one read in five seconds, however often they try', async () => {
    const app = await fresh(anEndpoint('shopify'));
    const forged = (at: number) => signed('shopify', secretsOf.shopify[1], { at });

    for (let second = 0; second < 10; second += 1)
      await app.hook.post(`/v1/hooks/shopify/${id}`, forged(REQUEST_TIME + second * 1_000));

    expect(dynamo.commandCalls(GetCommand)).toHaveLength(2);
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
