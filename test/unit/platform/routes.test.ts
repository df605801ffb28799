import { expect, test } from 'vitest';
import { audienceOf, everyRole } from '../../../shared/platform/routes.ts';

test.each([
  ['no audience', {}],
  ['an empty list of roles', { audience: [] }],
])('a route with %s cannot be deployed', (_, route) => {
  expect(() => audienceOf('GET /v1/open', route)).toThrow(/GET \/v1\/open/);
});

test.each([
  [everyRole],
  [['owner'] as const],
  ['public' as const],
  ['write-key' as const],
  ['signed-hook' as const],
])('a route for %j can', (audience) => {
  expect(audienceOf('GET /v1/x', { audience })).toBe(audience);
});
