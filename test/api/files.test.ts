// The routes of imports and exports in front of their stores: what is refused, started once, linked and not found.
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, NoSuchKey, S3Client } from '@aws-sdk/client-s3';
import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { exportRoutes } from '../../shared/exports/routes.ts';
import { MAX_BYTES } from '../../shared/imports/limits.ts';
import { importRoutes } from '../../shared/imports/routes.ts';
import { emptyCounts } from '../../shared/imports/schema.ts';
import { aUser, calling, REQUEST_TIME } from '../support/invoke.ts';

Object.assign(process.env, {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  PROGRAM_TABLE: 'Program',
  RUNS_BUCKET: 'runs',
  IMPORT_ARN: 'arn:aws:states:us-east-1:123456789012:stateMachine:Import',
  EXPORT_ARN: 'arn:aws:states:us-east-1:123456789012:stateMachine:Export',
  POWERTOOLS_LOG_LEVEL: 'SILENT',
});
const dynamo = mockClient(DynamoDBDocumentClient);
const states = mockClient(SFNClient);
const s3 = mockClient(S3Client);
const imports = calling((await import('../../functions/imports/api.ts')).handler, importRoutes);
const exports = calling((await import('../../functions/exports/api.ts')).handler, exportRoutes);
const marketer = { user: aUser('marketer') };
const owner = { user: aUser('owner') };
const id = 'imp_01JD0000000000000000000000';
const asked = { kind: 'customers', fileName: 'list.csv', format: 'csv', size: 1_000 };
const stored = {
  id,
  kind: 'customers',
  format: 'csv',
  size: 1_000,
  options: { dateOrder: 'auto', calendar: 'gregorian' },
  mapping: {},
  state: 'waiting',
  createdAt: '2026-11-22T06:00:00.000Z',
  createdBy: 'u',
  attempt: 0,
};

beforeEach(() => {
  for (const mock of [dynamo, states, s3]) mock.reset();
  dynamo.on(PutCommand).resolves({});
  dynamo.on(GetCommand).resolves({ Item: stored });
  dynamo.on(QueryCommand).resolves({ Items: [stored] });
  dynamo.on(UpdateCommand).resolves({
    Attributes: { ...stored, state: 'importing', mode: 'start', attempt: 1, startedAt: stored.createdAt },
  });
  states.on(StartExecutionCommand).resolves({});
  s3.on(GetObjectCommand).rejects(new NoSuchKey({ message: '', $metadata: {} }));
});

describe('announcing a file', () => {
  it('gives a link that takes exactly the bytes announced, for an hour', async () => {
    const answer = await imports.post('/v1/imports', { ...marketer, body: asked });

    expect(answer.status).toBe(201);
    const url = new URL(answer.json.upload.url);
    expect(url.pathname).toContain(`imports/${answer.json.id}/upload.csv`);
    expect(url.searchParams.get('X-Amz-Expires')).toBe('3600');
    expect(url.searchParams.get('X-Amz-SignedHeaders')).toBe('content-length;host');
    expect(url.search).not.toMatch(/checksum/i);
  });

  it('again under its key answers with the import that stands', async () => {
    const Item = marshall({ ...stored, state: 'done' });
    dynamo.on(PutCommand).rejects(new ConditionalCheckFailedException({ message: '', $metadata: {}, Item }));
    const headers = { 'idempotency-key': 'list-of-monday' };

    const answer = await imports.post('/v1/imports', { ...marketer, body: asked, headers });

    expect(answer).toMatchObject({ status: 201, json: { id, state: 'done' } });
    expect(dynamo.commandCalls(UpdateCommand)[0]?.args[0].input.Key?.pk).toMatch(
      /^idempotency#[0-9a-f]{32}$/,
    );
  });

  it('keeps no name of the file and no cell of it in the table', async () => {
    await imports.post('/v1/imports', { ...marketer, body: { ...asked, fileName: 'Abebe-Bekele.csv' } });

    expect(JSON.stringify(dynamo.commandCalls(PutCommand)[0]?.args[0].input)).not.toContain('Abebe');
  });

  it.each([
    ['/size', { size: 0 }],
    ['/size', { size: MAX_BYTES.csv + 1 }],
    ['/size', { size: MAX_BYTES.xlsx + 1, format: 'xlsx' }],
    ['/kind', { kind: 'people' }],
    ['/format', { format: 'ods' }],
    ['/options/rows', { options: { rows: 'items' } }],
    ['/options/currency', { options: { currency: 'birr' } }],
    ['/mapping/shoeSize', { mapping: { shoeSize: 'x' } }],
  ])('refuses a bad %s', async (pointer, more) => {
    const answer = await imports.post('/v1/imports', { ...marketer, body: { ...asked, ...more } });

    expect(answer.status).toBe(400);
    expect(answer.json.errors.map((error: { pointer: string }) => error.pointer).join()).toContain(
      pointer.split('/')[1],
    );
  });
});

