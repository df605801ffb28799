import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { areas } from '../../../shared/docs/areas.ts';
import { openApiOf, operationIdOf } from '../../../shared/docs/openapi.ts';
import { operationsOf } from '../../../shared/docs/page-operation.ts';
import { problemKinds } from '../../../shared/docs/problems.ts';
import { AppError } from '../../../shared/platform/errors.ts';
import { problem } from '../../../shared/platform/http.ts';
import { defineRoutes, type Route } from '../../../shared/platform/routes.ts';

const about = { title: 'Test', version: '1.2.3', description: 'A test.' };
const document = openApiOf(areas, about);
const text = JSON.stringify(document);
const operations = operationsOf(document);
const routes = areas.flatMap((area) => Object.entries<Route>(area.routes));

/** Every object inside a value, with its path. */
function* objectsIn(value: unknown, path = '#'): Generator<[string, Record<string, unknown>]> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield [path, value as Record<string, unknown>];
  for (const [key, inner] of Object.entries(value)) {
    yield* objectsIn(inner, `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
  }
}

const at = (pointer: string): unknown =>
  pointer
    .slice(2)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((value, part) => (value as Record<string, unknown> | undefined)?.[part], document);

describe('the API description', () => {
  test('is OpenAPI 3.1 with title, version and license', () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    expect(document.info).toMatchObject({ ...about, license: { identifier: 'Apache-2.0' } });
  });

  test('has every route, and nothing else', () => {
    const described = operations.map(({ method, path }) => `${method} ${path}`);

    expect(described.sort()).toEqual(routes.map(([key]) => key).sort());
  });

  test('names every operation once', () => {
    const ids = operations.map(({ operation }) => operation.operationId);

    expect(new Set(ids).size).toBe(ids.length);
  });

  test('has no reference that leads nowhere', () => {
    const broken = [...objectsIn(document)]
      .flatMap(([path, { $ref }]) => (typeof $ref === 'string' ? [{ path, $ref }] : []))
      .filter(({ $ref }) => at($ref) === undefined);

    expect(text).toContain('$ref');
    expect(broken).toEqual([]);
  });

  test('adds nothing but words to a reference: a constraint there would refuse what the reference allows', () => {
    const more = [...objectsIn(document)]
      .filter(([, value]) => typeof value.$ref === 'string')
      .flatMap(([path, value]) => Object.keys(value).map((key) => ({ path, key })))
      .filter(({ key }) => !['$ref', 'description', 'summary'].includes(key));

    expect(more).toEqual([]);
  });

  test('names each path parameter of each path', () => {
    for (const { path, operation } of operations) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const described = (operation.parameters ?? []).filter((one) => one.in === 'path' && one.required);

      expect(described.map(({ name }) => name).sort(), path).toEqual(inPath.sort());
    }
  });

  test('asks for a signed-in user exactly where a route names roles', () => {
    for (const [key, { audience }] of routes) {
      const [method = '', path = ''] = key.split(' ');
      const { operation } = operations.find((one) => one.method === method && one.path === path) ?? {};
      const needsUser = JSON.stringify(operation?.security ?? []).includes('SignedIn');

      expect(needsUser, key).toBe(Array.isArray(audience));
    }
  });

  test('gives every operation a success and the problems it can meet', () => {
    for (const { operation } of operations) {
      const statuses = Object.keys(operation.responses);

      expect(
        statuses.filter((status) => status.startsWith('2')),
        operation.operationId,
      ).toHaveLength(1);
      expect(statuses, operation.operationId).toContain('500');
      // Headers are optional, and one that makes no sense is passed over.
      const isRefusable = operation.parameters?.some(
        (parameter: { in: string }) => parameter.in !== 'header',
      );
      if (isRefusable) expect(statuses, operation.operationId).toContain('400');
    }
  });

  test('lets whoever creates something repeat the request', () => {
    const creating = routes.filter(([, { status }]) => status === 201);

    expect(creating.length).toBeGreaterThan(3);
    for (const [key, { headers }] of creating)
      expect(Object.keys(headers?.shape ?? {}), key).toContain('idempotency-key');
  });

  test('says where an answer can be compared, and how long to wait', () => {
    const asks = ({ headers }: Route, name: string) => Object.keys(headers?.shape ?? {}).includes(name);
    const compared = routes.filter(([, route]) => asks(route, 'if-match') || asks(route, 'if-none-match'));

    expect(compared.length).toBeGreaterThan(2);
    for (const [key, route] of compared) {
      const [method = '', path = ''] = key.split(' ');
      const { operation } = operations.find((one) => one.method === method && one.path === path) ?? {};
      expect(operation?.responses['200'], key).toHaveProperty('headers.ETag');
      const status = asks(route, 'if-none-match') ? '304' : '412';
      expect(Object.keys(operation?.responses ?? {}), key).toContain(status);
    }
    for (const kind of ['TooMany', 'Unavailable'])
      expect(document.components?.responses?.[kind]).toHaveProperty('headers.Retry-After');
  });

  test('says in words what every route is for', () => {
    for (const { operation } of operations) {
      expect(operation.summary, operation.operationId).toMatch(/^[A-Z].{5,}/);
    }
  });

  test('has only examples that fit their schemas', () => {
    const withExamples = routes.flatMap(([key, { body, rawBody, response }]) =>
      [body, rawBody, response].flatMap((schema) => {
        const { example, examples = [] } = schema?.meta() ?? {};
        return [...(example === undefined ? [] : [example]), ...(examples as unknown[])].map((one) => ({
          key,
          schema,
          one,
        }));
      }),
    );

    expect(withExamples.length).toBeGreaterThan(4);
    for (const { key, schema, one } of withExamples)
      expect(schema?.safeParse(one).error, key).toBeUndefined();
  });

  test('is the same whenever it is made', () => {
    expect(JSON.stringify(openApiOf(areas, about))).toBe(text);
  });
});

describe('a description is made from the route alone', () => {
  const table = defineRoutes({
    'POST /v1/things/{id}': {
      audience: ['owner'],
      summary: 'Change a thing',
      params: z.object({ id: z.string() }),
      query: z.object({ quiet: z.coerce.boolean().default(false) }),
      body: z.strictObject({ size: z.int().min(1) }),
      response: z.object({ size: z.int() }),
      status: 202,
    },
  });
  const [listed] = operationsOf(
    openApiOf([{ name: 'x', title: 'X', description: '', routes: table }], about),
  );

  test('with its body, query, status and who may call', () => {
    expect(listed?.operation).toMatchObject({
      description: 'For signed-in users in one of the groups owner.',
      requestBody: {
        content: {
          'application/json': {
            schema: {
              properties: { size: { type: 'integer', minimum: 1 } },
              required: ['size'],
              additionalProperties: false,
            },
          },
        },
      },
      responses: { 202: { content: { 'application/json': { schema: { type: 'object' } } } } },
    });
    expect(listed?.operation.parameters).toContainEqual(
      expect.objectContaining({ in: 'query', name: 'quiet' }),
    );
  });

  test('and answers may gain fields later', () => {
    expect(JSON.stringify(listed?.operation.responses)).not.toContain('additionalProperties');
  });
});

test.each([
  ['GET /v1/customers/{id}/activity', 'getCustomersByIdActivity'],
  ['GET /v1/at-risk.csv', 'getAtRiskCsv'],
  ['POST /u/{token}', 'postUByToken'],
  ['GET /openapi.json', 'getOpenapiJson'],
])('%s is called %s', (key, id) => {
  expect(operationIdOf(key)).toBe(id);
});

test('every problem the API can answer with is explained, under the same status and title', () => {
  for (const [code, { status, title }] of Object.entries(problemKinds)) {
    const error = code === 'internal' ? new Error('x') : new AppError(code as 'invalid', status, 'x');

    const answer = JSON.parse(problem(error, 'r').body ?? '');

    expect(answer).toMatchObject({ type: `/docs#problem-${code}`, status, title });
  }
});
