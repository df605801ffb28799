// The merge routes in front of their store.

import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import {
  DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { mergeRoutes } from '../../shared/customers/merge-routes.ts';
import { aCustomerId } from '../support/factories.ts';
import { aUser, calling } from '../support/invoke.ts';

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
const sqs = mockClient(SQSClient);
const { handler } = await import('../../functions/customers/merge.ts');
const when = calling(handler, mergeRoutes);
const [one, other] = [aCustomerId(1), aCustomerId(2)];
const owner = { user: aUser('owner') };

const stored = (pk: string, more: object = {}) =>
  dynamo.on(GetCommand, { TableName: 'Customers', Key: { pk } }).resolves({
    Item: { pk, createdAt: '2026-01-01T00:00:00.000Z', ids: {}, profile: {}, consents: {}, ...more },
  });

beforeEach(() => {
  dynamo.reset();
  sqs.reset();
  dynamo.on(GetCommand).resolves({});
  dynamo.on(QueryCommand).resolves({ Items: [] });
  dynamo.on(TransactWriteCommand).resolves({});
  sqs.on(SendMessageCommand).resolves({});
});

it('answers a merge at once and queues the history', async () => {
  stored(one);
  stored(other);

  const { status, json } = await when.post(`/v1/customers/${other}/merge`, {
    ...owner,
    body: { other: one },
  });

  expect(status).toBe(202);
  expect(json).toEqual({
    customerId: one,
    mergedId: other,
    at: '2026-10-05T09:00:00.000Z',
    partableUntil: '2026-11-04T09:00:00.000Z',
    isDone: false,
  });
  const bodies = sqs
    .commandCalls(SendMessageCommand)
    .map(({ args }) => JSON.parse(args[0].input.MessageBody ?? ''));
  expect(bodies).toEqual([{ customerId: other }]);
});

it('names the field that makes them two', async () => {
  stored(one, { ids: { user: 'a' } });
  stored(other, { ids: { user: 'b' } });

  const { status, json } = await when.post(`/v1/customers/${one}/merge`, { ...owner, body: { other } });

  expect(status).toBe(409);
  expect(json).toMatchObject({
    errors: [{ pointer: '/other', detail: expect.stringContaining('ids.user') }],
  });
  expect(sqs.commandCalls(SendMessageCommand)).toHaveLength(0);
});

it.each([
  ['a customer with themselves', one, one, 400],
  ['what is no customer id', one, 'c-1', 400],
  ['with nobody', one, aCustomerId(9), 404],
])('refuses to merge %s', async (_, id, with_, expected) => {
  stored(one);

  expect((await when.post(`/v1/customers/${id}/merge`, { ...owner, body: { other: with_ } })).status).toBe(
    expected,
  );
});

it('un-merges for owners only', async () => {
  const merge = { at: '2026-10-01T09:00:00.000Z', by: 'user-1', isDone: true, before: {} };
  stored(one, { mergedFrom: new Set([other]) });
  stored(other, { mergedInto: one, merge });
  const ask = (role: 'owner' | 'support') =>
    when.post(`/v1/customers/${one}/unmerge`, { user: aUser(role), body: { other } });

  expect((await ask('support')).status).toBe(403);
  const { status, json } = await ask('owner');

  expect(status).toBe(202);
  expect(json).toEqual({ customerId: one, partedId: other, at: '2026-10-05T09:00:00.000Z' });
});

it('refuses to un-merge two who have been one for more than 30 days', async () => {
  stored(one);
  stored(other, {
    mergedInto: one,
    merge: { at: '2026-08-01T09:00:00.000Z', by: 'user-1', isDone: true, before: {} },
  });

  const { status } = await when.post(`/v1/customers/${one}/unmerge`, { ...owner, body: { other } });

  expect(status).toBe(409);
});
