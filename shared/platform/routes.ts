// A route says who may call it, what it takes and what it gives. Infra, handlers and OpenAPI are all made from it.
import * as z from 'zod';
import type { ErrorCode } from './errors.ts';

export const Role = z.enum(['owner', 'marketer', 'support', 'viewer']);
export type Role = z.infer<typeof Role>;

/**
 * Who a route is for. Roles: a signed-in user in one of these groups. `write-key`: ingest, checked in the function.
 * `signed-token`: a public page whose path carries a signed token. `signed-hook`: a webhook, whose signature is checked in
 * the function. `public`: documentation only.
 */
export type Audience = readonly Role[] | 'write-key' | 'signed-token' | 'signed-hook' | 'public';

export const everyRole: readonly Role[] = Role.options;

export interface Route {
  readonly audience: Audience;
  readonly summary: string;
  readonly description?: string;
  /** For the documentation only: this route is the same as another one, under a second name. */
  readonly aliasOf?: RouteKey;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** For the documentation only: a body that the handler reads from the raw bytes itself. */
  readonly rawBody?: z.ZodType;
  /** For the documentation only: request headers that the handler reads, in lower case. */
  readonly headers?: z.ZodObject;
  /** JSON answer of the success status. */
  readonly response?: z.ZodType;
  /** For the documentation: problems beyond those that audience and input imply (docs/problem-responses.ts). */
  readonly problems?: readonly ErrorCode[];
  readonly status?: 200 | 201 | 202 | 204;
  /** Other media types of the success answer, e.g. `text/csv`. */
  readonly media?: readonly string[];
}

export type RouteKey = `${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} /${string}`;
export type Routes = Readonly<Record<RouteKey, Route>>;

/** Keeps the literal keys and schema types of a route table. */
export const defineRoutes = <const R extends Routes>(routes: R): R => routes;

/** The audience of a route; throws when there is none, so that no route is open by accident. */
export function audienceOf(key: string, route: { audience?: Audience }): Audience {
  const { audience } = route;
  if (audience === undefined || (Array.isArray(audience) && audience.length === 0)) {
    throw new Error(`Route ${key} names no audience and cannot be deployed`);
  }
  return audience;
}
