// Who may call what: every route of every area with every role, with several, with none, and without signing in.
import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { areas as described } from '../../shared/docs/areas.ts';
import { AppError } from '../../shared/platform/errors.ts';
import { readCall } from '../../shared/platform/http.ts';
import { audienceOf, everyRole, Role, type Route, type Routes } from '../../shared/platform/routes.ts';
import { aRequest, aUser, type TestUser } from '../support/invoke.ts';

const areaNames = readdirSync('shared').filter(
  (area) => area !== 'platform' && existsSync(`shared/${area}/routes.ts`),
);
const tables = await Promise.all(
  areaNames.map(async (area): Promise<[string, Routes][]> => {
    const exported: Record<string, unknown> = await import(`../../shared/${area}/routes.ts`);
    return Object.entries(exported).filter((pair): pair is [string, Routes] => pair[0].endsWith('Routes'));
  }),
);
const routes = tables.flat().flatMap(([, table]) => Object.entries<Route>(table));

/** Status of the refusal, or `in` when the request came as far as its input. */
function outcome(key: string, route: Route, user: TestUser | undefined): number | 'in' {
  try {
    readCall(aRequest({ routeKey: key, ...(user && { user }) }), route);
    return 'in';
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    // Bad input is seen only by those who are let in.
    return error.status === 400 ? 'in' : error.status;
  }
}

test('every area has its routes in a table that is found here and described in the documentation', () => {
  expect(areaNames.length).toBeGreaterThan(2);
  expect(described.flatMap((area) => Object.keys(area.routes)).sort()).toEqual(
    routes.map(([key]) => key).sort(),
  );
});

describe.each(routes)('%s', (key, route) => {
  const audience = audienceOf(key, route);

  if (!Array.isArray(audience)) {
    test(`is open to whom it says: ${audience}`, () => {
      expect(['write-key', 'signed-token', 'signed-hook', 'public']).toContain(audience);
      expect(outcome(key, route, undefined)).toBe('in');
    });
    return;
  }

  test('refuses who is not signed in', () => {
    expect(outcome(key, route, undefined)).toBe(401);
  });

  test('refuses a user without a role', () => {
    expect(outcome(key, route, aUser())).toBe(403);
  });

  test.each(everyRole)('lets in %s, or refuses', (role) => {
    expect(outcome(key, route, aUser(role))).toBe(audience.includes(role) ? 'in' : 403);
  });

  test('lets in a user with all roles', () => {
    expect(outcome(key, route, aUser(...Role.options))).toBe('in');
  });
});

describe('rights', () => {
  const allowed = (role: Role) =>
    routes
      .filter(([, { audience }]) => Array.isArray(audience) && audience.includes(role))
      .map(([key]) => key);

  test('an owner may do everything a signed-in user can', () => {
    const forUsers = routes.filter(([, { audience }]) => Array.isArray(audience)).map(([key]) => key);

    expect(allowed('owner')).toEqual(forUsers);
  });

  test('a viewer changes nothing', () => {
    expect(allowed('viewer').filter((key) => !key.startsWith('GET '))).toEqual([]);
  });

  test('only owners see write keys and rejected events', () => {
    for (const role of ['marketer', 'support', 'viewer'] as const) {
      expect(allowed(role).filter((key) => /write-keys|rejected/.test(key))).toEqual([]);
    }
  });

  test('only the documentation is public', () => {
    const open = routes.filter(([, { audience }]) => audience === 'public').map(([key]) => key);

    expect(open.filter((key) => !/^GET \/(docs|openapi\.json)/.test(key))).toEqual([]);
  });
});
