// The tracking plan over HTTP, in front of a store that answers what the test says.
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it, test } from 'vitest';
import { packBody } from '../../shared/ingest/body.ts';
import { nextPlan } from '../../shared/quality/plan/plan-change.ts';
import type { TrackingPlan } from '../../shared/quality/plan/plan-schema.ts';
import { standardPlan } from '../../shared/quality/plan/standard-plan.ts';
import { planRoutes } from '../../shared/quality/routes.ts';
import { aUser, calling, REQUEST_TIME } from '../support/invoke.ts';
import { aPlan } from '../support/plans.ts';

Object.assign(process.env, {
  AWS_REGION: 'us-east-1',
  PROGRAM_TABLE: 'Program',
  CURRENCY: 'ETB',
  COUNTRY: 'ET',
  POWERTOOLS_LOG_LEVEL: 'SILENT',
});
const dynamo = mockClient(DynamoDBDocumentClient);
const { handler } = await import('../../functions/quality/api.ts');
const when = calling(handler, planRoutes);
const owner = { user: aUser('owner') };

const content = aPlan({ 'Order Completed': { required: ['till'] } });
const put = { userId: 'user-1', now: REQUEST_TIME };
const first = nextPlan(standardPlan, content, put);
const stored = (plan: TrackingPlan, sk = 'current') => ({
  pk: 'tracking-plan',
  sk,
  ...plan,
  events: packBody(plan.events),
});
const inForce = (plan: TrackingPlan) => dynamo.on(GetCommand).resolves({ Item: stored(plan) });

beforeEach(() => {
  dynamo.reset();
  dynamo.on(GetCommand).resolves({});
  dynamo.on(TransactWriteCommand).resolves({});
});

describe('GET /v1/tracking-plan', () => {
  it('is the standard plan until one was put', async () => {
    const { status, json } = await when.get('/v1/tracking-plan', { user: aUser('viewer') });

    expect(status).toBe(200);
    expect(json).toMatchObject({ version: 0, createdAt: null, unplanned: 'allow' });
    expect(json.events.map(({ name }: { name: string }) => name)).toContain('Order Completed');
  });

  it('is not sent again to whoever has it', async () => {
    inForce(first);
    const { headers, json } = await when.get('/v1/tracking-plan', owner);

    const again = await when.get('/v1/tracking-plan', {
      ...owner,
      headers: { 'if-none-match': headers.etag ?? '' },
    });

    expect(json.version).toBe(1);
    expect(again.status).toBe(304);
  });
});

describe('PUT /v1/tracking-plan', () => {
  const write = (body: unknown, headers: Record<string, string> = {}) =>
    when.put('/v1/tracking-plan', { ...owner, body, headers });

  it('puts the next version, and names what changed', async () => {
    inForce(first);

    const { status, json, headers } = await write({ ...content, unplanned: 'flag' });

    expect(status).toBe(200);
    expect(json).toMatchObject({
      version: 2,
      unplanned: 'flag',
      createdAt: new Date(REQUEST_TIME).toISOString(),
      createdBy: 'user-1',
      changes: { added: [], changed: [], removed: [] },
    });
    expect(headers.etag).toMatch(/^"\w+"$/);
    const [call] = dynamo.commandCalls(TransactWriteCommand);
    expect(call?.args[0].input.TransactItems?.map(({ Put }) => Put?.Item?.sk)).toEqual([
      'current',
      'v000002',
    ]);
  });

  it('writes nothing for the plan that is in force, whatever was read before', async () => {
    inForce(first);

    const { json } = await write(content, { 'if-match': '"older"' });

    expect(json).toEqual(first);
    expect(dynamo.commandCalls(TransactWriteCommand)).toEqual([]);
  });

  it('is 412 for whoever read another plan, and fine for whoever read this one', async () => {
    inForce(first);
    const { headers } = await when.get('/v1/tracking-plan', owner);

    expect((await write(aPlan({ Seen: {} }), { 'if-match': '"older"' })).status).toBe(412);
    expect(dynamo.commandCalls(TransactWriteCommand)).toEqual([]);
    expect((await write(aPlan({ Seen: {} }), { 'if-match': headers.etag ?? '' })).status).toBe(200);
  });

  it('is 409 when somebody else puts one at the same moment', async () => {
    dynamo.on(TransactWriteCommand).rejects(
      new TransactionCanceledException({
        message: 'cancelled',
        $metadata: {},
        CancellationReasons: [{ Code: 'ConditionalCheckFailed' }],
      }),
    );

    expect((await write(content)).status).toBe(409);
  });

  test.each<[string, unknown, string, string]>([
    ['no list of events', {}, '/events', 'is missing'],
    ['an event without a name', { events: [{ name: '', schema: {} }] }, '/events/0/name', '>=1'],
    ['a word that is none of ours', { events: [], strict: true }, '', 'strict'],
    [
      'a keyword that is not taken',
      { events: [{ name: 'Seen', schema: { properties: { a: { $ref: 'https://example.com' } } } }] },
      '/events/0/schema/properties/a/$ref',
      'Seen: $ref: references are not followed',
    ],
    [
      'a pattern that could take for ever',
      { events: [{ name: 'Seen', schema: { properties: { 'a/b': { pattern: '(a+)+$' } } } }] },
      '/events/0/schema/properties/a~1b/pattern',
      'Seen: pattern: may not repeat a group',
    ],
    [
      'schemas in schemas without an end',
      `{"events":[{"name":"Seen","schema":${'{"items":'.repeat(20_000)}{}${'}'.repeat(20_000)}}]}`,
      '/events',
      'nested too deeply',
    ],
    [
      'more events than there may be',
      { events: Array.from({ length: 201 }, (_, index) => ({ name: `e${index}`, schema: {} })) },
      '/events',
      '200',
    ],
  ])('is 400 for %s, by event and keyword', async (_, body, pointer, detail) => {
    const { status, json } = await write(body);

    expect(status).toBe(400);
    expect(json.errors).toHaveLength(1);
    expect(json.errors[0].pointer).toBe(pointer);
    expect(json.errors[0].detail).toContain(detail);
  });
});

