// Webhooks with real conditions underneath: signed request -> stored bytes -> queue -> log -> customer, crashes between.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import type { SourceName } from '../../shared/hooks/schema.ts';
import { unpackText } from '../../shared/ingest/body.ts';
import { Entry } from '../../shared/ingest/schema.ts';
import { type Engine, onEachEngine } from '../support/engines.ts';
import { HooksWorld, signed } from '../support/hooks-world.ts';
import { aContext, aUser, REQUEST_TIME } from '../support/invoke.ts';
import { aRecord } from '../support/log-world.ts';
import { withPlan } from '../support/plans.ts';
import { variant } from '../support/webhooks.ts';

const owner = aUser('owner');
const DAY = 86_400_000;
const world = new HooksWorld();

const environment = ({ url, tables }: Engine) => ({
  AWS_ENDPOINT_URL_DYNAMODB: url,
  CUSTOMERS_TABLE: tables.Customers.name,
  IDENTITIES_TABLE: tables.Identities.name,
  ACTIVITY_TABLE: tables.Activity.name,
  PROGRAM_TABLE: tables.Program.name,
  TIME_ZONE: 'Africa/Addis_Ababa',
  MERGE_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/1/merges',
});

onEachEngine('a webhook', (engine) => {
  const { tables } = engine;
  let app: Awaited<ReturnType<HooksWorld['deploy']>>;
  let count = 0;

  beforeAll(async () => {
    app = await world.deploy(environment(engine));
  });
  beforeEach(() => {
    world.mend();
    world.queue = [];
  });

  /** An endpoint, and how to send to it. */
  async function endpoint(source: SourceName, secret = `whsec_${'c2VjcmV0'.repeat(5)}`, over: object = {}) {
    const body = { source, name: source, ...(source !== 'telegram' && { secret }), ...over };
    const { json } = await app.ask.post('/v1/hooks', { user: owner, body });
    const live: string = json.secret ?? secret;
    const path = `/v1/hooks/${source}/${json.id}`;
    return {
      id: json.id as string,
      secret: live,
      send: (more: Parameters<typeof signed>[2] = {}) => app.hook.post(path, signed(source, live, more)),
      path,
    };
  }
  /** The fixture's order of another customer with another order id, so that tests do not meet. */
  function anOrder() {
    count += 1;
    const [customer, order] = [`90071992547409${9000 + count}`, `80071992547409${9000 + count}`];
    const bytes = variant(
      'shopify-order.json',
      ['900719925474099701', customer],
      ['900719925474099301', order],
      ['900719925474099601', `${count}`],
      ['abebe@example.com', `buyer-${count}@example.com`],
      ['0911 23 45 67', `0911 0000 ${String(count).padStart(2, '0')}`],
    );
    return { bytes, order, source: `shopify#${customer}`, email: `email#buyer-${count}@example.com` };
  }
  const customerOf = async (pk: string) =>
    String((await tables.Identities.get({ pk }, { consistent: true }))?.customerId);
  async function logOf(pk: string) {
    const entries: Entry[] = [];
    const items = tables.Activity.query({
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': await customerOf(pk) },
      ConsistentRead: true,
    });
    for await (const item of items) if (item.kind !== 'identity') entries.push(Entry.parse(item));
    return entries;
  }
  async function rejectedOn(date = '2026-10-05') {
    const found: Record<string, unknown>[] = [];
    const items = tables.Activity.query({
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': `rejected#${date}` },
      ConsistentRead: true,
    });
    for await (const item of items) found.push(item);
    return found;
  }
  async function fold(pk: string) {
    const project = await import('../../functions/ingest/project.ts');
    const records = (await logOf(pk)).map((entry) => aRecord(undefined, entry));
    await project.handler({ Records: records }, aContext());
    return (await tables.Customers.get({ pk: await customerOf(pk) }, { consistent: true })) ?? {};
  }

  it('is stored as it came, answered, and then in the log of its customer', async () => {
    const shop = await endpoint('shopify');
    const { bytes, source, order } = anOrder();

    const { status, json } = await shop.send({ bytes });

    expect({ status, json }).toEqual({ status: 200, json: { success: true } });
    const [message] = world.queue as { key: string }[];
    expect(message?.key).toMatch(/^hooks\/2026-10-05\/[0-9a-f]{32}$/);
    expect(Buffer.from(world.objects.get(message?.key ?? '')?.bytes ?? [])).toEqual(bytes);
    expect(await app.drain()).toEqual({ batchItemFailures: [] });
    const purchase = (await logOf(source)).find(({ kind }) => kind === 'purchase');
    expect(purchase).toMatchObject({
      source: shop.id,
      receivedAt: new Date(REQUEST_TIME).toISOString(),
      order: { orderId: order, amount: 125_050, currency: 'ETB' },
    });
  });

  it('and the shop’s own event about the same order count once', async () => {
    const shop = await endpoint('shopify');
    const { bytes, source, order, email } = anOrder();
    const { IngestStore } = await import('../../shared/ingest/store.ts');
    const { IdentityStore } = await import('../../shared/customers/identity-store.ts');
    const { takeEvents } = await import('../../shared/ingest/take-in.ts');
    const stores = { activity: tables.Activity, program: tables.Program };
    const people = new IdentityStore({
      identities: tables.Identities,
      customers: tables.Customers,
      activity: tables.Activity,
    });
    const parts = { store: new IngestStore(stores), resolve: people.resolve.bind(people), ...withPlan };
    const address = email.replace('email#', '');
    const taking = {
      envelope: { context: {}, sentAt: undefined, receivedAt: REQUEST_TIME },
      rules: { keyKind: 'browser', currency: 'ETB', country: 'ET' },
      source: 'key_1',
      now: REQUEST_TIME,
    } as const;

    await takeEvents(
      [
        { type: 'identify', userId: `user-${order}`, messageId: 'b1', traits: { email: address } },
        {
          type: 'track',
          userId: `user-${order}`,
          event: 'Order Completed',
          messageId: 'b2',
          timestamp: '2026-10-01T09:29:30Z',
          properties: { order_id: order, total: 1250.5, currency: 'ETB' },
        },
      ],
      taking,
      parts,
    );
    await shop.send({ bytes });
    await app.drain();

    expect(await customerOf(source)).toBe(await customerOf(`user#user-${order}`));
    expect((await fold(source)).stats).toMatchObject({ orders: 1, revenue: 125_050, refunded: 25_050 });
  });

  it('counts once however often, in whatever topic and on whatever day it is delivered', async () => {
    const shop = await endpoint('shopify');
    const { bytes, source } = anOrder();

    for (const [topic, days] of [
      ['orders/create', 0],
      ['orders/create', 0],
      ['orders/paid', 0],
      ['orders/updated', 3],
    ] as const) {
      await shop.send({ bytes, at: REQUEST_TIME + days * DAY, headers: { 'x-shopify-topic': topic } });
    }
    const again = world.queue;
    await app.drain();
    await app.map(...again);

    const kinds = (await logOf(source)).map(({ kind }) => kind);
    expect(kinds).toEqual(['identify', 'purchase', 'refund']);
    expect((await fold(source)).stats).toMatchObject({ orders: 1, revenue: 125_050, refunded: 25_050 });
  });

  it.each(['s3', 'sqs', 'secrets'] as const)(
    'that is not safe because of %s is not acknowledged, and counts once when it comes again',
    async (part) => {
      const shop = await endpoint('shopify');
      app = await world.deploy(environment(engine));
      const { bytes, source } = anOrder();
      world.break(part);

      const lost = await shop.send({ bytes });

      expect(lost.status).toBe(503);
      expect(lost.headers['retry-after']).toMatch(/^[1-9]\d*$/);
      expect(world.queue).toEqual([]);
      world.mend();
      expect((await shop.send({ bytes })).status).toBe(200);
      await app.drain();
      expect((await fold(source)).stats).toMatchObject({ orders: 1, revenue: 125_050 });
    },
  );

  it.each(['before anything is written', 'after customers were opened', 'after the log was written'])(
    'whose mapping dies %s is mapped again, once',
    async (moment) => {
      const shop = await endpoint('shopify');
      const { bytes, source } = anOrder();
      await shop.send({ bytes });
      const [message] = world.queue;
      const died = new Error('the function died');
      const { IngestStore } = await import('../../shared/ingest/store.ts');
      const { IdentityStore } = await import('../../shared/customers/identity-store.ts');
      const save = IngestStore.prototype.save;
      const resolve = IdentityStore.prototype.resolve;
      if (moment.includes('anything')) {
        IdentityStore.prototype.resolve = async () => Promise.reject(died);
      } else {
        IngestStore.prototype.save = async function (entries) {
          if (moment.includes('log')) await save.call(this, entries);
          throw died;
        };
      }

      const first = await app.map(message);
      Object.assign(IngestStore.prototype, { save });
      Object.assign(IdentityStore.prototype, { resolve });
      const second = await app.map(message);

      expect(first.batchItemFailures).toEqual([{ itemIdentifier: 'm0' }]);
      expect(second.batchItemFailures).toEqual([]);
      expect((await fold(source)).stats).toMatchObject({ orders: 1, revenue: 125_050, refunded: 25_050 });
    },
  );

  it('that cannot be used is kept with the reason and what replays it, and its neighbours go on', async () => {
    const shop = await endpoint('shopify');
    const { bytes, source } = anOrder();
    await shop.send({ bytes, headers: { 'x-shopify-topic': 'refunds/create', 'x-shopify-event-id': 'r1' } });
    await shop.send({ bytes: Buffer.from('<xml/>') });
    await shop.send({ bytes });
    const sent = world.queue;

    expect(await app.drain()).toEqual({ batchItemFailures: [] });
    await app.map(...sent);

    const mine = (await rejectedOn()).filter((item) => item.source === shop.id);
    expect(mine.map(({ reasons }) => JSON.stringify(reasons)).sort()).toEqual([
      expect.stringContaining('names no customer'),
      expect.stringContaining('not JSON'),
    ]);
    expect(mine.map(({ delivery }) => delivery)).toEqual(expect.arrayContaining([sent[0], sent[1]]));
    const kept = mine.find(({ reasons }) => JSON.stringify(reasons).includes('customer'));
    expect(unpackText(kept?.body as Uint8Array)).toBe(bytes.toString('utf8'));
    expect((await logOf(source)).map(({ kind }) => kind)).toContain('purchase');
  });

  it('with one bad event keeps it with its reason, and takes the others', async () => {
    const stripe = await endpoint('stripe');
    const bytes = variant(
      'stripe-charge.json',
      ['"customer": "cus_test_0001"', '"customer": null'],
      ['"email": "abebe@example.com"', '"email": null'],
    );

    await stripe.send({ bytes });
    await app.drain();

    const mine = (await rejectedOn()).filter((item) => item.source === stripe.id);
    expect(mine.length).toBeGreaterThan(0);
    expect(mine.at(-1)).toMatchObject({ delivery: { source: 'stripe' }, reasons: [{ pointer: '/userId' }] });
  });

  it('whose bytes are gone is set aside alone', async () => {
    const shop = await endpoint('shopify');
    const { bytes, source } = anOrder();
    await shop.send({ bytes });
    const [good] = world.queue as Record<string, unknown>[];

    const { batchItemFailures } = await app.map({ ...good, key: 'hooks/2026-10-05/none' }, good, {
      source: 'nobody',
    });

    expect(batchItemFailures).toEqual([{ itemIdentifier: 'm0' }, { itemIdentifier: 'm2' }]);
    expect((await logOf(source)).map(({ kind }) => kind)).toContain('purchase');
  });

  it('of Telegram joins its chat to the customer of the link, from that message on', async () => {
    const bot = await endpoint('telegram', undefined, { botName: 'tamagn_bot' });
    count += 1;
    const chat = String(5_560_000 + count);
    const write = (text: string, message: string, from = chat) =>
      bot.send({
        bytes: variant(
          'telegram-message.json',
          ['5550001', from],
          ['"message_id":15', `"message_id":${message}`],
          ['ሰላም, is the coffee back?', text],
        ),
      });
    const { bytes, source } = anOrder();
    await (await endpoint('shopify')).send({ bytes });
    await app.drain();
    const customerId = await customerOf(source);
    await write('who is this?', '1');
    await app.drain();
    expect(await customerOf(`telegram#${chat}`)).not.toBe(customerId);

    const link = await app.ask.get(`/v1/customers/${customerId}/telegram-link`, { user: aUser('support') });
    expect(link.json.url).toBe(`https://t.me/tamagn_bot?start=${link.json.token}`);
    await write(`/start ${link.json.token}`, '2');
    await app.drain();
    await write('it is me', '3');
    await write(`/start ${link.json.token}`, '4', '7770001');
    await app.drain();

    expect(await customerOf(`telegram#${chat}`)).toBe(customerId);
    const messages = (await logOf(source))
      .filter(({ name }) => name === 'Message Received')
      .map(({ id }) => id);
    expect(messages).toEqual([`telegram:${chat}:2`, `telegram:${chat}:3`]);
    expect(await customerOf('telegram#7770001')).not.toBe(customerId);
  });

  it('of Chapa with an API key counts only what Chapa confirms, and waits while it does not answer', async () => {
    const answers = [500, 404, 200];
    const server = createServer((_request, response) => {
      response.writeHead(answers.shift() ?? 500, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ data: { status: 'success', amount: '400.00', currency: 'ETB' } }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    app = await world.deploy({ ...environment(engine), CHAPA_URL: `http://127.0.0.1:${port}` });
    const chapa = await endpoint('chapa', 'chapa-secret-hash-1', { apiKey: 'CHASECK_TEST-0001' });
    await chapa.send();
    const [message] = world.queue;

    const outcomes = [await app.map(message), await app.map(message)];
    const before = (await rejectedOn()).filter((item) => item.source === chapa.id);
    const unseen = await tables.Identities.get({ pk: 'phone#+251911234567' }, { consistent: true });
    outcomes.push(await app.map(message));
    await new Promise((resolve) => server.close(resolve));

    expect(outcomes.map(({ batchItemFailures }) => batchItemFailures.length)).toEqual([1, 0, 0]);
    expect(before).toMatchObject([{ reasons: [{ detail: 'Chapa does not know this payment' }] }]);
    expect(unseen).toBeUndefined();
    expect((await logOf('phone#+251911234567')).map(({ kind }) => kind)).toEqual(['identify', 'purchase']);
  });

  it('goes on with the old secret beside a new one, and stops with one before', async () => {
    const woo = await endpoint('woocommerce', 'woo-secret-number-one');
    const rotate = async () =>
      (await app.ask.post(`/v1/hooks/${woo.id}/rotate`, { user: owner, body: {} })).json.secret as string;
    const status = async (secret: string) => {
      app = await world.deploy(environment(engine));
      return (await app.hook.post(woo.path, signed('woocommerce', secret))).status;
    };

    const second = await rotate();
    expect([await status(woo.secret), await status(second)]).toEqual([200, 200]);
    const third = await rotate();

    expect([await status(woo.secret), await status(second), await status(third)]).toEqual([401, 200, 200]);
  });

  it('to an endpoint that was removed is refused', async () => {
    const woo = await endpoint('woocommerce', 'woo-secret-number-one');
    const listed = async () =>
      (await app.ask.get('/v1/hooks', { user: owner })).json.data.map(({ id }: { id: string }) => id);
    expect(await listed()).toContain(woo.id);

    expect((await app.ask.delete(`/v1/hooks/${woo.id}`, { user: owner })).status).toBe(204);

    expect(await listed()).not.toContain(woo.id);
    expect((await woo.send()).status).toBe(404);
    expect((await app.ask.post(`/v1/hooks/${woo.id}/rotate`, { user: owner, body: {} })).status).toBe(404);
  });

  it('keeps no secret in the clear', async () => {
    const secret = 'chapa-secret-in-the-clear';
    const chapa = await endpoint('chapa', secret, { apiKey: 'CHASECK_TEST-in-the-clear' });

    const item = await tables.Program.get({ pk: `hook#${chapa.id}`, sk: 'endpoint' });

    expect(item).toMatchObject({ source: 'chapa' });
    expect(JSON.stringify(item)).not.toMatch(/in-the-clear/);
  });
});
