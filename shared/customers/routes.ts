// The customers area over HTTP: find a customer, read what is known, read the history, record a consent.
import * as z from 'zod';
import { Kind } from '../ingest/schema.ts';
import { PageQuery, pageOf, RepeatHeaders } from '../platform/answers.ts';
import { defineRoutes, everyRole } from '../platform/routes.ts';

export { duplicateRoutes } from './duplicate-routes.ts';
export { mergeRoutes } from './merge-routes.ts';

import { Channel, CustomerId, Purpose } from './schema.ts';
import { activityExample, foundExample } from './view-example.ts';
import { ActivityView, ConsentView, CustomerView, FoundCustomer } from './view-schema.ts';

const params = z.object({
  id: CustomerId.meta({ description: 'Customer id.', example: 'cus_01JMVT5KQ8X2Y7ZB4D6F9GHWRN' }),
});

const wordingVersion = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .optional()
  .meta({ description: 'Which text the customer agreed to.', example: '2026-01' });

export const NewConsent = z
  .strictObject({
    channel: Channel,
    purpose: Purpose.default('marketing'),
    status: z.enum(['granted', 'withdrawn']),
    source: z.string().trim().min(1).max(100).meta({
      description: 'Where the customer said so: a form, the till, a call.',
      example: 'till',
    }),
    wordingVersion,
    at: z.iso
      .datetime({ offset: true })
      .optional()
      .meta({ description: 'When the customer said so, not in the future. Default: now.' }),
  })
  .meta({
    id: 'NewConsent',
    examples: [
      {
        channel: 'email',
        purpose: 'marketing',
        status: 'granted',
        source: 'till',
        wordingVersion: '2026-01',
      },
    ],
  });
export type NewConsent = z.output<typeof NewConsent>;

export const NewConsentRequest = z
  .strictObject({
    channel: z.literal('email', 'only e-mail can be confirmed by a link'),
    purpose: Purpose.default('marketing'),
    source: z.string().trim().min(1).max(100).meta({
      description: 'Where the customer asked for it: a form, the till, a call.',
      example: 'web-form',
    }),
    wordingVersion,
  })
  .meta({
    id: 'NewConsentRequest',
    examples: [{ channel: 'email', purpose: 'marketing', source: 'web-form', wordingVersion: '2026-01' }],
  });
export type NewConsentRequest = z.output<typeof NewConsentRequest>;

export const customersRoutes = defineRoutes({
  'GET /v1/customers': {
    audience: everyRole,
    summary: 'Find customers',
    description:
      'By customer id, the shop’s own id, e-mail address, phone number in any spelling, or the beginning of the ' +
      'name. Ethiopic letters that sound alike are the same here (ሠላም finds ሰላም). Exact matches come first; ' +
      '`matchedBy` says what was met.',
    query: PageQuery.extend({
      query: z
        .string()
        .trim()
        .min(1, 'say what to look for')
        .max(200)
        .meta({ description: 'What to look for.', example: '0911 23 45 67' }),
    }),
    response: pageOf('FoundCustomers', FoundCustomer, [foundExample]),
  },
  'GET /v1/customers/{id}': {
    audience: everyRole,
    summary: 'Read a customer',
    description:
      'Profile, consents, purchases and the churn score with its reasons. Carries an `ETag`; with `If-None-Match` ' +
      'an unchanged customer is answered by 304 without a body.',
    params,
    headers: z.object({
      'if-none-match': z.string().optional().meta({ description: 'The `ETag` of an earlier answer.' }),
    }),
    response: CustomerView,
  },
  'GET /v1/customers/{id}/activity': {
    audience: everyRole,
    summary: 'Read a customer’s history',
    description: 'Everything the customer did and everything we did with them, newest first.',
    params,
    query: PageQuery.extend({
      kind: Kind.optional().meta({
        description:
          'Only entries of this kind. Default: all but `identity` (which identifiers were linked when).',
      }),
    }),
    response: pageOf('ActivityPage', ActivityView, [activityExample]),
  },
  'POST /v1/customers/{id}/consents': {
    audience: ['owner', 'marketer', 'support'],
    summary: 'Record a consent',
    description:
      'Records that the customer gave or withdrew consent, and who wrote it down. Of several records of a channel ' +
      'and purpose the newest counts. With an `Idempotency-Key` header a repeated request records it once.',
    params,
    headers: RepeatHeaders,
    body: NewConsent,
    response: ConsentView.extend({
      id: z.string(),
      recordedBy: z.string().meta({ description: 'User id of who recorded it.' }),
    }).meta({ id: 'RecordedConsent' }),
    status: 201,
  },
  'POST /v1/customers/{id}/consents/requests': {
    audience: ['owner', 'marketer', 'support'],
    summary: 'Ask for a consent by mail',
    description:
      'Double opt-in: the customer gets a mail with a link, and the consent is granted when they press the button ' +
      'behind it, within 7 days. Opening the link grants nothing. No mail goes to an address that bounced or complained, ' +
      'that agreed already, or that got 3 such mails today; the history says why. The consent holds for that address only. A public form asks for the same with the event ' +
      '`Consent Requested`.',
    params,
    headers: RepeatHeaders,
    body: NewConsentRequest,
    response: z
      .object({
        ...NewConsentRequest.shape,
        status: z.literal('requested'),
        at: z.iso.datetime(),
        id: z.string(),
        recordedBy: z.string().meta({ description: 'User id of who asked.' }),
      })
      .meta({ id: 'RequestedConsent' }),
    status: 202,
  },
});
