// Making two customers one, and two again, over HTTP.
import * as z from 'zod';
import { defineRoutes } from '../platform/routes.ts';
import { Merged, MergeInto, MergeWith, Parted } from './merge-schema.ts';
import { CustomerId } from './schema.ts';

const params = z.object({
  id: CustomerId.meta({ description: 'Customer id.', example: 'cus_01JMVT5KQ8X2Y7ZB4D6F9GHWRN' }),
});

export const mergeRoutes = defineRoutes({
  'POST /v1/customers/{id}/merge': {
    audience: ['owner', 'support'],
    summary: 'Merge two customers',
    description:
      'Makes two customers one. Who stays does not depend on which of them is named first: the one with an id of your ' +
      'own, then the one with an e-mail address or phone number as an identifier, then the older record, then the ' +
      'smaller id. History, identifiers and consents are united: of two values of a profile field and of two consents ' +
      'the newer stands (at the same instant a withdrawal), the same order in both counts once, and purchases, signals ' +
      'and score are made anew from the united history. The id of the other leads to who stays from now on. Two ' +
      'customers with different ids of your own are refused by 409, unless different sources gave these ids, or you ' +
      'say `anyway`; both ids then lead to who stays. The ' +
      'answer comes at once; the history follows within minutes, and `isDone` says when it is whole. Repeating the ' +
      'request changes nothing. It can be undone within 30 days.',
    params,
    body: MergeInto,
    response: Merged,
    problems: ['not-found', 'conflict'],
    status: 202,
  },
  'POST /v1/customers/{id}/unmerge': {
    audience: ['owner'],
    summary: 'Undo a merge',
    description:
      'Within 30 days. `id` is who stayed, `other` who became part of them. What `other` brought goes back: history, ' +
      'identifiers, messages, consents. Events since then go back if they came by an identifier of `other`; the rest ' +
      'stays. A consent withdrawn since then holds for both. Both are made anew from their histories. The program does ' +
      'not join them again by itself. Repeating the request changes nothing.',
    params,
    body: MergeWith,
    response: Parted,
    problems: ['not-found', 'conflict'],
    status: 202,
  },
});