describe('starting an import', () => {
  it('starts one execution, named after the run', async () => {
    const answer = await imports.post(`/v1/imports/${id}/start`, { ...marketer, body: {} });

    expect(answer).toMatchObject({ status: 202, json: { state: 'importing' } });
    expect(states.commandCalls(StartExecutionCommand)[0]?.args[0].input).toMatchObject({
      name: `${id}-1`,
      input: JSON.stringify({ importId: id, mode: 'start', attempt: 1 }),
    });
  });

  it('is a success when the execution runs already', async () => {
    states.on(StartExecutionCommand).rejects(new ExecutionAlreadyExists({ message: '', $metadata: {} }));

    expect((await imports.post(`/v1/imports/${id}/start`, { ...marketer, body: {} })).status).toBe(202);
  });

  it('is a conflict while the dry run is on', async () => {
    dynamo
      .on(UpdateCommand)
      .resolves({ Attributes: { ...stored, state: 'checking', mode: 'dry-run', attempt: 1 } });

    expect((await imports.post(`/v1/imports/${id}/start`, { ...marketer, body: {} })).status).toBe(409);
    expect(states.commandCalls(StartExecutionCommand)).toHaveLength(0);
  });

  it('is a conflict while it runs as another mapping says', async () => {
    const start = (mapping: object) =>
      imports.post(`/v1/imports/${id}/start`, { ...marketer, body: { mapping } });
    const running = { ...stored, state: 'importing', mode: 'start', attempt: 1, mapping: { name: 'Kunde' } };
    dynamo.on(UpdateCommand).resolves({ Attributes: running });

    expect((await start({ name: 'Kunde' })).status).toBe(202);
    expect((await start({ name: 'Klient' })).status).toBe(409);
  });

  it('of an unknown import is not found', async () => {
    dynamo.on(GetCommand).resolves({});

    expect((await imports.post(`/v1/imports/${id}/dry-run`, { ...marketer, body: {} })).status).toBe(404);
  });
});

