// Calls an area's HTTP handler in-process with events of the shape API Gateway sends (HTTP API, payload format 2.0).
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
import type { Context } from 'aws-lambda';
import type { HttpAnswer, HttpEvent } from '../../shared/platform/http.ts';
import type { Role, RouteKey, Routes } from '../../shared/platform/routes.ts';
import { expectConformance } from './conformance.ts';

export interface TestUser {
  id: string;
  roles: readonly Role[];
}

/** A signed-in user in these groups; no group is a user without a role. */
export const aUser = (...roles: Role[]): TestUser => ({ id: 'user-1', roles });

export interface RequestOptions {
  user?: TestUser;
  /** Sent as JSON, unless it is text or bytes: those go as they are. Bytes arrive in base64, as on AWS. */
  body?: unknown;
  headers?: Record<string, string>;
  query?: Record<string, string | readonly string[]>;
  /** Time of the request, milliseconds. */
  now?: number;
}

export interface RequestParts extends RequestOptions {
  routeKey: string;
  params?: Record<string, string>;
  /** The path called; by default the route's template with `params` filled in. */
  path?: string;
}

/** The moment every request happens, unless a test says otherwise: 2026-10-05 12:00 in Addis Ababa. */
export const REQUEST_TIME = Date.parse('2026-10-05T09:00:00Z');

/** Groups as API Gateway's JWT authoriser hands them over: `[owner marketer]`. */
const claimsOf = (user: TestUser) => ({
  sub: user.id,
  token_use: 'access',
  'cognito:groups': `[${user.roles.join(' ')}]`,
});

function bodyOf(body: unknown): Pick<HttpEvent, 'body' | 'isBase64Encoded'> {
  if (body === undefined) return { isBase64Encoded: false };
  if (body instanceof Uint8Array) {
    return { body: Buffer.from(body).toString('base64'), isBase64Encoded: true };
  }
  return { body: typeof body === 'string' ? body : JSON.stringify(body), isBase64Encoded: false };
}

function queryOf(query: NonNullable<RequestOptions['query']>) {
  const pairs = Object.entries(query).flatMap(([name, value]) => [value].flat().map((one) => [name, one]));
  return {
    rawQueryString: new URLSearchParams(pairs as [string, string][]).toString(),
    // Repeated names arrive joined by commas.
    ...(pairs.length > 0 && {
      queryStringParameters: Object.fromEntries(
        Object.entries(query).map(([name, value]) => [name, [value].flat().join(',')]),
      ),
    }),
  };
}