describe('versions', () => {
  it('are listed newest first, the standard plan last', async () => {
    const second = nextPlan(first, aPlan({ Seen: {} }), put);
    dynamo
      .on(QueryCommand)
      .resolvesOnce({ Items: [stored(second, 'v000002'), stored(first, 'v000001')] })
      .resolves({ Items: [stored(first, 'v000001')] });

    const page = await when.get('/v1/tracking-plan/versions?limit=1', owner);
    const next = await when.get(`/v1/tracking-plan/versions?limit=1&cursor=${page.json.next_cursor}`, owner);

    expect(page.json).toMatchObject({ data: [{ version: 2, changes: { added: ['Seen'] } }], has_more: true });
    expect(next.json).toMatchObject({ data: [{ version: 1 }, { version: 0 }], has_more: false });
    expect(page.json.data[0].events).toBeUndefined();
  });

  it('are read by number, 0 being the standard plan', async () => {
    expect((await when.get('/v1/tracking-plan/versions/0', owner)).json.version).toBe(0);
    expect((await when.get('/v1/tracking-plan/versions/7', owner)).status).toBe(404);
    expect((await when.get('/v1/tracking-plan/versions/x', owner)).status).toBe(400);
    dynamo.on(GetCommand, { Key: { pk: 'tracking-plan', sk: 'v000001' } }).resolves({ Item: stored(first) });

    expect((await when.get('/v1/tracking-plan/versions/1', owner)).json).toEqual(first);
  });
});

describe('POST /v1/tracking-plan/check', () => {
  const check = (event: object, plan?: unknown) =>
    when.post('/v1/tracking-plan/check', {
      user: aUser('support'),
      body: { event, ...(plan !== undefined && { plan }) },
    });
  const order = {
    type: 'track',
    userId: 'c-1',
    messageId: 'm',
    event: 'completed order',
    properties: { total: 5 },
  };

  it('tells what would be flagged by the plan in force, and what is wanted there', async () => {
    inForce(nextPlan(first, aPlan({ 'Order Completed': { properties: { total: { minimum: 10 } } } }), put));

    expect((await check(order)).json).toEqual({
      outcome: 'flagged',
      kind: 'purchase',
      name: 'Order Completed',
      isUnplanned: false,
      violations: [{ pointer: '/properties/total', rule: 'minimum', expected: 10 }],
      reasons: [],
      plan: 2,
    });
  });

  it('tries a plan that is only being written, and stores nothing', async () => {
    const { json } = await check({ ...order, event: 'Heard' }, { unplanned: 'flag', events: [] });

    expect(json).toMatchObject({
      outcome: 'flagged',
      isUnplanned: true,
      violations: [{ pointer: '/event', rule: 'unplanned' }],
      plan: null,
    });
    expect(dynamo.commandCalls(TransactWriteCommand)).toEqual([]);
  });

  it('tells why an event would not be taken in at all', async () => {
    const { json } = await check({ type: 'track', event: 'Seen' });

    expect(json).toMatchObject({ outcome: 'rejected', reasons: [{ pointer: '/userId' }], violations: [] });
  });

  it('says so when all is well', async () => {
    expect((await check(order)).json).toMatchObject({ outcome: 'accepted', violations: [], plan: 0 });
  });
});