describe('reading imports', () => {
  it('lists them', async () => {
    const answer = await imports.get('/v1/imports', marketer);

    expect(answer.json).toMatchObject({
      data: [{ id, state: 'waiting' }],
      next_cursor: null,
      has_more: false,
    });
  });

  it('links the file of errors when there are any', async () => {
    const run = {
      state: 'checked',
      mode: 'dry-run',
      hasErrors: true,
      folder: 'imports/x/y',
      chunks: 1,
      rows: 5,
    };
    dynamo.on(GetCommand).resolves({ Item: { ...stored, ...run } });

    const answer = await imports.get(`/v1/imports/${id}`, marketer);

    expect(answer.json.errorsUrl).toContain('imports/x/y/dry-run/errors.csv');
    expect(answer.json.progress).toEqual({ rows: 5, chunks: 1, chunksDone: 0 });
  });

  it.each([
    ['dry-run', 'checked', ['knownCustomers', 'newCustomers', 'consentsOutdated']],
    ['start', 'done', []],
  ])('of a %s tells who is known only where somebody has looked', async (mode, state, looked) => {
    const counts = { ...emptyCounts(), rows: 5, taken: 5 };
    dynamo.on(GetCommand).resolves({ Item: { ...stored, state, mode, counts } });
    dynamo.on(QueryCommand).resolves({ Items: [{ ...stored, state, mode, counts }] });

    const [one, listed] = [
      (await imports.get(`/v1/imports/${id}`, marketer)).json,
      (await imports.get('/v1/imports', marketer)).json.data[0],
    ];

    const always = Object.keys(counts).filter((name) => !/Customers$|Outdated$/.test(name));
    expect(Object.keys(one.counts).sort()).toEqual([...always, ...looked].sort());
    expect(listed.counts).toEqual(one.counts);
  });

  it('shows what makes one doubt the reading, if there is anything', async () => {
    const hintsOf = async (hints: string[]) => {
      dynamo.on(GetCommand).resolves({ Item: { ...stored, state: 'checked', mode: 'dry-run', hints } });
      return (await imports.get(`/v1/imports/${id}`, marketer)).json.hints;
    };

    expect(await hintsOf(['The newest date is old.'])).toEqual(['The newest date is old.']);
    expect(await hintsOf([])).toBeUndefined();
  });

  it('calls a run failed that ended without a word, so that people know to start it again', async () => {
    const run = {
      state: 'importing',
      mode: 'start',
      attempt: 1,
      openedAt: new Date(REQUEST_TIME).toISOString(),
    };
    dynamo.on(GetCommand).resolves({ Item: { ...stored, ...run } });
    const stateAfter = async (hours: number) =>
      (await imports.get(`/v1/imports/${id}`, { ...marketer, now: REQUEST_TIME + hours * 3_600_000 })).json
        .state;

    expect([await stateAfter(6), await stateAfter(8)]).toEqual(['importing', 'failed']);
  });

  it('is not found for an id that is none of ours', async () => {
    dynamo.on(GetCommand).resolves({});

    expect((await imports.get(`/v1/imports/${id}`, marketer)).status).toBe(404);
    expect((await imports.get('/v1/imports/1', marketer)).status).toBe(400);
  });
});

describe('an export', () => {
  const done = {
    id: 'exp_01JD0000000000000000000000',
    what: 'customers',
    format: 'csv',
    state: 'done',
    createdAt: new Date(REQUEST_TIME).toISOString(),
    createdBy: 'u',
    files: [{ content: 'customers', rows: 1, bytes: 10 }],
  };

  it('is of everything, as JSON Lines, unless asked otherwise', async () => {
    const answer = await exports.post('/v1/exports', { ...owner, body: {} });

    expect(answer).toMatchObject({
      status: 202,
      json: { what: 'everything', format: 'jsonl', state: 'running' },
    });
    expect(states.commandCalls(StartExecutionCommand)).toHaveLength(1);
  });

  it('is linked while its files are there, and no longer', async () => {
    dynamo.on(GetCommand).resolves({ Item: done });
    const read = (now: number) => exports.get(`/v1/exports/${done.id}`, { ...owner, now });

    expect((await read(REQUEST_TIME)).json.files[0].url).toContain(`exports/${done.id}/customers.csv`);
    expect((await read(REQUEST_TIME + 8 * 86_400_000)).json.files).toEqual([]);
  });

  it('that ended without a word has failed', async () => {
    const { files: _, ...running } = { ...done, state: 'running' };
    dynamo.on(GetCommand).resolves({ Item: running });
    const stateAfter = async (hours: number) =>
      (await exports.get(`/v1/exports/${done.id}`, { ...owner, now: REQUEST_TIME + hours * 3_600_000 })).json
        .state;

    expect([await stateAfter(6), await stateAfter(8)]).toEqual(['running', 'failed']);
  });

  it('is for owners only', async () => {
    expect((await exports.post('/v1/exports', { ...marketer, body: {} })).status).toBe(403);
  });
});
