// The pages that links in our mails lead to: unsubscribing, with its one-click POST (RFC 8058), and confirming a consent.
// Nobody signs in: the path carries a signed token.
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

const InLanguage = z.object({
  lang: Language.optional().catch(undefined).meta({ description: 'Language of the page.' }),
});

export const confirmRoutes = defineRoutes({
  'GET /c/{token}': {
    audience: 'signed-token',
    summary: 'Show the page that confirms a consent',
    description: 'A page with a button. Opening it grants nothing, because mail scanners open links.',
    params: TokenPath,
    query: InLanguage,
    media: ['text/html'],
  },
  'POST /c/{token}': {
    audience: 'signed-token',
    summary: 'Confirm a consent',
    description:
      'Grants the consent that was asked for, as of the first time; twice is once, and it undoes no later withdrawal. ' +
      '404 after 7 days, or when the customer has another address by now.',
    params: TokenPath,
    query: InLanguage,
    media: ['text/html'],
  },
});
