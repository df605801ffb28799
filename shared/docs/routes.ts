// The documentation over HTTP: the only routes open to everyone.
import * as z from 'zod';
import { defineRoutes } from '../platform/routes.ts';

export const docsRoutes = defineRoutes({
  'GET /openapi.json': {
    audience: 'public',
    summary: 'This API as an OpenAPI 3.1 document',
    response: z.looseObject({ openapi: z.string() }).meta({ description: 'An OpenAPI 3.1 document.' }),
  },
  'GET /docs': {
    audience: 'public',
    summary: 'This API as a page to read',
    media: ['text/html'],
  },
  'GET /docs/{asset}': {
    audience: 'public',
    summary: 'Style sheet and icon of the page',
    params: z.object({ asset: z.string().max(100) }),
    media: ['text/css', 'image/svg+xml'],
  },
});
