// Which problems a route can answer with, and what each looks like in the API description.
import * as z from 'zod';
import { Problem } from '../platform/answers.ts';
import type { Route } from '../platform/routes.ts';
import { problemKinds } from './problems.ts';

/** Kinds of problem a route can answer with, by what it takes and whom it is for. */
export function problemsOf(route: Route): (keyof typeof problemKinds)[] {
  const isForUsers = Array.isArray(route.audience);
  const takesInput = route.params ?? route.query ?? route.body ?? route.rawBody;
  return [
    ...(takesInput ? (['invalid'] as const) : []),
    ...(isForUsers || route.audience === 'write-key' || route.audience === 'signed-hook'
      ? (['unauthorised'] as const)
      : []),
    ...(isForUsers ? (['forbidden'] as const) : []),
    ...(route.params ? (['not-found'] as const) : []),
    ...(route.problems ?? []),
    ...(route.body ? (['conflict'] as const) : []),
    'too-many',
    'internal',
    ...(route.audience === 'public' ? [] : (['unavailable'] as const)),
  ];
}

/** `not-found` -> `NotFound`. */
export const componentName = (kind: string) =>
  kind.replaceAll(/(^|-)(\w)/g, (_, _dash, letter: string) => letter.toUpperCase());

/** What API Gateway answers itself, before any function runs: a missing or expired token, too many requests. */
const GatewayRefusal = z.object({ message: z.string() }).meta({
  id: 'GatewayRefusal',
  description: 'A refusal by API Gateway itself, such as a missing or expired token.',
});
const saysWhen: ReadonlySet<number> = new Set([429, 503]);
const retryAfter = {
  description: 'Seconds to wait; missing where API Gateway refused.',
  schema: { type: 'integer' as const },
};
const fromGateway: ReadonlySet<number> = new Set([401, 403, 429, 500, 503]);

/** The components that responses refer to, by `componentName`. */
export function problemResponses() {
  return Object.fromEntries(
    Object.entries(problemKinds).map(([kind, { status, title, meaning, remedy }]) => [
      componentName(kind),
      {
        description: `${title}. ${meaning} ${remedy}`,
        ...(saysWhen.has(status) && { headers: { 'Retry-After': retryAfter } }),
        content: {
          'application/problem+json': {
            schema: Problem,
            example: {
              type: `/docs#problem-${kind}`,
              title,
              status,
              detail: meaning,
              instance: 'urn:request:...',
            },
          },
          ...(fromGateway.has(status) && { 'application/json': { schema: GatewayRefusal } }),
        },
      },
    ]),
  );
}
