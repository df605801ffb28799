// Whether an answer is what its route promises: every test that calls a handler checks it on the way.
import { expect } from 'vitest';
import type * as z from 'zod';
import { problemsOf } from '../../shared/docs/problem-responses.ts';
import { problemKinds } from '../../shared/docs/problems.ts';
import { Problem } from '../../shared/platform/answers.ts';
import type { Route } from '../../shared/platform/routes.ts';
import type { TestAnswer } from './invoke.ts';

/** Fails when status, media type or body are not what the API description says of the route. */
export function expectConformance(route: Route, answer: TestAnswer): void {
  const type = answer.headers['content-type']?.split(';')[0];
  if (answer.status >= 400) {
    expect(problemsOf(route).map((kind) => problemKinds[kind].status)).toContain(answer.status);
    if (type === 'application/problem+json') expect(Problem.parse(answer.json).status).toBe(answer.status);
    else expect(route.media).toContain(type);
  } else if (answer.status === 304 || type === undefined) {
    expect(answer.text).toBe('');
  } else {
    expect(answer.status).toBe(route.status ?? 200);
    if (route.response && type === 'application/json') expectWhole(route.response, answer.json);
    else expect(route.media).toContain(type);
  }
}

/** Equal after parsing: nothing is missing, and nothing is there that the description does not tell of. */
const expectWhole = (schema: z.ZodType, body: unknown): void => expect(schema.parse(body)).toEqual(body);
