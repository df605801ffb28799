// The metrics route in front of its store.
import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { metricsRoutes } from '../../shared/metrics/routes.ts';
import { snapshotOf } from '../../shared/metrics/snapshot.ts';
import { emptyTally } from '../../shared/metrics/tally.ts';
import { aModel } from '../support/factories.ts';
import { aUser, calling } from '../support/invoke.ts';

Object.assign(process.env, {
  AWS_REGION: 'us-east-1',
  PROGRAM_TABLE: 'Program',
  POWERTOOLS_LOG_LEVEL: 'SILENT',
});
const dynamo = mockClient(DynamoDBDocumentClient);
const { handler } = await import('../../functions/metrics/api.ts');
const when = calling(handler, metricsRoutes);
const viewer = { user: aUser('viewer') };
const night = (businessDate: string) =>
  snapshotOf({ tally: { ...emptyTally(), customers: 7 } }, aModel(), {
    businessDate,
    currency: 'ETB',
    horizonDays: 90,
  });

beforeEach(() => {
  dynamo.reset();
});

it('answers the newest night with its definitions and the nights before it', async () => {
  dynamo.on(QueryCommand).resolves({ Items: [night('2026-10-05'), night('2026-10-04')] });

  const { status, json } = await when.get('/v1/metrics', viewer);

  expect(status).toBe(200);
  expect(json).toMatchObject({
    date: '2026-10-05',
    trend: [{ date: '2026-10-04', values: { customers: 7 } }],
  });
  expect(json.metrics[0]).toMatchObject({
    metric: 'customers',
    value: 7,
    name: { en: 'Customers', am: 'ደንበኞች' },
  });
});

it('asks for the newest night up to the date', async () => {
  dynamo.on(QueryCommand).resolves({ Items: [night('2026-10-03')] });

  const { json } = await when.get('/v1/metrics', { ...viewer, query: { date: '2026-10-04' } });

  expect(json.date).toBe('2026-10-03');
  expect(dynamo.commandCalls(QueryCommand)[0]?.args[0].input.ExpressionAttributeValues).toMatchObject({
    ':date': '2026-10-04',
  });
});

it('is not found before the first night, and a date that is none is refused', async () => {
  dynamo.on(QueryCommand).resolves({ Items: [] });

  expect((await when.get('/v1/metrics', viewer)).status).toBe(404);
  expect((await when.get('/v1/metrics', { ...viewer, query: { date: 'yesterday' } })).status).toBe(400);
});
