// Only what the wrapper itself adds is tested here; conditions and paging meet a real engine in test/store.
import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  BatchWriteCommand,
  DynamoDBDocumentClient,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import {
  ConditionFailed,
  documentClient,
  patientClient,
  Table,
  transact,
} from '../../../shared/platform/table.ts';

const dynamo = mockClient(DynamoDBDocumentClient);
const table = new Table(documentClient(), 'things');
const keys = (count: number) => Array.from({ length: count }, (_, index) => ({ pk: `k${index}` }));

beforeEach(() => dynamo.reset());

describe('getting many', () => {
  test('asks for each key once, a hundred at a time', async () => {
    dynamo.on(BatchGetCommand).resolves({});

    await table.getMany([...keys(150), ...keys(150)]);

    const sizes = dynamo
      .commandCalls(BatchGetCommand)
      .map(({ args }) => args[0].input.RequestItems?.things?.Keys?.length);
    expect(sizes).toEqual([100, 50]);
  });

  test('asks again for what DynamoDB left out', async () => {
    dynamo
      .on(BatchGetCommand)
      .resolvesOnce({
        Responses: { things: [{ pk: 'k0' }] },
        UnprocessedKeys: { things: { Keys: [{ pk: 'k1' }] } },
      })
      .resolvesOnce({ Responses: { things: [{ pk: 'k1' }] } });

    expect(await table.getMany(keys(2))).toEqual([{ pk: 'k0' }, { pk: 'k1' }]);
  });
});

test('putting many goes 25 at a time and puts again what was left out', async () => {
  const left = { PutRequest: { Item: { pk: 'k3' } } };
  dynamo
    .on(BatchWriteCommand)
    .resolvesOnce({ UnprocessedItems: { things: [left] } })
    .resolves({});

  await table.putMany(keys(30));

  const sizes = dynamo
    .commandCalls(BatchWriteCommand)
    .map(({ args }) => args[0].input.RequestItems?.things?.length);
  expect(sizes).toEqual([25, 1, 5]);
});

describe('a condition that does not hold', () => {
  const refused = (item?: object) =>
    new ConditionalCheckFailedException({
      $metadata: {},
      message: 'no',
      ...(item && { Item: { pk: { S: 'k' }, n: { N: '7' } } }),
    });

  test('is told apart from other failures, with the item that stood there', async () => {
    dynamo.on(PutCommand).rejects(refused({}));

    const error = await table.putNew({ pk: 'k' }).catch((caught: unknown) => caught);

    expect(error).toBeInstanceOf(ConditionFailed);
    expect(error).toMatchObject({ item: { pk: 'k', n: 7 } });
  });

  test('may come without the item', async () => {
    dynamo.on(UpdateCommand).rejects(refused());

    await expect(table.update({ Key: { pk: 'k' } })).rejects.toMatchObject({ item: undefined });
  });

  const cancelled = (Code: string) =>
    new TransactionCanceledException({
      $metadata: {},
      message: 'no',
      CancellationReasons: [{ Code: 'None' }, { Code }],
    });

  test('fails a transaction as ConditionFailed', async () => {
    dynamo.on(TransactWriteCommand).rejects(cancelled('ConditionalCheckFailed'));

    await expect(transact(table.client, [])).rejects.toBeInstanceOf(ConditionFailed);
  });

  test('is not what other cancellations are: a clash is tried again, the rest stays what it is', async () => {
    dynamo.on(TransactWriteCommand).rejectsOnce(cancelled('TransactionConflict')).resolves({});
    await transact(table.client, []);
    expect(dynamo.commandCalls(TransactWriteCommand)).toHaveLength(2);

    dynamo.on(TransactWriteCommand).rejects(cancelled('ValidationError'));
    await expect(transact(table.client, [])).rejects.toBeInstanceOf(TransactionCanceledException);
  });
});

test('a query goes on to the last page', async () => {
  dynamo
    .on(QueryCommand)
    .resolvesOnce({ Items: [{ n: 1 }], LastEvaluatedKey: { pk: 'k1' } })
    .resolvesOnce({ Items: [], LastEvaluatedKey: { pk: 'k2' } })
    .resolvesOnce({ Items: [{ n: 2 }] });

  const found = [];
  for await (const item of table.query({ KeyConditionExpression: 'pk = :p' })) found.push(item);

  expect(found).toEqual([{ n: 1 }, { n: 2 }]);
  expect(dynamo.commandCalls(QueryCommand)[2]?.args[0].input.ExclusiveStartKey).toEqual({ pk: 'k2' });
});

describe('a busy table', () => {
  const busy = new TransactionCanceledException({
    $metadata: {},
    message: 'no',
    CancellationReasons: [{ Code: 'ThrottlingError' }],
  });
  const isBusyFor = (times: number) => {
    let calls = 0;
    dynamo.on(TransactWriteCommand).callsFake(async () => {
      calls += 1;
      if (calls <= times) throw busy;
    });
  };
  beforeEach(() => {
    // Waits are a random part of up to two seconds.
    vi.spyOn(Math, 'random').mockReturnValue(0);
  });

  test('is 503 for who must answer within seconds, and waited for by who has minutes', async () => {
    isBusyFor(30);
    await expect(transact(documentClient(), [])).rejects.toMatchObject({ status: 503 });

    isBusyFor(30);
    await expect(transact(patientClient(), [])).resolves.toBeUndefined();

    isBusyFor(1_000);
    await expect(transact(patientClient(), [])).rejects.toMatchObject({ status: 503 });
  });

  test('that takes a little each time is not given up, one that takes nothing is', async () => {
    const left = (count: number) => ({
      UnprocessedItems: { things: keys(count).map((Item) => ({ PutRequest: { Item } })) },
    });
    let taken = 0;
    dynamo.on(BatchWriteCommand).callsFake(async () => {
      taken += 1;
      return left(25 - taken);
    });
    await table.putMany(keys(25));
    expect(taken).toBe(25);

    dynamo.on(BatchWriteCommand).callsFake(async () => left(25));
    await expect(table.putMany(keys(25))).rejects.toMatchObject({ status: 503 });
  });
});
