// The churn routes in front of their stores: what is answered, found, not found and queued.

import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { churnRoutes } from '../../shared/churn/routes.ts';
import { defaultSettings } from '../../shared/churn/settings.ts';
import { aModel } from '../support/factories.ts';
import { aUser, calling } from '../support/invoke.ts';

Object.assign(process.env, {
  AWS_REGION: 'us-east-1',
  CUSTOMERS_TABLE: 'Customers',
  PROGRAM_TABLE: 'Program',
  BACKTEST_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/123456789012/backtests',
  CURRENCY: 'ETB',
  HORIZON_DAYS: '90',
  POWERTOOLS_LOG_LEVEL: 'SILENT',
});
const dynamo = mockClient(DynamoDBDocumentClient);
const queue = mockClient(SQSClient);
const { handler } = await import('../../functions/churn/api.ts');
const when = calling(handler, churnRoutes);
const owner = { user: aUser('owner') };
const current = { pk: 'nightly', sk: 'current', model: aModel(), businessDate: '2026-10-05' };

beforeEach(() => {
  dynamo.reset();
  queue.reset();
  dynamo.on(GetCommand).resolves({});
  dynamo.on(PutCommand).resolves({});
  dynamo.on(TransactWriteCommand).resolves({});
  dynamo.on(QueryCommand).resolves({ Items: [] });
});

describe('the at-risk list', () => {
  it('is empty before the first night', async () => {
    const answer = await when.get('/v1/at-risk', owner);

    expect(answer).toMatchObject({ status: 200, json: { data: [], next_cursor: null, has_more: false } });
  });

  it('refuses a band that is not listed, and says which field', async () => {
    const answer = await when.get('/v1/at-risk', { ...owner, query: { band: 'safe' } });

    expect(answer.status).toBe(400);
    expect(answer.json.errors[0].pointer).toBe('?band');
  });

  it('as CSV is a file that says whether there is more', async () => {
    const answer = await when.get('/v1/at-risk.csv', owner);

    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="at-risk.csv"',
      'has-more': 'false',
    });
    expect(answer.text).toContain('customerId,externalId,name,email');
  });
});

describe('the model', () => {
  it('is null before the first night', async () => {
    const answer = await when.get('/v1/churn/model', owner);

    expect(answer.json).toEqual({ current: null, versions: [] });
  });

  it('is shown with its earlier versions, the one in force marked', async () => {
    const older = aModel({ version: 'mdl_2026-09-27' });
    dynamo.on(GetCommand).resolves({ Item: current });
    dynamo.on(QueryCommand).resolves({ Items: [aModel(), older] });

    const { json } = await when.get('/v1/churn/model', owner);

    expect(json.current).toMatchObject({ inForce: true, k: 1, method: 'mbg-cnbd-k', customers: 2_357 });
    expect(json.versions.map(({ inForce }: { inForce: boolean }) => inForce)).toEqual([true, false]);
  });
});

describe('a backtest', () => {
  it('asked for is recorded, then queued, then told its id', async () => {
    const answer = await when.post('/v1/churn/backtests', { ...owner, body: { horizonDays: 60 } });

    const { id } = answer.json;
    expect(answer).toMatchObject({ status: 202, json: { state: 'running', horizonDays: 60 } });
    expect(id).toMatch(/^bkt_/);
    expect(dynamo.commandCalls(PutCommand)[0]?.args[0].input.Item).toMatchObject({ pk: 'backtest', sk: id });
    expect(queue.commandCalls(SendMessageCommand)[0]?.args[0].input.MessageBody).toBe(
      JSON.stringify({ id, horizonDays: 60 }),
    );
  });

  it('nobody asked for is not found', async () => {
    expect((await when.get('/v1/churn/backtests/bkt_none', owner)).status).toBe(404);
  });
});

describe('settings', () => {
  it('are the defaults until somebody sets them', async () => {
    expect((await when.get('/v1/churn/settings', owner)).json).toEqual(defaultSettings);
  });

  it('are stored complete: what is left out returns to its default', async () => {
    const body = { quiet: [{ from: '2026-08-01', to: '2026-08-14' }], bands: { atRisk: 0.6 } };

    const answer = await when.put('/v1/churn/settings', { ...owner, body });

    expect(answer.json).toEqual({
      ...defaultSettings,
      ...body,
      bands: { ...defaultSettings.bands, atRisk: 0.6 },
    });
    const [write] = dynamo.commandCalls(TransactWriteCommand);
    expect(write?.args[0].input.TransactItems?.[0]?.Put?.Item).toMatchObject({
      pk: 'settings',
      ...answer.json,
    });
  });

  it('are 412 for whoever read others, fine for whoever read these or asks for what stands there', async () => {
    const { headers } = await when.get('/v1/churn/settings', owner);
    const put = (body: object, tag = '"older"') =>
      when.put('/v1/churn/settings', { ...owner, body, headers: { 'if-match': tag } });

    expect((await put({ sameWeeksLastYear: true })).status).toBe(412);
    expect((await put({})).status).toBe(200);
    expect(dynamo.commandCalls(TransactWriteCommand)).toEqual([]);
    const changed = await put({ sameWeeksLastYear: true }, headers.etag);
    expect(changed.status).toBe(200);
    expect(changed.headers.etag).not.toBe(headers.etag);
  });

  it('are 304 for whoever has them already', async () => {
    const { headers } = await when.get('/v1/churn/settings', owner);

    const again = await when.get('/v1/churn/settings', {
      ...owner,
      headers: { 'if-none-match': headers.etag ?? '' },
    });

    expect(again.status).toBe(304);
  });

  it.each([
    [{ bands: { atRisk: 0.1 } }, '/bands'],
    [{ quiet: [{ from: '2026-08-14', to: '2026-08-01' }] }, '/quiet/0'],
    [{ calendars: ['julian'] }, '/calendars/0'],
  ])('that make no sense are refused by field: %j', async (body, pointer) => {
    const answer = await when.put('/v1/churn/settings', { ...owner, body });

    expect(answer.status).toBe(400);
    expect(answer.json.errors[0].pointer).toBe(pointer);
  });
});

describe('a nightly pass', () => {
  it('that never was is not found', async () => {
    expect((await when.get('/v1/churn/runs/2026-10-05', owner)).status).toBe(404);
  });
});
