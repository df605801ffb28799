// What clients are told: Segment's and Rudder's libraries drop, retry or wait by status and Retry-After alone.
import { gzipSync } from 'node:zlib';
import { ProvisionedThroughputExceededException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  BatchWriteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { packBody } from '../../shared/ingest/body.ts';
import { ingestRoutes } from '../../shared/ingest/routes.ts';
import { writeKeyHash } from '../../shared/ingest/write-key.ts';
import { standardPlan } from '../../shared/quality/plan/standard-plan.ts';
import { aContext, aRequest, calling, REQUEST_TIME, readAnswer } from '../support/invoke.ts';

Object.assign(process.env, {
  AWS_REGION: 'us-east-1',
  CUSTOMERS_TABLE: 'Customers',
  IDENTITIES_TABLE: 'Identities',
  ACTIVITY_TABLE: 'Activity',
  PROGRAM_TABLE: 'Program',
  CURRENCY: 'ETB',
  COUNTRY: 'ET',
  POWERTOOLS_LOG_LEVEL: 'SILENT',
});
const dynamo = mockClient(DynamoDBDocumentClient);
const down = new ProvisionedThroughputExceededException({ message: 'busy', $metadata: {} });
const body = {
  writeKey: 'good',
  batch: [{ type: 'track', event: 'x', userId: 'u', timestamp: '2026-10-05T08:00:00Z' }],
};

/** The handler with an empty memory of keys. */
async function fresh() {
  vi.resetModules();
  const { handler } = await import('../../functions/ingest/api.ts');
  return calling(handler, ingestRoutes);
}

const problem = (status: number, title: string, code: string, detail: string, more: object = {}) => ({
  type: `/docs#problem-${code}`,
  title,
  status,
  detail,
  instance: 'urn:request:request-1',
  ...more,
});

beforeEach(() => {
  dynamo.reset();
  dynamo.on(GetCommand).resolves({});
  dynamo
    .on(GetCommand, { Key: { pk: `write-key#${writeKeyHash('good')}`, sk: 'key' } })
    .resolves({ Item: { id: 'key_1', secretId: 'sec_1', kind: 'server', eventsPerMinute: 1_000 } });
  dynamo.on(PutCommand).resolves({});
  dynamo.on(BatchGetCommand).resolves({ Responses: {} });
  dynamo.on(TransactWriteCommand).resolves({});
  dynamo.on(UpdateCommand).resolves({});
  dynamo.on(BatchWriteCommand).resolves({});
});

describe('the answer of ingest', () => {
  it('is 200 and success once everything is stored', async () => {
    const { status, json, headers } = await (await fresh()).post('/v1/batch', { body });

    expect({ status, json }).toEqual({ status: 200, json: { success: true } });
    expect(headers).toEqual({
      'cache-control': 'no-store',
      'content-type': 'application/json',
      'x-content-type-options': 'nosniff',
      'ratelimit-policy': '"events";q=1000;w=60',
      ratelimit: '"events";r=999;t=60',
    });
    expect(dynamo.commandCalls(BatchWriteCommand)).toHaveLength(1);
  });

  it.each([
    ['that is no JSON', 'a=b', 'The body is not JSON.'],
    ['that is empty', '', 'The body is not JSON.'],
  ])('is 400 for a body %s', async (_title, text, detail) => {
    const { status, json } = await (await fresh()).post('/v1/batch', { body: text });

    expect({ status, json }).toEqual({ status: 400, json: problem(400, 'Bad request', 'invalid', detail) });
  });

  it('is 400 for a batch that is none', async () => {
    const { status, json } = await (await fresh()).post('/v1/batch', {
      body: { writeKey: 'good', batch: 'x' },
    });

    expect({ status, json }).toEqual({
      status: 400,
      json: problem(400, 'Bad request', 'invalid', 'The body is not a call of this route.', {
        errors: [{ pointer: '/batch', detail: 'a list of events' }],
      }),
    });
  });

  it('is 400 for more events than can be stored before the sender gives up, however small they are packed', async () => {
    const text = (events: number) => `{"writeKey":"good","batch":[${Array(events).fill('1').join(',')}]}`;
    const when = await fresh();

    const most = await when.post('/v1/batch', { body: gzipSync(text(5_000)) });
    dynamo.resetHistory();
    const { status, json } = await when.post('/v1/batch', { body: gzipSync(text(5_001)) });

    expect(most.status).toBe(200);
    expect({ status, json }).toEqual({
      status: 400,
      json: problem(400, 'Bad request', 'invalid', 'The batch is too long.', {
        errors: [{ pointer: '/batch', detail: 'at most 5000 events' }],
      }),
    });
    expect(dynamo.commandCalls(BatchWriteCommand)).toEqual([]);
  });

  it('is never 401 for a key that was made a moment ago', async () => {
    await (await fresh()).post('/v1/batch', { body });

    const asked = dynamo.commandCalls(GetCommand).map(({ args: [{ input }] }) => input);
    expect(asked.find(({ Key }) => Key?.pk.startsWith('write-key#'))?.ConsistentRead).toBe(true);
  });

  it.each([
    ['without a key', { batch: [] }, 'A write key is needed: as Basic user or as writeKey in the body.'],
    ['with a key we know to be wrong', { ...body, writeKey: 'bad' }, 'The write key is not known.'],
  ])('is 401 %s', async (_title, sent, detail) => {
    const { status, json } = await (await fresh()).post('/v1/batch', { body: sent });

    expect({ status, json }).toEqual({
      status: 401,
      json: problem(401, 'Not signed in', 'unauthorised', detail),
    });
    expect(dynamo.commandCalls(BatchWriteCommand)).toEqual([]);
  });

  it.each([
    ['keys', GetCommand],
    ['identities', BatchGetCommand],
    ['customers', TransactWriteCommand],
    ['the log', BatchWriteCommand],
  ])(
    'is 503 with whole seconds to wait when the store of %s does not answer, never 401 or 500',
    async (_title, command) => {
      dynamo.on(command as typeof GetCommand).rejects(down);

      const { status, json, headers } = await (await fresh()).post('/v1/batch', { body });

      expect({ status, json }).toEqual({
        status: 503,
        json: problem(
          503,
          'Try again shortly',
          'unavailable',
          'The events could not be stored. Send them again.',
        ),
      });
      expect(headers['retry-after']).toMatch(/^[1-9]\d*$/);
    },
  );

  it('is 503 when the time is nearly up, while there is still time to say so', async () => {
    dynamo.on(BatchWriteCommand).callsFake(() => new Promise(() => {}));
    vi.resetModules();
    const { handler } = await import('../../functions/ingest/api.ts');
    const context = { ...aContext(), getRemainingTimeInMillis: () => 400 };

    const answer = readAnswer(await handler(aRequest({ routeKey: 'POST /v1/batch', body }), context));

    expect({ status: answer.status, retryAfter: answer.headers['retry-after'] }).toEqual({
      status: 503,
      retryAfter: '2',
    });
  });

  it('is 200 for a batch of nothing but bad events: they are kept, not sent for ever', async () => {
    const { status } = await (await fresh()).post('/v1/batch', {
      body: { writeKey: 'good', batch: [null, 7, {}] },
    });

    expect(status).toBe(200);
    const written = dynamo
      .commandCalls(BatchWriteCommand)
      .flatMap(({ args: [{ input }] }) => input.RequestItems?.Activity ?? []);
    expect(written).toHaveLength(3);
  });

  it('is never more than one write for an event of a known customer', async () => {
    dynamo.on(BatchGetCommand).resolves({
      Responses: { Identities: [{ pk: 'user#u', customerId: 'cus_00000000000000000000000001' }] },
    });

    const when = await fresh();
    const callsOf = async (now: number) => {
      dynamo.resetHistory();
      await when.post('/v1/batch', { body, now });
      return dynamo.calls().map(({ args: [command] }) => command.constructor.name);
    };
    await callsOf(REQUEST_TIME);

    expect(await callsOf(REQUEST_TIME + 1_000)).toEqual(['BatchGetCommand', 'BatchWriteCommand']);
  });

  it('is 429 with whole seconds to wait for a key that sent all it may, until the minute is over', async () => {
    const when = await fresh();
    const many = { ...body, batch: Array.from({ length: 1_001 }, () => body.batch[0]) };
    dynamo.on(UpdateCommand).resolves({ Attributes: { events: 1_001 } });
    const answers = [
      await when.post('/v1/batch', { body: many }),
      await when.post('/v1/batch', { body, now: REQUEST_TIME + 18_000 }),
      await when.post('/v1/batch', { body, now: REQUEST_TIME + 60_000 }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 429, 200]);
    expect(answers[1]?.headers).toMatchObject({
      'retry-after': '42',
      'ratelimit-policy': '"events";q=1000;w=60',
      ratelimit: '"events";r=0;t=42',
    });
  });

  it('is 200 when neither the use of the key nor its count can be written: they are ours, not the sender’s', async () => {
    dynamo.on(PutCommand).rejects(down);
    dynamo.on(UpdateCommand).rejects(down);
    const many = { ...body, batch: Array.from({ length: 200 }, () => body.batch[0]) };

    expect((await (await fresh()).post('/v1/batch', { body: many })).status).toBe(200);
  });

  it('is 200 when a watched key’s events cannot be shown', async () => {
    dynamo.on(GetCommand).resolves({
      Item: {
        id: 'key_1',
        secretId: 'sec_1',
        kind: 'server',
        eventsPerMinute: 1_000,
        watchedUntil: new Date(REQUEST_TIME + 1).toISOString(),
      },
    });
    dynamo.on(BatchWriteCommand).callsFake(async ({ RequestItems: { Activity } }) => {
      if (Activity[0].PutRequest.Item.pk.startsWith('recent#')) throw down;
      return {};
    });

    expect((await (await fresh()).post('/v1/batch', { body })).status).toBe(200);
    expect(dynamo.commandCalls(BatchWriteCommand)).toHaveLength(2);
  });
});

describe('the tracking plan', () => {
  const plan = (answer: 'fails' | 'is damaged') => {
    const asked = dynamo.on(GetCommand, { Key: { pk: 'tracking-plan', sk: 'current' } });
    return answer === 'fails' ? asked.rejects(down) : asked.resolves({ Item: { version: 'x' } });
  };
  const kept = () =>
    Object.values(dynamo.commandCalls(BatchWriteCommand)[0]?.args[0].input.RequestItems ?? {})[0]?.map(
      ({ PutRequest }) => PutRequest?.Item,
    );

  it.each(['fails', 'is damaged'] as const)(
    'that %s costs no event: the standard plan holds',
    async (answer) => {
      plan(answer);

      const { status } = await (await fresh()).post('/v1/batch', { body });

      expect(status).toBe(200);
      expect(kept()).toMatchObject([{ name: 'x', isUnplanned: true, plan: 0 }]);
    },
  );

  it('marks an event and lets it in', async () => {
    const events = [{ name: 'X', schema: { required: ['a'] } }];
    const current = { ...standardPlan, version: 3, events: packBody(events) };
    dynamo.on(GetCommand, { Key: { pk: 'tracking-plan', sk: 'current' } }).resolves({ Item: current });

    const { status } = await (await fresh()).post('/v1/batch', { body });

    expect(status).toBe(200);
    expect(kept()).toMatchObject([
      { name: 'x', violations: [{ pointer: '/properties/a', rule: 'required' }], plan: 3 },
    ]);
  });
});

describe('analytics.js in a page', () => {
  it('gets settings that send it here', async () => {
    const { status, json, headers } = await (await fresh()).get('/v1/projects/tmgb_abc/settings', {
      headers: { host: 'api.example.com' },
    });

    expect({ status, json }).toEqual({
      status: 200,
      json: { integrations: { 'Segment.io': { apiKey: 'tmgb_abc', apiHost: 'api.example.com/v1' } } },
    });
    expect(headers['cache-control']).toBe('public, max-age=300');
  });

  it('may report its metrics: they are taken and dropped', async () => {
    const { status, json } = await (await fresh()).post('/v1/m', { body: 'whatever' });

    expect({ status, json }).toEqual({ status: 200, json: { success: true } });
    expect(dynamo.calls()).toEqual([]);
  });
});
