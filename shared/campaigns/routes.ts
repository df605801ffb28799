// The unsubscribe page and its one-click POST (RFC 8058). Nobody signs in: the path carries a signed token.
import * as z from 'zod';
import { Language } from '../customers/schema.ts';
import { defineRoutes } from '../platform/routes.ts';

const TokenPath = z.object({
  token: z
    .string()
    .max(1_000)
    .meta({ description: 'Signed token out of the mail.', example: 'eyJ0b2tlbiI6MX0.c2lnbmF0dXJl' }),
});

export const campaignRoutes = defineRoutes({
  'GET /u/{token}': {
    audience: 'signed-token',
    summary: 'Show the unsubscribe page',
    description: 'A page with a button. Opening it changes nothing, because mail scanners open links.',
    params: TokenPath,
    query: z.object({
      lang: Language.optional().catch(undefined).meta({ description: 'Language of the page.' }),
    }),
    media: ['text/html'],
  },
  'POST /u/{token}': {
    audience: 'signed-token',
    summary: 'Unsubscribe',
    description:
      'One-click unsubscription (RFC 8058): acts at once, whatever the body says; twice is once. Works after erasure too.',
    params: TokenPath,
    query: z.object({
      lang: Language.optional().catch(undefined).meta({ description: 'Language of the answer.' }),
    }),
    media: ['text/html'],
  },
});
