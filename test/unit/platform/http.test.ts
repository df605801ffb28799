import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { AppError, notFound, unavailable } from '../../../shared/platform/errors.ts';
import { answer, bodyBytes, fieldErrors, problem, readCall, rolesOf } from '../../../shared/platform/http.ts';
import type { Route } from '../../../shared/platform/routes.ts';
import { aRequest, aUser } from '../../support/invoke.ts';

const route = {
  audience: ['owner', 'support'],
  summary: 'Change a thing',
  params: z.object({ id: z.string().startsWith('thing_') }),
  query: z.object({ limit: z.coerce.number().max(100).default(25) }),
  body: z.object({ name: z.string(), tags: z.array(z.object({ 'a/b~c': z.string() })).default([]) }),
} as const satisfies Route;

const request = (over: Partial<Parameters<typeof aRequest>[0]> = {}) =>
  aRequest({
    routeKey: 'POST /v1/things/{id}',
    params: { id: 'thing_1' },
    body: { name: 'cup' },
    user: aUser('support'),
    ...over,
  });

const refusal = (act: () => unknown): AppError => {
  try {
    act();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('was not refused');
};

describe('roles of a signed-in user', () => {
  test.each([
    ['the array some gateways hand over', ['owner', 'viewer'], ['owner', 'viewer']],
    ['the bracketed text of API Gateway', '[marketer support]', ['marketer', 'support']],
    ['one bracketed group', '[owner]', ['owner']],
    ['comma-separated text', 'owner,viewer', ['owner', 'viewer']],
    ['groups of other applications', ['admins', 'viewer'], ['viewer']],
    ['an empty list', '[]', []],
    ['no claim', undefined, []],
    ['a claim that is no list', 7, []],
  ])('are read from %s', (_, claim, roles) => {
    expect(rolesOf(claim)).toEqual(roles);
  });
});

describe('a request', () => {
  test('reaches the handler parsed: path, query with defaults, body, user, time', () => {
    const call = readCall(request({ now: 1_000 }), route);

    expect(call.params).toEqual({ id: 'thing_1' });
    expect(call.query).toEqual({ limit: 25 });
    expect(call.body).toEqual({ name: 'cup', tags: [] });
    expect(call.user).toEqual({ id: 'user-1', roles: ['support'] });
    expect(call.now).toBe(1_000);
  });

  test('without a signed-in user is 401, before its input is looked at', () => {
    const error = refusal(() => readCall(request({ user: undefined, body: 'not json' }), route));

    expect(error).toMatchObject({ status: 401, code: 'unauthorised' });
  });

  test.each([
    ['another role', aUser('marketer')],
    ['no role', aUser()],
  ])('of a user with %s is 403 and says who may', (_, user) => {
    const error = refusal(() => readCall(request({ user }), route));

    expect(error).toMatchObject({ status: 403, message: 'This route is for: owner, support.' });
  });

  test('names each wrong field of its body by JSON Pointer', () => {
    const body = { name: 7, tags: [{ 'a/b~c': 'x' }, { 'a/b~c': null }] };

    const error = refusal(() => readCall(request({ body }), route));

    expect(error.status).toBe(400);
    expect(error.errors.map(({ pointer }) => pointer)).toEqual(['/name', '/tags/1/a~1b~0c']);
  });

  test('says of a field that is not there that it is missing', () => {
    const error = refusal(() => readCall(request({ body: { tags: [] } }), route));

    expect(error.errors).toEqual([{ pointer: '/name', detail: 'is missing' }]);
  });

  test('names a wrong query parameter as ?name and a wrong path parameter as {name}', () => {
    const inQuery = refusal(() => readCall(request({ query: { limit: '101' } }), route));
    const inPath = refusal(() => readCall(request({ params: { id: 'cup' } }), route));

    expect(inQuery.errors[0]?.pointer).toBe('?limit');
    expect(inPath.errors[0]?.pointer).toBe('{id}');
  });

  test.each([
    ['is not JSON', '{"name":'],
    ['is missing', undefined],
  ])('whose body %s is 400, and points at the whole of it', (_, body) => {
    expect(refusal(() => readCall(request({ body }), route))).toMatchObject({
      status: 400,
      errors: [{ pointer: '' }],
    });
  });

  test('gives the same bytes whether or not the gateway sent them in base64', () => {
    const text = '{"name":"ሰላም"}';

    expect(bodyBytes(request({ body: text })).toString()).toBe(text);
    expect(bodyBytes(request({ body: Buffer.from(text) })).toString()).toBe(text);
    expect(readCall(request({ body: Buffer.from(text) }), route).body.name).toBe('ሰላም');
  });
});

describe('a problem document', () => {
  const read = (error: unknown) => {
    const { body, ...rest } = problem(error, 'request-1');
    return { ...rest, json: JSON.parse(body ?? '') };
  };

  test('has the members of RFC 9457 and its own media type', () => {
    const { statusCode, headers, json } = read(notFound('No customer has this id.'));

    expect(statusCode).toBe(404);
    expect(headers?.['content-type']).toBe('application/problem+json');
    expect(json).toEqual({
      type: '/docs#problem-not-found',
      title: 'Not found',
      status: 404,
      detail: 'No customer has this id.',
      instance: 'urn:request:request-1',
    });
  });

  test('of an unexpected error tells the request id and nothing else', () => {
    const { statusCode, json } = read(new Error('password is hunter2'));

    expect(statusCode).toBe(500);
    expect(json.type).toBe('/docs#problem-internal');
    expect(JSON.stringify(json)).not.toContain('hunter2');
    expect(json.instance).toBe('urn:request:request-1');
  });

  test('that will pass says when to try again, in whole seconds', () => {
    const { statusCode, headers } = read(unavailable('The store does not answer.', new Error('x'), 5));

    expect(statusCode).toBe(503);
    expect(headers?.['retry-after']).toBe('5');
  });

  test('with 401 carries a challenge that makes no browser ask for a password', () => {
    expect(read(new AppError('unauthorised', 401, 'Sign in.')).headers?.['www-authenticate']).toBe('Bearer');
  });

  test('lists the fields', () => {
    const error = z.object({ a: z.string() }).safeParse({}).error;
    if (!error) throw new Error('parsed');

    const { json } = read(new AppError('invalid', 400, 'No.', { errors: fieldErrors(error) }));

    expect(json.errors).toEqual([{ pointer: '/a', detail: expect.any(String) }]);
  });
});

describe('an answer', () => {
  const plain: Route = { audience: 'public', summary: 'x' };

  test('is JSON that no cache keeps, with the status of its route', () => {
    const { statusCode, headers, body } = answer({ body: { a: 1 } }, { ...plain, status: 201 });

    expect(statusCode).toBe(201);
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'no-store' });
    expect(body).toBe('{"a":1}');
  });

  test('may be text of another type, and a handler may set the caching', () => {
    const { headers, body } = answer(
      { body: 'a,b', contentType: 'text/csv', headers: { 'cache-control': 'max-age=60' } },
      plain,
    );

    expect(body).toBe('a,b');
    expect(headers).toMatchObject({ 'content-type': 'text/csv', 'cache-control': 'max-age=60' });
  });

  test('of bytes goes in base64 and says so', () => {
    const bytes = new Uint8Array([0x1f, 0x8b, 0xff]);

    const { isBase64Encoded, body } = answer({ body: bytes, contentType: 'text/css' }, plain);

    expect(isBase64Encoded).toBe(true);
    expect(Buffer.from(body ?? '', 'base64')).toEqual(Buffer.from(bytes));
  });

  test('without a body has no content type', () => {
    const { headers, body } = answer({ status: 204 }, plain);

    expect(body).toBe('');
    expect(headers).not.toHaveProperty('content-type');
  });
});
