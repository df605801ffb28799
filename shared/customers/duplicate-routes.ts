// Customers who may be one person, over HTTP.
import * as z from 'zod';
import { defineRoutes } from '../platform/routes.ts';
import { PairId } from '../quality/duplicates/pair-id.ts';
import { DismissedView, DuplicatesPage, DuplicatesQuery } from './duplicate-schema.ts';

const params = z.object({
  id: PairId.meta({
    description: 'Id of a pair.',
    example: 'dup_01JMVT5KQ8X2Y7ZB4D6F9GHWRN-01JNB3C8D0E2F4G6H8J0K2M4N6',
  }),
});

export const duplicateRoutes = defineRoutes({
  'GET /v1/customers/duplicates': {
    audience: ['owner', 'support'],
    summary: 'List customers who may be one person',
    description:
      'The nightly pass compares all customers by phone, e-mail address (tags, dots of Gmail and slips of the finger in ' +
      'the domain set aside) and given and father’s name (in either script), and keeps the 5,000 likeliest pairs. What is ' +
      'shown is read now: pairs that were merged, called two persons, or no longer agree are left out, so that a page may ' +
      'be shorter than its limit. A value that more than ten customers share proves nothing. Merge a pair with ' +
      '`POST /v1/customers/{id}/merge`.',
    query: DuplicatesQuery,
    response: DuplicatesPage,
  },
  'POST /v1/customers/duplicates/{id}/dismiss': {
    audience: ['owner', 'support'],
    summary: 'Say that two customers are two persons',
    description: 'The pair is not proposed again. Repeating the request changes nothing.',
    params,
    response: DismissedView,
    problems: ['not-found'],
  },
  'DELETE /v1/customers/duplicates/{id}/dismiss': {
    audience: ['owner', 'support'],
    summary: 'Take that back',
    description: 'The pair is proposed again from the next nightly pass on, if it still agrees.',
    params,
    status: 204,
  },
});
