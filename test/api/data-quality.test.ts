// The route of the report on the data, in front of its store.
import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { qualityReportRoutes } from '../../shared/quality/routes.ts';
import { aUser, calling } from '../support/invoke.ts';
import { aFreshness, aReport } from '../support/quality-report.ts';

Object.assign(process.env, {
  AWS_REGION: 'us-east-1',
  PROGRAM_TABLE: 'Program',
  CURRENCY: 'ETB',
  COUNTRY: 'ET',
  POWERTOOLS_LOG_LEVEL: 'SILENT',
});
const dynamo = mockClient(DynamoDBDocumentClient);
const { handler } = await import('../../functions/quality/api.ts');
const when = calling(handler, qualityReportRoutes);
const viewer = { user: aUser('viewer') };
const night = (businessDate: string) =>
  aReport({
    businessDate,
    freshness: [aFreshness({ state: 'silent', lastDate: '2026-11-17', silentDays: 4 })],
  });
const asked = () =>
  dynamo.commandCalls(QueryCommand).map(({ args }) => args[0].input.ExpressionAttributeValues);

beforeEach(() => {
  dynamo.reset();
});

it('answers the newest night with definitions, what to do, and the nights before it', async () => {
  dynamo
    .on(QueryCommand)
    .resolvesOnce({ Items: [night('2026-11-21')] })
    .resolves({ Items: [night('2026-11-20'), night('2026-11-19')] });

  const { status, json } = await when.get('/v1/data-quality', viewer);

  expect(status).toBe(200);
  expect(json).toMatchObject({
    date: '2026-11-21',
    overall: { score: 70, name: { en: 'Data quality', am: 'የመረጃ ጥራት' } },
    dimensions: [
      { dimension: 'completeness', score: 100 },
      { dimension: 'validity', score: 100 },
      { dimension: 'uniqueness', score: 100 },
      { dimension: 'freshness', score: 0, measures: [{ measure: 'arriving', value: 0, sampleSize: 1 }] },
    ],
    findings: [
      {
        code: 'silence',
        finding: { en: 'No sales from web-shop since Tuesday 17 November; usually 40 a day.' },
        route: 'GET /v1/write-keys',
        since: '2026-11-21',
      },
    ],
    sources: [{ source: 'web-shop', state: 'silent', rejectedShare: 0 }],
    trend: [
      { date: '2026-11-19', score: 70, freshness: 0 },
      { date: '2026-11-20', score: 70, freshness: 0 },
    ],
  });
});

it('answers the newest night up to a date, with the nights before that one', async () => {
  dynamo
    .on(QueryCommand)
    .resolvesOnce({ Items: [night('2026-11-18')] })
    .resolves({ Items: [] });

  const { json } = await when.get('/v1/data-quality', { ...viewer, query: { date: '2026-11-19' } });

  expect(json).toMatchObject({ date: '2026-11-18', trend: [] });
  expect(asked()).toMatchObject([{ ':date': '2026-11-19' }, { ':date': '2026-11-18' }]);
});

it('is not found before the first night, and a date that is none is refused', async () => {
  dynamo.on(QueryCommand).resolves({ Items: [] });

  expect((await when.get('/v1/data-quality', viewer)).status).toBe(404);
  expect((await when.get('/v1/data-quality', { ...viewer, query: { date: 'today' } })).status).toBe(400);
});
