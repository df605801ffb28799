// What an owner does about the way in: replay what was rejected, turn keys over, hold them back, look on.
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { rejectedItem } from '../../shared/ingest/entries.ts';
import { encodeCursor } from '../../shared/platform/cursor.ts';
import { onEachEngine } from '../support/engines.ts';
import { type IngestApp, ingestApp } from '../support/ingest-app.ts';
import { aUser, REQUEST_TIME } from '../support/invoke.ts';

const user = aUser('owner');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const sqs = mockClient(SQSClient);

onEachEngine('operating the way in', (engine) => {
  const { tables } = engine;
  let app: IngestApp;
  let count = 0;
  beforeAll(async () => {
    app = await ingestApp(engine);
  });
  beforeEach(() => {
    sqs.reset();
    sqs.on(SendMessageCommand).resolves({});
  });

  const somebody = () => {
    count += 1;
    return `user-${count}`;
  };
  const newKey = async (over: object = {}) =>
    (await app.ask.post('/v1/write-keys', { user, body: { name: 'shop', kind: 'server', ...over } })).json;
  const send = (
    writeKey: string,
    batch: unknown[],
    { now = REQUEST_TIME, ...over }: { now?: number; context?: object } = {},
  ) => app.send.post('/v1/batch', { body: { writeKey, batch, ...over }, now });
  const order = (userId: string, over: object = {}) => ({
    type: 'track',
    userId,
    event: 'Order Completed',
    messageId: `m-${userId}`,
    timestamp: '2026-10-01T09:00:00Z',
    properties: { total: 100 },
    ...over,
  });
  const logOf = async (userId: string) => {
    const identity = await tables.Identities.get({ pk: `user#${userId}` }, { consistent: true });
    const { items } = await tables.Activity.queryPage({
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': String(identity?.customerId) },
      ConsistentRead: true,
    });
    return items.filter(({ kind }) => kind !== 'identity');
  };
  const rejectedBy = async (source: string, query: Record<string, string> = {}, now = REQUEST_TIME) =>
    (await app.ask.get('/v1/ingest/rejected', { user, query: { source, limit: '100', ...query }, now })).json
      .data;
  const replayOne = (id: string, body?: unknown, now = REQUEST_TIME) =>
    app.ask.post(`/v1/ingest/rejected/${id}/replay`, { user, now, ...(body !== undefined && { body }) });
  const replayMany = (body: object, now = REQUEST_TIME) =>
    app.ask.post('/v1/ingest/rejected/replay', { user, body, now });
  const rescope = (id: string, body: object) => app.ask.put(`/v1/write-keys/${id}/scope`, { user, body });

  it('replays an event by the scope of today, once however often, at the time it first came', async () => {
    const me = somebody();
    const { id, key } = await newKey({ kinds: ['visit'] });
    // No time of its own: it happened when it first came, not when it was replayed.
    await send(key, [order(me, { timestamp: undefined })], { context: { app: 'till' } });
    const [found] = await rejectedBy(id);
    expect(found.reasons).toEqual([{ pointer: '/type', detail: 'this write key may not send: purchase' }]);
    expect((await replayOne(found.id)).json).toEqual({ outcome: 'rejected', reasons: found.reasons });
    await rescope(id, {});

    const outcomes = await Promise.all([
      replayOne(found.id, undefined, REQUEST_TIME + DAY),
      replayOne(found.id, undefined, REQUEST_TIME + DAY),
    ]);

    expect(outcomes.map(({ status }) => status)).toContain(200);
    expect((await replayOne(found.id)).status).toBe(404);
    expect(await rejectedBy(id)).toEqual([]);
    const at = new Date(REQUEST_TIME).toISOString();
    expect(await logOf(me)).toMatchObject([{ sk: `purchase#${at}#m-${me}`, at, receivedAt: at, source: id }]);
    // Its client sends it again as well.
    await app.send.post('/v1/batch', {
      body: { writeKey: key, batch: [order(me, { timestamp: undefined })] },
      now: REQUEST_TIME + 2 * MINUTE,
    });
    expect(await logOf(me)).toHaveLength(1);
  });

  it('replays equal events of two days as two, where nothing but the day tells them apart', async () => {
    const me = somebody();
    const { id, key } = await newKey({ kinds: ['visit'] });
    const unnamed = order(me, { timestamp: undefined, messageId: undefined });
    await send(key, [unnamed]);
    await send(key, [unnamed], { now: REQUEST_TIME + 3 * DAY });
    await rescope(id, {});

    // The newest comes first.
    await replayMany({ source: id }, REQUEST_TIME + 4 * DAY);

    expect((await logOf(me)).map(({ at }) => at)).toEqual(
      [0, 3].map((days) => new Date(REQUEST_TIME + days * DAY).toISOString()),
    );
  });

  it('replays an event that was sent again an hour later as one, the newer rejection first', async () => {
    const me = somebody();
    const { id, key } = await newKey({ kinds: ['visit'] });
    const unnamed = order(me, { timestamp: undefined, messageId: undefined });
    await send(key, [unnamed]);
    await send(key, [unnamed], { now: REQUEST_TIME + HOUR });
    await rescope(id, {});

    await replayMany({ source: id }, REQUEST_TIME + DAY);

    expect(await logOf(me)).toHaveLength(1);
  });

  it('replays what came by a single-event route, and what only the envelope of its batch made whole', async () => {
    const me = somebody();
    const { id, key } = await newKey({ kinds: ['visit'] });
    await app.send.post('/v1/identify', { body: { writeKey: key, userId: me, traits: { name: 'Abebe' } } });
    await send(key, [{ type: 'track', event: 'Seen', userId: me }], {
      context: { traits: { tier: 'gold' } },
    });
    await rescope(id, {});

    const { json } = await replayMany({ source: id });

    expect(json).toEqual({ accepted: 2, queued: 0, rejected: 0, cut: 0, next_cursor: null, has_more: false });
    expect((await logOf(me)).map(({ kind }) => kind).sort()).toEqual(['event', 'identify']);
  });

  it('takes a corrected event in the place of a bad one', async () => {
    const me = somebody();
    const { id, key } = await newKey();
    await send(key, [order(me, { properties: { total: 'a hundred' } })]);
    const [{ id: bad }] = await rejectedBy(id);
    const stillBad = await replayOne(bad, { event: order(me, { properties: { total: null } }) });
    expect(stillBad.json.outcome).toBe('rejected');

    expect((await replayOne(bad, { event: order(me) })).json).toEqual({ outcome: 'accepted' });

    expect(await logOf(me)).toMatchObject([{ order: { amount: 10_000, currency: 'ETB' } }]);
    expect(await rejectedBy(id)).toEqual([]);
  });

  it('does not pretend to replay what it has only a part of', async () => {
    const { id, key } = await newKey();
    await send(key, [order('u', { padding: 'x'.repeat(300_000) })]);
    await send(key, [order('u')], { context: { padding: 'x'.repeat(40_000) } });
    const found = await rejectedBy(id);

    const outcomes = await Promise.all(found.map(({ id }: { id: string }) => replayOne(id)));

    expect(outcomes.map(({ json }) => json)).toEqual([{ outcome: 'cut' }, { outcome: 'cut' }]);
    expect(await rejectedBy(id)).toHaveLength(2);
  });

  it('replays page after page of what a filter asks for, and leaves the rest', async () => {
    const now = REQUEST_TIME + 200 * DAY;
    const { id, key } = await newKey({ kinds: ['visit'], source: 'till-2' });
    const people = Array.from({ length: 7 }, somebody);
    await send(key, [...people.map((me) => order(me)), { type: 'track', event: 'Seen' }], { now });
    await send(key, [order(somebody())], { now: now - DAY });
    await rescope(id, { source: 'till-2' });
    const day = new Date(now).toISOString().slice(0, 10);

    const tallies = [];
    let cursor: string | undefined;
    do {
      const filter = { day, source: 'till-2', reason: 'PURCHASE', limit: 3, ...(cursor && { cursor }) };
      const { json } = await replayMany(filter, now);
      tallies.push(json.accepted);
      cursor = json.next_cursor ?? undefined;
    } while (cursor);

    expect(tallies.reduce((sum, some) => sum + some, 0)).toBe(7);
    expect(Math.max(...tallies)).toBe(3);
    const logs = await Promise.all(people.map(logOf));
    expect(logs.map((log) => log.length)).toEqual(people.map(() => 1));
    expect((await rejectedBy('till-2', {}, now)).map(({ type }: { type: string }) => type)).toHaveLength(2);
    expect(await rejectedBy('till-2', { day, reason: '/userId' }, now)).toHaveLength(1);
    expect(await rejectedBy('till-2', { day: '2020-01-01' }, now)).toEqual([]);
  });

  it('refuses a cursor of another filter', async () => {
    const { id, key } = await newKey();
    await send(key, [7, 8, 9]);
    const { json } = await app.ask.get('/v1/ingest/rejected', { user, query: { source: id, limit: '1' } });

    const other = { user, query: { cursor: json.next_cursor, limit: '1' } };

    expect((await app.ask.get('/v1/ingest/rejected', other)).status).toBe(400);
  });

  it.each([['9999-12-31', null], ['2026-10-05', ''], ['yesterday', null], {}])(
    'takes no cursor that somebody made up: %j',
    async (...key) => {
      const cursor = encodeCursor(
        key.length > 1 ? key : key[0],
        `ingest/rejected ${JSON.stringify([null, null, null])}`,
      );

      const answer = await app.ask.get('/v1/ingest/rejected', { user, query: { cursor } });

      expect(answer.status).toBe(400);
    },
  );

  it('sends a rejected webhook through its queue again, once, and again where the queue did not take it', async () => {
    const receivedAt = new Date(REQUEST_TIME).toISOString();
    const source = `hook_${'0'.repeat(31)}${engine.name.length % 10}`;
    const delivery = { endpointId: source, source: 'stripe', key: 'hooks/x', receivedAt, headers: {} };
    const rejected = { reasons: [{ pointer: '', detail: 'could not be read' }], text: '{}' };
    const item = rejectedItem(rejected, { source, receivedAt: REQUEST_TIME, index: 0 });
    await tables.Activity.put({ ...item, delivery });

    sqs.on(SendMessageCommand).rejects(new Error('down'));
    expect((await replayMany({ source })).status).toBe(500);
    sqs.reset();
    sqs.on(SendMessageCommand).resolves({});

    const [first, second] = [await replayMany({ source }), await replayMany({ source })];

    expect([first.json.queued, second.json.queued]).toEqual([1, 0]);
    const sent = sqs.commandCalls(SendMessageCommand).map(({ args: [{ input }] }) => input.MessageBody);
    expect(sent.map((body) => JSON.parse(body ?? ''))).toEqual([delivery]);
    expect(await rejectedBy(source)).toMatchObject([{ id: item.id, replayedAt: receivedAt }]);
  });

  it('turns a key over while two secrets are live, shows which is in use, and refuses a third', async () => {
    const made = await newKey();
    const turn = (body: object = {}, headers: Record<string, string> = {}) =>
      app.ask.post(`/v1/write-keys/${made.id}/rotate`, { user, body, headers });
    const status = async (writeKey: string, now: number) =>
      (await send(writeKey, [order(somebody())], { now })).status;

    const { json: next } = await turn({ graceHours: 2 }, { 'idempotency-key': `turn-${made.id}` });

    expect(await status(made.key, REQUEST_TIME)).toBe(200);
    expect(await status(next.key, REQUEST_TIME + HOUR)).toBe(200);
    expect((await turn({}, { 'idempotency-key': `turn-${made.id}` })).status).toBe(409);
    expect((await turn()).status).toBe(409);
    const listed = (await app.ask.get('/v1/write-keys', { user })).json.data;
    expect(listed.find(({ id }: { id: string }) => id === made.id).secrets).toEqual([
      { ...next.secrets[0], lastUsedAt: new Date(REQUEST_TIME + HOUR).toISOString() },
      {
        ...made.secrets[0],
        until: new Date(REQUEST_TIME + 2 * HOUR).toISOString(),
        lastUsedAt: new Date(REQUEST_TIME).toISOString(),
      },
    ]);
    expect(await status(made.key, REQUEST_TIME + 2 * HOUR)).toBe(401);
    expect(await status(next.key, REQUEST_TIME + 2 * HOUR)).toBe(200);
  });

  it('revokes one secret by its id, but not the last one of a key', async () => {
    const made = await newKey();
    const { json: next } = await app.ask.post(`/v1/write-keys/${made.id}/rotate`, { user, body: {} });
    const revoke = (secret: string) =>
      app.ask.delete(`/v1/write-keys/${made.id}/secrets/${secret}`, { user });

    expect((await revoke(made.secrets[0].id)).status).toBe(204);

    expect((await revoke(made.secrets[0].id)).status).toBe(404);
    expect((await revoke(next.secrets[0].id)).status).toBe(409);
    expect((await send(made.key, [])).status).toBe(401);
    expect((await send(next.key, [])).status).toBe(200);
    await app.ask.delete(`/v1/write-keys/${made.id}`, { user });
    expect((await app.ask.post(`/v1/write-keys/${made.id}/rotate`, { user, body: {} })).status).toBe(409);
  });

  it('ends with one of two changes of a key made at once, never with a mix', async () => {
    const { id } = await newKey();

    await Promise.all([rescope(id, { source: 'a', kinds: ['visit'] }), rescope(id, { source: 'b' })]);

    const listed = (await app.ask.get('/v1/write-keys', { user })).json.data;
    const { source, kinds } = listed.find((one: { id: string }) => one.id === id);
    expect([
      ['a', ['visit']],
      ['b', undefined],
    ]).toContainEqual([source, kinds]);
  });

  it('lets one of two owners who read the same scope change it, and tells the other', async () => {
    const { id } = await newKey({ kinds: ['visit'] });
    const path = `/v1/write-keys/${id}/scope`;
    const { json, headers } = await app.ask.get(path, { user });
    const tag = { 'if-match': headers.etag ?? '' };
    const put = (body: object, over = tag) => app.ask.put(path, { user, body, headers: over });

    const answers = await Promise.all([put({ source: 'a' }), put({ source: 'b' })]);

    expect(json).toEqual({ kinds: ['visit'], eventsPerMinute: 120_000 });
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    const done = answers.find(({ status }) => status === 200);
    const now = await app.ask.get(path, { user });
    expect(now.json.source).toBe(done?.json.source);
    expect(now.headers.etag).toBe(done?.headers.etag);
    // Its answer was lost: the same again is no change.
    expect((await put({ source: done?.json.source })).status).toBe(200);
    expect((await put({}, { 'if-match': now.headers.etag ?? '' })).status).toBe(200);
    expect((await rescope(id, { source: 'c' })).status).toBe(200);
  });

  it('keeps events under the source name of their key and believes a withdrawal from any key', async () => {
    const me = somebody();
    const { key } = await newKey({ kind: 'browser', kinds: ['visit'], source: 'web-shop' });
    const properties = { channel: 'email', purpose: 'marketing', source: 'page' };

    await send(key, [
      { type: 'page', userId: me },
      { type: 'track', userId: me, event: 'Consent Withdrawn', properties },
    ]);

    expect((await logOf(me)).map(({ kind, source }) => [kind, source])).toEqual([
      ['consent', 'web-shop'],
      ['visit', 'web-shop'],
    ]);
  });

  it('holds back a key that sends too much, whichever process it meets', async () => {
    const { key } = await newKey({ eventsPerMinute: 20 });
    const now = REQUEST_TIME + 300 * DAY;
    const many = (size: number) => Array.from({ length: size }, () => ({ type: 'page', userId: 'busy' }));
    const another = await ingestApp(engine);
    expect((await send(key, many(20), { now })).status).toBe(200);

    const answer = await another.send.post('/v1/batch', {
      body: { writeKey: key, batch: many(2) },
      now: now + 30_000,
    });

    expect(answer.status).toBe(429);
    expect(answer.headers['retry-after']).toBe('30');
    expect((await send(key, many(1), { now: now + MINUTE })).status).toBe(200);
  });

  it('shows what becomes of the events of a watched key, and only while it is watched', async () => {
    const me = somebody();
    const { id, key } = await newKey();
    const recent = async (now: number) =>
      (await app.ask.get('/v1/ingest/recent', { user, query: { key: id }, now })).json.data;
    await send(key, [order(me)]);
    const unwatched = await app.ask.get('/v1/ingest/recent', { user, query: { key: id } });
    expect(unwatched.json).toMatchObject({ data: [], watchedUntil: null });
    await app.ask.put(`/v1/write-keys/${id}/watch`, { user, body: { minutes: 10 } });
    const at = REQUEST_TIME + 2 * MINUTE;

    await send(key, [order(me, { messageId: 'seen' }), { type: 'nonsense' }], { now: at });

    const shown = await recent(at);
    const identity = await tables.Identities.get({ pk: `user#${me}` });
    const receivedAt = new Date(at).toISOString();
    expect(shown).toHaveLength(2);
    expect(shown).toContainEqual({
      receivedAt,
      verdict: 'accepted',
      kind: 'purchase',
      name: 'Order Completed',
      messageId: 'seen',
      customerId: identity?.customerId,
    });
    expect(shown).toContainEqual(expect.objectContaining({ verdict: 'rejected', type: 'nonsense' }));
    await send(key, [order(me, { messageId: 'later' })], { now: at + 20 * MINUTE });
    expect(await recent(at + 20 * MINUTE)).toHaveLength(2);
    const over = await app.ask.get('/v1/ingest/recent', { user, query: { key: id }, now: at + 20 * MINUTE });
    expect(over.json.watchedUntil).toBeNull();
    expect(await recent(at + 61 * MINUTE)).toEqual([]);
  });

  it('never shows more than a hundred events, of however many', async () => {
    const { id, key } = await newKey();
    await app.ask.put(`/v1/write-keys/${id}/watch`, { user, body: { minutes: 60 } });
    for (let index = 0; index < 8; index += 1) {
      await send(
        key,
        Array.from({ length: 25 }, () => null),
        { now: REQUEST_TIME + 2 * MINUTE + index },
      );
    }

    const { json } = await app.ask.get('/v1/ingest/recent', {
      user,
      query: { key: id },
      now: REQUEST_TIME + 3 * MINUTE,
    });

    expect(json.data).toHaveLength(100);
    expect(json.data[0].receivedAt).toBe(new Date(REQUEST_TIME + 2 * MINUTE + 7).toISOString());
  });
});
