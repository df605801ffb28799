// The routes of customers who may be one, in front of their stores.
import {
  BatchGetCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { customersRoutes, duplicateRoutes, mergeRoutes } from '../../shared/customers/routes.ts';
import type { Customer } from '../../shared/customers/schema.ts';
import { pairId } from '../../shared/quality/duplicates/pair-id.ts';
import { aCustomerId } from '../support/factories.ts';
import { aUser, calling, matchRoute } from '../support/invoke.ts';
import { aPerson } from '../support/people.ts';

Object.assign(process.env, {
  AWS_REGION: 'us-east-1',
  CUSTOMERS_TABLE: 'Customers',
  IDENTITIES_TABLE: 'Identities',
  ACTIVITY_TABLE: 'Activity',
  PROGRAM_TABLE: 'Program',
  MERGE_QUEUE_URL: 'https://sqs.example.com/merges',
  POWERTOOLS_LOG_LEVEL: 'SILENT',
});
const dynamo = mockClient(DynamoDBDocumentClient);
const { handler } = await import('../../functions/customers/merge.ts');
const when = calling(handler, duplicateRoutes);
const support = { user: aUser('support') };
const [one, other] = [aCustomerId(1), aCustomerId(2)];
const id = pairId(one, other);
const phone = '+251911234567';

function stored(...people: Customer[]): void {
  dynamo.on(BatchGetCommand).callsFake(({ RequestItems }) => ({
    Responses: RequestItems.Customers ? { Customers: people } : {},
  }));
}

beforeEach(() => {
  dynamo.reset();
  dynamo.on(GetCommand).resolves({});
  dynamo.on(QueryCommand).resolves({ Items: [] });
  dynamo.on(PutCommand).resolves({});
  dynamo.on(DeleteCommand).resolves({});
  stored();
});

const found = () => {
  dynamo.on(GetCommand, { Key: { pk: 'duplicates', sk: 'current' } }).resolves({
    Item: {
      list: '2026-10-04#0123456789ab',
      businessDate: '2026-10-04',
      kept: { strong: 0, likely: 1, possible: 0 },
      expiresAt: 2_000_000_000,
    },
  });
  const pair = { one, other, evidence: ['same-phone'], confidence: 'likely' };
  dynamo.on(QueryCommand, { TableName: 'Program' }).resolves({ Items: [{ pairs: [pair] }] });
};

it('lists nothing before the first night', async () => {
  const { status, json } = await when.get('/v1/customers/duplicates', support);

  expect(status).toBe(200);
  expect(json).toEqual({ data: [], asOf: null, next_cursor: null, has_more: false });
});

it('shows a pair with what agrees, who would stay, and what a merge would refuse', async () => {
  found();
  stored(
    aPerson(1, { phone }, { ids: { user: 'till-1' } }),
    aPerson(2, { phone, name: 'Abebe' }, { ids: { user: 'till-2' } }),
  );

  const { json } = await when.get('/v1/customers/duplicates', support);

  expect(json).toMatchObject({ asOf: '2026-10-04', has_more: false });
  expect(json.data).toHaveLength(1);
  expect(json.data[0]).toMatchObject({
    id,
    one: { id: one, externalId: 'till-1', name: null, phone },
    other: { id: other, externalId: 'till-2', name: 'Abebe', phone },
    evidence: [{ code: 'same-phone', en: 'The same phone number.' }],
    confidence: 'likely',
    stays: one,
    conflict: expect.stringContaining('ids.user'),
  });
});

it('takes ids of two sources for ids of one person', async () => {
  found();
  stored(
    aPerson(1, { phone }, { ids: { user: 'till-1' } }),
    aPerson(2, { phone }, { ids: { user: 'shop-1' } }),
  );
  for (const [pk, user, source] of [
    [one, 'till-1', 'key_till'],
    [other, 'shop-1', 'key_shop'],
  ]) {
    const Key = { pk, sk: `identity#user#${user}` };
    dynamo.on(GetCommand, { TableName: 'Activity', Key }).resolves({ Item: { id: `user#${user}`, source } });
  }

  const { json } = await when.get('/v1/customers/duplicates', support);

  expect(json.data[0].conflict).toBeNull();
});

it('says what is wrong with a filter, a cursor, an id', async () => {
  const problems = await Promise.all([
    when.get('/v1/customers/duplicates?confidence=sure', support),
    when.get('/v1/customers/duplicates?cursor=x', support),
    when.post('/v1/customers/duplicates/dup_1-2/dismiss', support),
    when.post(`/v1/customers/duplicates/${id.replace(/(\w{26})-(\w{26})/, '$2-$1')}/dismiss`, support),
  ]);

  expect(problems.map(({ status }) => status)).toEqual([400, 400, 400, 400]);
  expect(problems.map(({ json }) => json.errors[0].pointer)).toEqual([
    '?confidence',
    '?cursor',
    '{id}',
    '{id}',
  ]);
});

it('keeps who said that two customers are two persons, and when', async () => {
  stored(aPerson(1, { phone }), aPerson(2, { phone }));

  const { status, json } = await when.post(`/v1/customers/duplicates/${id}/dismiss`, support);

  expect(status).toBe(200);
  expect(json).toEqual({ id, by: 'user-1', at: '2026-10-05T09:00:00.000Z' });
  expect(dynamo.commandCalls(PutCommand)[0]?.args[0].input).toMatchObject({
    TableName: 'Program',
    Item: { pk: 'not-duplicates', sk: `${one}#${other}`, by: 'user-1' },
  });
});

it('knows no pair of customers who are not there', async () => {
  stored(aPerson(1, { phone }));

  expect((await when.post(`/v1/customers/duplicates/${id}/dismiss`, support)).status).toBe(404);
});

it('takes it back', async () => {
  const { status, text } = await when.delete(`/v1/customers/duplicates/${id}/dismiss`, support);

  expect({ status, text }).toEqual({ status: 204, text: '' });
  expect(dynamo.commandCalls(DeleteCommand)[0]?.args[0].input.Key).toEqual({
    pk: 'not-duplicates',
    sk: `${one}#${other}`,
  });
});

it('is not taken for a customer whose id is `duplicates`', () => {
  const keys = Object.keys({ ...customersRoutes, ...mergeRoutes, ...duplicateRoutes });

  expect(matchRoute(keys, 'GET', '/v1/customers/duplicates')?.routeKey).toBe('GET /v1/customers/duplicates');
});
