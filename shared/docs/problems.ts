// Every kind of problem the API answers with: `type` of a problem document leads to its entry in /docs.
import type { ErrorCode } from '../platform/errors.ts';

export interface ProblemKind {
  status: number;
  title: string;
  meaning: string;
  remedy: string;
}

export const problemKinds: Readonly<Record<ErrorCode | 'internal', ProblemKind>> = {
  invalid: {
    status: 400,
    title: 'Bad request',
    meaning: 'Something in the request is missing or has the wrong shape.',
    remedy: 'See `errors`: each entry points at a field and says what is wrong with it.',
  },
  unauthorised: {
    status: 401,
    title: 'Not signed in',
    meaning: 'The request carries no valid access token, or a write key that does not exist or was revoked.',
    remedy: 'Sign in again, or use another write key.',
  },
  forbidden: {
    status: 403,
    title: 'Not allowed',
    meaning: 'You are signed in, but none of your roles may use this route.',
    remedy: 'Ask an owner to put you into one of the groups that `detail` names.',
  },
  'not-found': {
    status: 404,
    title: 'Not found',
    meaning: 'Nothing has this id, or it was erased.',
    remedy: 'Look the id up again.',
  },
  conflict: {
    status: 409,
    title: 'Conflict',
    meaning:
      'The request contradicts what is stored, such as an `Idempotency-Key` that was used for another request.',
    remedy: 'Read the current state, then decide.',
  },
  'precondition-failed': {
    status: 412,
    title: 'Changed meanwhile',
    meaning: 'Somebody changed the thing after you read it (`If-Match` no longer holds).',
    remedy: 'Read it again and repeat your change.',
  },
  'too-many': {
    status: 429,
    title: 'Too many requests',
    meaning: 'You call faster than the API allows.',
    remedy: 'Wait as many seconds as `Retry-After` says.',
  },
  internal: {
    status: 500,
    title: 'Internal error',
    meaning: 'A fault of ours. It is logged under the request id and raises an alarm.',
    remedy: 'Repeat the request; if it stays, report its `instance`.',
  },
  unavailable: {
    status: 503,
    title: 'Try again shortly',
    meaning: 'Something behind the API does not answer at the moment. Nothing was stored.',
    remedy: 'Wait as many seconds as `Retry-After` says, then send the same request again.',
  },
};