const lowerCased = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/** An API Gateway event. Path parameters are given decoded, as the gateway gives them. */
export function aRequest(parts: RequestParts): HttpEvent {
  const [method = 'GET', template = '/'] = parts.routeKey.split(' ');
  const params = parts.params ?? {};
  const path = parts.path ?? template.replaceAll(/\{(\w+)\+?\}/g, (_, name: string) => params[name] ?? '');
  const now = parts.now ?? REQUEST_TIME;
  const http = { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.10', userAgent: 'test' };
  const requestContext = {
    accountId: '123456789012',
    apiId: 'api-id',
    domainName: 'api-id.execute-api.eu-west-1.amazonaws.com',
    domainPrefix: 'api-id',
    http,
    requestId: 'gateway-request-1',
    routeKey: parts.routeKey,
    stage: '$default',
    time: new Date(now).toUTCString(),
    timeEpoch: now,
    ...(parts.user && { authorizer: { jwt: { claims: claimsOf(parts.user), scopes: [] } } }),
  };
  const event = {
    version: '2.0',
    routeKey: parts.routeKey,
    rawPath: path,
    headers: {
      host: requestContext.domainName,
      'user-agent': 'test',
      ...(parts.body !== undefined && { 'content-type': 'application/json' }),
      ...lowerCased(parts.headers ?? {}),
    },
    ...queryOf(parts.query ?? {}),
    ...(Object.keys(params).length > 0 && { pathParameters: params }),
    requestContext,
    ...bodyOf(parts.body),
  };
  // A request without a user has no authoriser, which the type of signed-in events does not know.
  return event as HttpEvent;
}

/** A Lambda context; powertools reads the names. */
export const aContext = (functionName = 'test'): Context => ({
  callbackWaitsForEmptyEventLoop: false,
  functionName,
  functionVersion: '$LATEST',
  invokedFunctionArn: `arn:aws:lambda:eu-west-1:123456789012:function:${functionName}`,
  memoryLimitInMB: '512',
  awsRequestId: 'request-1',
  logGroupName: `/aws/lambda/${functionName}`,
  logStreamName: 'stream',
  getRemainingTimeInMillis: () => 29_000,
  done: () => {},
  fail: () => {},
  succeed: () => {},
});

export interface TestAnswer {
  status: number;
  headers: Record<string, string>;
  /** Raw bytes, base64 undone. */
  bytes: Buffer;
  text: string;
  /** The parsed body; undefined when it is not JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers as a client would, without types
  json: any;
}

export function readAnswer(raw: HttpAnswer): TestAnswer {
  const headers = lowerCased(
    Object.fromEntries(Object.entries(raw.headers ?? {}).map(([name, value]) => [name, String(value)])),
  );
  const bytes = Buffer.from(raw.body ?? '', raw.isBase64Encoded ? 'base64' : 'utf8');
  const text = bytes.toString('utf8');
  const isJson = headers['content-type']?.includes('json') ?? false;
  return { status: raw.statusCode ?? 200, headers, bytes, text, json: isJson ? JSON.parse(text) : undefined };
}

interface Match {
  routeKey: string;
  params: Record<string, string>;
}

/** The route API Gateway would choose for a path: literal segments win over parameters. */
export function matchRoute(keys: readonly string[], method: string, path: string): Match | undefined {
  const wanted = path.split('/');
  const matches = keys.flatMap((routeKey) => {
    const [verb, template = ''] = routeKey.split(' ');
    const segments = template.split('/');
    if (verb !== method || segments.length !== wanted.length) return [];
    const params: Record<string, string> = {};
    const fits = segments.every((segment, index) => {
      const value = wanted[index] ?? '';
      const name = /^\{(\w+)\}$/.exec(segment)?.[1];
      if (!name) return segment === value;
      params[name] = decodeURIComponent(value);
      return value !== '';
    });
    return fits ? [{ routeKey, params }] : [];
  });
  return matches.sort((a, b) => Object.keys(a.params).length - Object.keys(b.params).length)[0];
}

/** Any handler made by `httpHandler`. */
export type Handler = (event: HttpEvent, context: Context) => Promise<HttpAnswer>;

/**
 * `const when = calling(handler, routes); const answer = await when.get('/v1/customers/cus_...?kind=purchase', { user })`.
 * A path no route matches throws: API Gateway would not have called the function. Every answer is held against what the
 * route promises.
 */
export function calling(handler: Handler, routes: Routes) {
  const call =
    (method: string) =>
    async (target: string, options: RequestOptions = {}) => {
      const url = new URL(target, 'https://api.example.com');
      const path = target.split('?')[0] ?? '';
      const match = matchRoute(Object.keys(routes) as RouteKey[], method, path);
      if (!match) throw new Error(`no route for ${method} ${path}`);
      const query = { ...Object.fromEntries(url.searchParams), ...options.query };
      const answer = readAnswer(await handler(aRequest({ ...options, ...match, path, query }), aContext()));
      const route = routes[match.routeKey as RouteKey];
      if (route) expectConformance(route, answer);
      return answer;
    };
  return {
    get: call('GET'),
    post: call('POST'),
    put: call('PUT'),
    patch: call('PATCH'),
    delete: call('DELETE'),
  };
}
