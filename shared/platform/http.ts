// The HTTP border: JSON in, data out, problem documents (RFC 9457) for everything that is wrong.
import type { APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type * as z from 'zod';
import { AppError, type FieldError, invalid } from './errors.ts';
import { Role, type Route } from './routes.ts';
import { wholeJson } from './text.ts';

export type HttpEvent = APIGatewayProxyEventV2WithJWTAuthorizer;
export type HttpAnswer = APIGatewayProxyStructuredResultV2;

type Output<S, Otherwise> = S extends z.ZodType ? z.output<S> : Otherwise;

/** What a route handler gets: parsed by the route's schemas, never raw. */
export interface Call<R extends Route> {
  params: Output<R['params'], Record<string, never>>;
  query: Output<R['query'], Record<string, never>>;
  body: Output<R['body'], undefined>;
  /** Signed-in user (Cognito `sub`) and groups; absent on routes that no user signs in for. */
  user: { id: string; roles: Role[] } | undefined;
  headers: Readonly<Record<string, string | undefined>>;
  /** The untouched event, for raw bytes. */
  event: HttpEvent;
  /** Time of the request, from API Gateway, milliseconds. */
  now: number;
}

/** What a route handler gives. `body` is sent as JSON unless `contentType` says otherwise (then it is text or bytes). */
export interface Reply<R extends Route = Route> {
  status?: number;
  headers?: Record<string, string>;
  body?: R['response'] extends z.ZodType ? z.input<R['response']> | string | Uint8Array : unknown;
  contentType?: string;
}

export type RouteHandler<R extends Route> = (call: Call<R>) => Promise<Reply<R>>;

/** Raw body bytes of a request, whatever the base64 flag says. */
export const bodyBytes = (event: Pick<HttpEvent, 'body' | 'isBase64Encoded'>): Buffer =>
  Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');

/** Groups of a signed-in user: an array in some gateways, `[a b]` text on API Gateway. Unknown groups are dropped. */
export function rolesOf(groups: unknown): Role[] {
  const names = Array.isArray(groups)
    ? groups.map(String)
    : String(groups ?? '')
        .replace(/^\[|\]$/g, '')
        .split(/[\s,]+/);
  return names.flatMap((name) => Role.safeParse(name).data ?? []);
}

const escapePointer = (part: PropertyKey) => String(part).replaceAll('~', '~0').replaceAll('/', '~1');

/** zod issues as RFC 6901 pointers below `prefix` (`` for a body, `?` for a query, `{` for a path). */
export function fieldErrors(error: z.ZodError, prefix: '' | '?' | '{' = ''): FieldError[] {
  return error.issues.map((issue) => ({
    pointer:
      prefix === ''
        ? issue.path.map((part) => `/${escapePointer(part)}`).join('')
        : `${prefix}${issue.path.map(String).join('.')}${prefix === '{' ? '}' : ''}`,
    detail: issue.message,
  }));
}

const missing = ({ code, input }: z.core.$ZodRawIssue) =>
  code === 'invalid_type' && input === undefined ? 'is missing' : undefined;

function parsed(
  schema: z.ZodType | undefined,
  value: unknown,
  what: string,
  prefix: '' | '?' | '{',
): unknown {
  if (!schema) return prefix === '' ? undefined : {};
  const result = schema.safeParse(value, { error: missing });
  if (!result.success) throw invalid(`The ${what} is not valid.`, fieldErrors(result.error, prefix));
  return result.data;
}

function jsonBody(event: HttpEvent): unknown {
  const text = bodyBytes(event).toString('utf8');
  if (text === '') return undefined;
  try {
    return JSON.parse(wholeJson(text));
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : 'unreadable';
    throw invalid('The body is not JSON.', [{ pointer: '', detail }]);
  }
}

/** Parses a request by its route; 403 when the signed-in user has none of the route's roles. */
export function readCall<R extends Route>(event: HttpEvent, route: R): Call<R> {
  const claims = event.requestContext.authorizer?.jwt?.claims;
  const user = claims && { id: String(claims.sub), roles: rolesOf(claims['cognito:groups']) };
  if (Array.isArray(route.audience)) {
    const admitted: readonly Role[] = route.audience;
    if (!user) throw new AppError('unauthorised', 401, 'Sign in to use this route.');
    if (!user.roles.some((role) => admitted.includes(role))) {
      throw new AppError('forbidden', 403, `This route is for: ${admitted.join(', ')}.`);
    }
  }
  return {
    params: parsed(route.params, event.pathParameters ?? {}, 'path', '{'),
    query: parsed(route.query, event.queryStringParameters ?? {}, 'query', '?'),
    body: route.body ? parsed(route.body, jsonBody(event), 'body', '') : undefined,
    user,
    headers: event.headers,
    event,
    now: event.requestContext.timeEpoch,
  } as Call<R>;
}

/** An RFC 9457 problem document. Unknown errors say nothing but the request id. */
export function problem(error: unknown, requestId: string): HttpAnswer {
  const known = error instanceof AppError ? error : undefined;
  const status = known?.status ?? 500;
  return {
    statusCode: status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...known?.headers,
      ...(known?.retryAfterSeconds && { 'retry-after': String(known.retryAfterSeconds) }),
      // RFC 9110 wants a challenge with a 401; `Basic` would make browsers ask for a password.
      ...(status === 401 && { 'www-authenticate': 'Bearer' }),
    },
    body: JSON.stringify({
      type: `/docs#problem-${known?.code ?? 'internal'}`,
      title: titles[status] ?? 'Error',
      status,
      detail: known?.message ?? 'Internal error. Quote the request id when you report it.',
      instance: `urn:request:${requestId}`,
      ...(known && known.errors.length > 0 && { errors: known.errors }),
    }),
  };
}

const titles: Record<number, string> = {
  400: 'Bad request',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Conflict',
  412: 'Changed meanwhile',
  429: 'Too many requests',
  500: 'Internal error',
  503: 'Try again shortly',
};

/** A reply as API Gateway wants it. Private by default: answers are not stored by caches unless a handler says so. */
export function answer(reply: Reply, route: Route): HttpAnswer {
  const status = reply.status ?? route.status ?? 200;
  const isText = reply.contentType !== undefined;
  const isBinary = reply.body instanceof Uint8Array;
  return {
    statusCode: status,
    headers: {
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...(reply.body !== undefined && { 'content-type': reply.contentType ?? 'application/json' }),
      ...reply.headers,
    },
    ...(isBinary
      ? { body: Buffer.from(reply.body as Uint8Array).toString('base64'), isBase64Encoded: true }
      : { body: reply.body === undefined ? '' : isText ? String(reply.body) : JSON.stringify(reply.body) }),
  };
}
