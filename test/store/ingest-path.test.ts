// The way in with real conditions underneath: request -> log -> stream -> customer, sent once or ten times.
import { gzipSync } from 'node:zlib';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeAll, expect, it } from 'vitest';
import { unpackBody } from '../../shared/ingest/body.ts';
import { Entry } from '../../shared/ingest/schema.ts';
import { deviceOf, signInCall } from '../../shared/ingest/sign-in.ts';
import type { WriteKeyKind } from '../../shared/ingest/write-key-schema.ts';
import { seededRandom } from '../../shared/stats/random.ts';
import { onEachEngine } from '../support/engines.ts';
import { type IngestApp, ingestApp } from '../support/ingest-app.ts';
import { aUser, REQUEST_TIME } from '../support/invoke.ts';
import { aRecord } from '../support/log-world.ts';

const owner = aUser('owner');
const sqs = mockClient(SQSClient).on(SendMessageCommand).resolves({});
const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
/** Chinese ones, each three bytes long, in an order that does not pack. */
const letters = (length: number) => {
  const { uniform } = seededRandom(1);
  return Array.from({ length }, () => String.fromCharCode(0x4e00 + Math.floor(uniform() * 20_000))).join('');
};

onEachEngine('the way in', (engine) => {
  const { tables } = engine;
  let app: IngestApp;
  let key = '';
  let count = 0;

  beforeAll(async () => {
    app = await ingestApp(engine);
    key = await newKey('server');
  });

  const newKey = async (kind: WriteKeyKind): Promise<string> =>
    (await app.ask.post('/v1/write-keys', { user: owner, body: { name: `the ${kind}`, kind } })).json.key;
  const somebody = () => {
    count += 1;
    return `user-${count}`;
  };
  const basic = (user: string) => ({ authorization: `Basic ${Buffer.from(`${user}:`).toString('base64')}` });
  const batch = (events: unknown[], over: object = {}) =>
    app.send.post('/v1/batch', { body: { writeKey: key, batch: events, ...over } });
  const order = (userId: string, over: object = {}) => ({
    type: 'track',
    userId,
    event: 'Order Completed',
    messageId: `m-${userId}`,
    timestamp: '2026-10-01T09:00:00Z',
    properties: { total: 100 },
    ...over,
  });
  const customerOf = async (userId: string) =>
    String((await tables.Identities.get({ pk: `user#${userId}` }, { consistent: true }))?.customerId);
  const logOf = async (userId: string) => {
    const entries: Entry[] = [];
    const items = tables.Activity.query({
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': await customerOf(userId) },
      ConsistentRead: true,
    });
    for await (const item of items) if (item.kind !== 'identity') entries.push(Entry.parse(item));
    return entries;
  };
  const project = async (userId: string) => {
    const records = (await logOf(userId)).map((entry) => aRecord(undefined, entry));
    return app.project({ Records: records });
  };
  const read = async (userId: string) =>
    (await tables.Customers.get({ pk: await customerOf(userId) }, { consistent: true })) ?? {};

  it('stores what it answers 200 for, as the log keeps it', async () => {
    const me = somebody();
    const sent = order(me, { properties: { order_id: 'A-1', total: 12.5, currency: 'ETB' } });

    const { status, json } = await batch([sent], { context: { app: 'till' } });

    expect({ status, json }).toEqual({ status: 200, json: { success: true } });
    const [entry, ...more] = await logOf(me);
    expect(more).toEqual([]);
    expect(entry).toMatchObject({
      sk: `purchase#2026-10-01T09:00:00.000Z#m-${me}`,
      name: 'Order Completed',
      at: '2026-10-01T09:00:00.000Z',
      receivedAt: new Date(REQUEST_TIME).toISOString(),
      order: { orderId: 'A-1', amount: 1_250, currency: 'ETB' },
    });
    expect(unpackBody(entry?.body ?? new Uint8Array())).toEqual({ ...sent, context: { app: 'till' } });
  });

  it('stores an event once, however often and in whatever batch it is sent', async () => {
    const me = somebody();
    const other = somebody();
    await batch([order(me), order(me)], { sentAt: '2026-10-05T09:00:00Z' });

    const late = { writeKey: key, sentAt: '2026-10-09T09:00:00Z', batch: [order(other), order(me)] };
    await app.send.post('/v1/b', { body: late, now: REQUEST_TIME + 4 * DAY });

    expect(await logOf(me)).toHaveLength(1);
  });

  it('knows an event without a time again: by its message id for a month, without one for a day', async () => {
    const [me, you] = [somebody(), somebody()];
    const named = order(me, { timestamp: undefined });
    const unnamed = order(you, { timestamp: undefined, messageId: undefined });

    for (const days of [0, 0.5, 3]) {
      const options = { body: { writeKey: key, batch: [named, unnamed] }, now: REQUEST_TIME + days * DAY };
      await app.send.post('/v1/batch', options);
    }

    expect(await logOf(me)).toHaveLength(1);
    expect((await logOf(you)).map(({ at }) => at)).toEqual([
      new Date(REQUEST_TIME).toISOString(),
      new Date(REQUEST_TIME + 3 * DAY).toISOString(),
    ]);
  });

  it('keeps the good neighbours of a bad event, and the bad event with its reasons', async () => {
    const [me, you] = [somebody(), somebody()];
    const bad = {
      type: 'track',
      userId: me,
      event: 'Order Completed',
      messageId: 'bad',
      properties: { total: 'x' },
    };

    const { status } = await batch([order(me), bad, 'nonsense', order(you)]);

    expect(status).toBe(200);
    expect([await logOf(me), await logOf(you)].map((log) => log.length)).toEqual([1, 1]);
    const { json } = await app.ask.get('/v1/ingest/rejected', { user: owner });
    const found = json.data.find(({ messageId }: { messageId?: string }) => messageId === 'bad');
    expect(found).toMatchObject({
      type: 'track',
      reasons: [{ pointer: '/properties/total', detail: 'a number such as 1250.50' }],
      isCut: false,
    });
    expect(JSON.parse(found.body)).toEqual(bad);
  });

  it.each<[string, (me: string) => unknown]>([
    ['a name that ends in half a character', (me) => ({ type: 'track', userId: me, event: 'x\ud83d' })],
    [
      'half a character in what the log keeps apart',
      (me) => order(me, { properties: { total: 1, order_id: '\ud83d', products: [{ name: '\ude00' }] } }),
    ],
    [
      'a text that is cut amid a character',
      (me) => order(me, { properties: { total: 1, products: [{ name: `${'x'.repeat(199)}😀` }] } }),
    ],
    [
      'an address with half a character',
      (me) => ({ type: 'identify', userId: me, traits: { email: 'a\ud83d@example.com' } }),
    ],
    ['a type that is cut amid a character', () => ({ type: `${'x'.repeat(99)}😀` })],
    [
      'fewer letters than an item may have bytes, but more bytes',
      (me) => order(me, { padding: letters(300_000) }),
    ],
  ])('stores the neighbour of %s', async (_title, strange) => {
    const [me, you] = [somebody(), somebody()];

    const { status } = await batch([strange(me), order(you)]);

    expect(status).toBe(200);
    expect(await logOf(you)).toHaveLength(1);
  });

  it('keeps no write key with a rejected event: it is stored as a hash and nowhere else', async () => {
    await app.send.post('/v1/track', { body: { writeKey: key, event: 'of nobody', messageId: 'with key' } });

    const { json } = await app.ask.get('/v1/ingest/rejected', { user: owner });

    const found = json.data.find(({ messageId }: { messageId?: string }) => messageId === 'with key');
    expect(JSON.parse(found.body)).toEqual({ event: 'of nobody', messageId: 'with key' });
  });

  it('shows large rejected events on pages that can be answered, every one of them', async () => {
    const later = REQUEST_TIME + 900 * DAY;
    const large = Array.from({ length: 40 }, (_, index) => ({
      messageId: `${index}`,
      padding: '"'.repeat(130_000),
    }));
    await app.send.post('/v1/batch', { body: { writeKey: key, batch: large }, now: later });
    const sizes: number[] = [];
    const seen = new Set<string>();
    let cursor: string | undefined;
    do {
      const query = { limit: '100', ...(cursor !== undefined && { cursor }) };
      const { json } = await app.ask.get('/v1/ingest/rejected', { user: owner, query, now: later });
      // Lambda packs the answer into JSON once more.
      sizes.push(JSON.stringify(JSON.stringify(json)).length);
      for (const { messageId } of json.data) seen.add(messageId);
      cursor = json.next_cursor ?? undefined;
    } while (cursor);

    expect(Math.max(...sizes)).toBeLessThan(6_000_000);
    expect(seen.size).toBe(40);
  });

  it('pages through rejected events, newest first, over days, and forgets them after thirty', async () => {
    const admin = await ingestApp(engine);
    const start = REQUEST_TIME + 100 * DAY;
    for (const days of [0, 10, 40, 41.1, 41.2]) {
      await app.send.post('/v1/track', {
        body: { writeKey: key, event: `day ${days}` },
        now: start + days * DAY,
      });
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const query = { limit: '2', ...(cursor !== undefined && { cursor }) };
      const { json } = await admin.ask.get('/v1/ingest/rejected', {
        user: owner,
        query,
        now: start + 41.5 * DAY,
      });
      seen.push(...json.data.map(({ body }: { body: string }) => JSON.parse(body).event));
      cursor = json.next_cursor ?? undefined;
      expect(json.has_more).toBe(cursor !== undefined);
    } while (cursor);

    expect(seen).toEqual(['day 41.2', 'day 41.1', 'day 40']);
  });

  it.each<[string, (body: object) => { body: unknown; headers: Record<string, string> }]>([
    ['JSON with the key as Basic user', (body) => ({ body, headers: basic(key) })],
    [
      'JSON called text',
      (body) => ({ body: JSON.stringify(body), headers: { ...basic(key), 'content-type': 'text/plain' } }),
    ],
    [
      'gzip called a form',
      (body) => ({
        body: gzipSync(JSON.stringify(body)),
        headers: {
          ...basic(key),
          'content-type': 'application/x-www-form-urlencoded',
          'content-encoding': 'gzip',
        },
      }),
    ],
  ])('reads %s', async (_title, request) => {
    const me = somebody();

    const { status } = await app.send.post('/v1/batch', request({ batch: [order(me)] }));

    expect(status).toBe(200);
    expect(await logOf(me)).toHaveLength(1);
  });

  it.each([
    ['/v1/t', 'event', { event: 'Song Played' }],
    ['/v1/i', 'identify', { traits: {} }],
    ['/v1/p', 'visit', { name: 'Home' }],
    ['/v1/s', 'visit', {}],
    ['/v1/a', 'event', { previousId: 'earlier' }],
    ['/v1/g', 'event', { groupId: 'g' }],
    ['/v1/track', 'event', { event: 'Song Played' }],
    ['/v1/identify', 'identify', {}],
    ['/v1/page', 'visit', {}],
    ['/v1/screen', 'visit', {}],
    ['/v1/alias', 'event', { previousId: 'earlier-2' }],
    ['/v1/group', 'event', { groupId: 'g' }],
  ])('takes one event at %s as a log entry of kind %s', async (path, kind, more) => {
    const me = somebody();

    await app.send.post(path, { body: { writeKey: key, userId: me, anonymousId: null, ...more } });

    expect(await logOf(me)).toMatchObject([{ kind }]);
  });

  it.each(['/v1/alias', '/v1/a', '/v1/batch'])(
    'logs an alias at %s so that its device is found',
    async (path) => {
      const me = somebody();
      const device = `${me}-device`;
      // The device is somebody by then, and so is the user.
      await batch([
        { type: 'page', anonymousId: device },
        { type: 'page', userId: me },
      ]);
      const call = { userId: me, previousId: device, messageId: `alias-${me}` };
      const body = path === '/v1/batch' ? { batch: [{ type: 'alias', ...call }] } : call;

      await app.send.post(path, { body: { writeKey: key, ...body } });

      const images = (await logOf(me)).map((after) => ({ before: undefined, after }));
      const calls = images.flatMap((one) => signInCall(one) ?? []);
      expect(calls.map(deviceOf)).toEqual([{ known: await customerOf(me), device: `anon#${device}` }]);
    },
  );

  it('folds a person from device to name in the order of one batch', async () => {
    const me = somebody();
    await batch([
      { type: 'page', anonymousId: `${me}-browser`, messageId: '1', timestamp: '2026-10-01T08:00:00Z' },
      {
        type: 'identify',
        userId: me,
        anonymousId: `${me}-browser`,
        messageId: '2',
        timestamp: '2026-10-01T08:01:00Z',
        traits: { firstName: 'Abebe', lastName: 'Bikila' },
      },
      order(me, { anonymousId: `${me}-browser` }),
    ]);

    expect(await project(me)).toEqual({ batchItemFailures: [] });
    expect(await project(me)).toEqual({ batchItemFailures: [] });

    expect((await logOf(me)).map(({ kind }) => kind)).toEqual(['identify', 'purchase', 'visit']);
    expect(await read(me)).toMatchObject({
      profile: { name: 'Abebe Bikila', givenName: 'Abebe', fatherName: 'Bikila' },
      stats: { orders: 1, revenue: 10_000, version: 1 },
    });
  });

  it('parks an entry that cannot be read, folds the others, and takes it from there when it is mended', async () => {
    const [me, you] = [somebody(), somebody()];
    await batch([order(me), order(you)]);
    const [[mine], [yours]] = [await logOf(me), await logOf(you)];
    if (!mine || !yours) throw new Error('not stored');
    const damaged = aRecord(undefined, { ...mine, at: undefined } as unknown as Entry);
    sqs.resetHistory();

    const answer = await app.project({ Records: [damaged, aRecord(undefined, yours)] });

    expect(answer).toEqual({ batchItemFailures: [] });
    expect((await read(you)).stats).toMatchObject({ orders: 1 });
    const [parked] = sqs.commandCalls(SendMessageCommand).map(({ args: [{ input }] }) => input.MessageBody);
    const { requestPayload } = JSON.parse(parked ?? '');
    await expect(app.project(requestPayload)).rejects.toThrow('the record failed again');
    await app.project({ ...requestPayload, Records: [aRecord(undefined, mine)] });
    expect((await read(me)).stats).toMatchObject({ orders: 1 });
    expect(sqs.commandCalls(SendMessageCommand)).toHaveLength(1);
  });

  it('believes a consent that a server sends, not one from a browser', async () => {
    const [me, you] = [somebody(), somebody()];
    const browserKey = await newKey('browser');
    const given = {
      type: 'track',
      event: 'Consent Given',
      properties: { channel: 'email', purpose: 'marketing', source: 'till' },
    };
    await batch([{ ...given, userId: me }]);
    await app.send.post('/v1/batch', { body: { writeKey: browserKey, batch: [{ ...given, userId: you }] } });

    await project(me);
    await project(you);

    expect((await read(me)).consents).toMatchObject({
      'email:marketing': { status: 'granted', source: 'till' },
    });
    expect((await read(you)).consents).toEqual({});
  });

  it('ends with the distinct events when answers are lost and everything is sent again', async () => {
    const me = somebody();
    const events = Array.from({ length: 300 }, (_, index) =>
      order(me, {
        messageId: `m-${index % 270}`,
        timestamp: new Date(REQUEST_TIME - (index % 270) * MINUTE).toISOString(),
      }),
    );
    const sends = [events.slice(0, 150), events.slice(100, 300), events.slice(0, 150), events.slice(280)];

    const answers = await Promise.all(sends.map((some) => batch(some)));

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(await logOf(me)).toHaveLength(270);
    await project(me);
    expect((await read(me)).stats).toMatchObject({ orders: 270, revenue: 2_700_000 });
  });

  it('shows a new key once, lists it without, and stops taking it once it is revoked', async () => {
    const made = await app.ask.post('/v1/write-keys', {
      user: owner,
      body: { name: 'web shop', kind: 'server' },
    });
    const { key: mine, ...shown } = made.json;
    expect(made.status).toBe(201);
    expect(shown).toEqual({
      id: shown.id,
      name: 'web shop',
      kind: 'server',
      createdAt: new Date(REQUEST_TIME).toISOString(),
      eventsPerMinute: 120_000,
      secrets: [{ id: shown.secrets[0].id, createdAt: new Date(REQUEST_TIME).toISOString() }],
    });
    const listed = async () => (await app.ask.get('/v1/write-keys', { user: owner })).json.data;
    expect(await listed()).toContainEqual(shown);
    const use = (now: number) =>
      app.send.post('/v1/track', { body: order(somebody()), headers: basic(mine), now });
    expect((await use(REQUEST_TIME)).status).toBe(200);

    const revoke = () => app.ask.delete(`/v1/write-keys/${shown.id}`, { user: owner });
    expect((await revoke()).status).toBe(204);
    expect((await revoke()).status).toBe(204);

    expect((await use(REQUEST_TIME + 2 * MINUTE)).status).toBe(401);
    expect(await listed()).toContainEqual({
      ...shown,
      secrets: [],
      revokedAt: new Date(REQUEST_TIME).toISOString(),
    });
  });

  it('makes one key of a request that is sent twice', async () => {
    const options = {
      user: owner,
      body: { name: 'twice', kind: 'server' },
      headers: { 'idempotency-key': `k-${somebody()}` },
    };

    const statuses = [
      await app.ask.post('/v1/write-keys', options),
      await app.ask.post('/v1/write-keys', options),
    ];

    expect(statuses.map(({ status }) => status)).toEqual([201, 409]);
  });

  it('knows no key that was never made', async () => {
    const id = 'key_00000000000000000000000000';

    expect((await app.ask.delete(`/v1/write-keys/${id}`, { user: owner })).status).toBe(404);
    expect((await app.send.post('/v1/batch', { body: { writeKey: 'guessed', batch: [] } })).status).toBe(401);
  });
});
