import type { DynamoDBRecord, SQSEvent } from 'aws-lambda';
import { afterEach, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { notFound } from '../../../shared/platform/errors.ts';
import { defineEvent } from '../../../shared/platform/events.ts';
import { logger } from '../../../shared/platform/log.ts';
import { defineRoutes } from '../../../shared/platform/routes.ts';
import {
  httpHandler,
  onEvent,
  onQueue,
  onStep,
  onStream,
  redacted,
} from '../../../shared/platform/triggers.ts';
import { aContext, aRequest, calling } from '../../support/invoke.ts';

const errorLog = vi.spyOn(logger, 'error').mockImplementation(() => {});
afterEach(() => errorLog.mockClear());

const queued = (...bodies: unknown[]): SQSEvent =>
  ({
    Records: bodies.map((body, index) => ({
      messageId: `message-${index}`,
      attributes: { ApproximateReceiveCount: '3' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })),
  }) as unknown as SQSEvent;

describe('an HTTP function', () => {
  const routes = defineRoutes({
    'GET /v1/things/{id}': {
      audience: 'public',
      summary: 'One thing',
      params: z.object({ id: z.string() }),
      response: z.object({ id: z.string() }),
    },
  });

  test('dispatches on the route key and answers as its route says', async () => {
    const when = calling(
      httpHandler(routes, { 'GET /v1/things/{id}': async ({ params }) => ({ body: { id: params.id } }) }),
      routes,
    );

    const answer = await when.get('/v1/things/a%2Fb');

    expect(answer).toMatchObject({ status: 200, json: { id: 'a/b' } });
  });

  test('turns what a handler throws into a problem, and logs only what is our fault', async () => {
    const throwing = (error: unknown) =>
      calling(
        httpHandler(routes, {
          'GET /v1/things/{id}': async () => {
            throw error;
          },
        }),
        routes,
      ).get('/v1/things/1');

    const refused = await throwing(notFound('Gone.'));
    expect(refused).toMatchObject({ status: 404, json: { detail: 'Gone.' } });
    expect(errorLog).not.toHaveBeenCalled();

    const failed = await throwing(new TypeError('boom'));
    expect(failed.status).toBe(500);
    expect(errorLog).toHaveBeenCalledOnce();
  });

  test.each(['GET /v1/other', 'GET /toString', '$default'])('does not know %s', async (routeKey) => {
    const handler = httpHandler(routes, { 'GET /v1/things/{id}': async () => ({ body: { id: '' } }) });

    const answer = await handler(aRequest({ routeKey }), aContext());

    expect(answer.statusCode).toBe(500);
  });
});

describe('a queue function', () => {
  test('gives back only the messages that failed, told how often each was tried', async () => {
    const seen: number[] = [];
    const attempts = new Set<number>();
    const handler = onQueue(z.object({ n: z.number() }), async ({ n }, attempt) => {
      attempts.add(attempt);
      if (n === 2) throw new Error('no');
      seen.push(n);
    });

    const answer = await handler(queued({ n: 1 }, { n: 2 }, { n: 'x' }, '{"n":', { n: 3 }), aContext());

    expect(seen).toEqual([1, 3]);
    expect([...attempts]).toEqual([3]);
    expect(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual([
      'message-1',
      'message-2',
      'message-3',
    ]);
  });

  test('hands over the envelope of a bus event, its data parsed', async () => {
    const Happened = defineEvent('thing.happened', z.object({ id: z.string() }));
    const seen: unknown[] = [];
    const handler = onEvent(Happened, async (event) => {
      seen.push(event);
    });
    const envelope = { id: 'e1', at: '2026-10-05T09:00:00Z', version: 1, data: { id: 'a', extra: 1 } };

    const answer = await handler(queued({ 'detail-type': 'thing.happened', detail: envelope }), aContext());

    expect(answer.batchItemFailures).toEqual([]);
    expect(seen).toEqual([{ ...envelope, data: { id: 'a' } }]);
  });
});

describe('a stream function', () => {
  const record = (sequence: string) => ({ dynamodb: { SequenceNumber: sequence } }) as DynamoDBRecord;
  const [bad, good, unlucky] = [record('10'), record('11'), record('12')];
  const leaving = (unreadable: DynamoDBRecord[], failed: DynamoDBRecord[]) => {
    const parked: unknown[] = [];
    const handler = onStream(
      async () => ({ unreadable, failed }),
      async (...park) => void parked.push(park),
    );
    return { parked, handler };
  };

  test('names what failed by sequence number, and parks at once what cannot be read', async () => {
    const { parked, handler } = leaving([bad], [unlucky]);

    const answer = await handler({ Records: [bad, good, unlucky] }, aContext());

    expect(answer.batchItemFailures).toEqual([{ itemIdentifier: '12' }]);
    expect(parked).toEqual([[[bad], aContext().invokedFunctionArn]]);
  });

  test('parks once what stands behind a failed record: it comes again with it', async () => {
    const { parked, handler } = leaving([bad, unlucky], [good]);

    await handler({ Records: [bad, good, unlucky] }, aContext());

    expect(parked).toEqual([[[bad], aContext().invokedFunctionArn]]);
  });

  test('does not go on when it cannot park', async () => {
    const handler = onStream(
      async () => ({ unreadable: [bad], failed: [] }),
      async () => {
        throw new Error('down');
      },
    );

    await expect(handler({ Records: [bad] }, aContext())).rejects.toThrow('down');
  });

  test.each([
    ['unreadable', leaving([bad], [])],
    ['failing', leaving([], [bad])],
  ])('parks nothing twice: what is still %s is refused', async (_title, { parked, handler }) => {
    const answer = handler({ Records: [bad], isAgain: true }, aContext());

    await expect(answer).rejects.toThrow('the record failed again');
    expect(parked).toEqual([]);
  });
});

test('a step refuses input of another shape', async () => {
  const handler = onStep(z.object({ segment: z.int() }), async ({ segment }) => segment * 2);

  expect(await handler({ segment: 4 }, aContext())).toBe(8);
  await expect(handler({ segment: 'x' }, aContext())).rejects.toThrow(z.ZodError);
});

describe('what is logged of an error', () => {
  test('is no value of a row or body', () => {
    const parse = z.object({ email: z.email() }).safeParse({ email: 'abebe at example' });
    const json = new SyntaxError(`Unexpected token 'a', "abebe@example.com" is not valid JSON`);

    for (const error of [parse.error, json, new Error('wrapped', { cause: json }), 'abebe', undefined]) {
      expect(JSON.stringify(redacted(error))).not.toContain('abebe');
    }
  });

  test('names the cause', () => {
    const error = new Error('the store does not answer', { cause: new TypeError('socket closed') });

    expect(redacted(error)).toMatchObject({ cause: { name: 'TypeError', message: 'socket closed' } });
  });
});
