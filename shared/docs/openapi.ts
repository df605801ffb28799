// The OpenAPI 3.1 document, made from the same route tables and schemas that register, check and answer.
import {
  type CreateDocumentOptions,
  createDocument,
  type oas31,
  type ZodOpenApiObject,
  type ZodOpenApiOperationObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';
import type { Audience, Route } from '../platform/routes.ts';
import type { Area } from './areas.ts';
import { componentName, problemResponses, problemsOf } from './problem-responses.ts';
import { problemKinds } from './problems.ts';

export type OpenApi = oas31.OpenAPIObject;

export interface About {
  title: string;
  version: string;
  description: string;
}

/** `GET /v1/customers/{id}/activity` -> `getCustomersByIdActivity`: stable as long as the route is. */
export function operationIdOf(key: string): string {
  const [method = '', path = ''] = key.split(' ');
  const words = path
    .replace(/^\/v1/, '')
    .replaceAll(/\{(\w+)\}/g, 'by/$1')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '');
  return [method.toLowerCase(), ...words.map((word) => word[0]?.toUpperCase() + word.slice(1))].join('');
}

/** Who may call, for people. */
export function audienceText(audience: Audience): string {
  if (audience === 'write-key') return 'For whoever holds a write key.';
  if (audience === 'signed-token') return 'For whoever holds the link: its token is signed.';
  if (audience === 'signed-hook') return 'For the sender that holds the secret: its signature is checked.';
  if (audience === 'public') return 'For everyone.';
  return `For signed-in users in one of the groups ${audience.join(', ')}.`;
}

function securityOf(audience: Audience): Record<string, string[]>[] {
  // A write key may also stand in the body, so the header is not the only way.
  if (audience === 'write-key') return [{ WriteKey: [] }, {}];
  if (audience === 'signed-hook') return [{ HookSignature: [] }];
  return Array.isArray(audience) ? [{ SignedIn: [] }] : [];
}

const etag = {
  description:
    'Changes with the answer: for `If-None-Match` when you read again, and `If-Match` when you change it.',
  schema: { type: 'string' as const },
};

function responsesOf(route: Route): ZodOpenApiResponsesObject {
  const text = Object.fromEntries(
    (route.media ?? []).map((type) => [type, { schema: { type: 'string' as const } }]),
  );
  const content = { ...(route.response && { 'application/json': { schema: route.response } }), ...text };
  const problems = problemsOf(route).map((kind) => [
    String(problemKinds[kind].status),
    { $ref: `#/components/responses/${componentName(kind)}` },
  ]);
  const asks = (header: string) => route.headers !== undefined && header in route.headers.shape;
  const isCompared = asks('if-none-match') || asks('if-match');
  return {
    [String(route.status ?? 200)]: {
      description: route.status === 204 ? 'Done; no body.' : 'Success.',
      ...(isCompared && { headers: { ETag: etag } }),
      ...(Object.keys(content).length > 0 && { content }),
    },
    ...(asks('if-none-match') && {
      '304': { description: 'Not changed since; no body.', headers: { ETag: etag } },
    }),
    ...Object.fromEntries(problems),
  };
}

function operationOf(key: string, route: Route, area: Area): ZodOpenApiOperationObject {
  const body = route.body ?? route.rawBody;
  return {
    operationId: operationIdOf(key),
    tags: [area.title],
    summary: route.summary,
    description: [route.description, audienceText(route.audience)].filter(Boolean).join('\n\n'),
    ...(route.aliasOf && { 'x-alias-of': operationIdOf(route.aliasOf) }),
    security: securityOf(route.audience),
    requestParams: {
      ...(route.params && { path: route.params }),
      ...(route.query && { query: route.query }),
      ...(route.headers && { header: route.headers }),
    },
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
    responses: responsesOf(route),
  };
}

const MAX_INT = Number.MAX_SAFE_INTEGER;

/** Leaves out what says nothing: bounds of safe integers, the pattern of a format; answers may gain fields later. */
const plainer: NonNullable<CreateDocumentOptions['override']> = ({ jsonSchema, io }) => {
  if (jsonSchema.maximum === MAX_INT) delete jsonSchema.maximum;
  if (jsonSchema.minimum === -MAX_INT) delete jsonSchema.minimum;
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
  if (io === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
};

const besideReference: ReadonlySet<string> = new Set(['$ref', 'description', 'summary']);

/**
 * zod repeats constraints of a named schema beside its reference when only words were added to it; there they would
 * refuse everything (`additionalProperties: false` without properties).
 */
function withPlainReferences<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withPlainReferences) as T;
  if (typeof value !== 'object' || value === null) return value;
  const isReference = '$ref' in value && typeof value.$ref === 'string';
  const kept = Object.entries(value).filter(([key]) => !isReference || besideReference.has(key));
  return Object.fromEntries(kept.map(([key, inner]) => [key, withPlainReferences(inner)])) as T;
}

/** The whole document. Pure: the same tables give the same document. */
export function openApiOf(areas: readonly Area[], about: About): OpenApi {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const area of areas) {
    for (const [key, route] of Object.entries(area.routes)) {
      const [method = '', path = ''] = key.split(' ');
      paths[path] = { ...paths[path], [method.toLowerCase()]: operationOf(key, route, area) };
    }
  }
  const document: ZodOpenApiObject = {
    openapi: '3.1.1',
    info: {
      ...about,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    // Relative to the document, so that it holds under any host and stage.
    servers: [{ url: '.', description: 'Where this document was read' }],
    tags: areas.map(({ title, description }) => ({ name: title, description })),
    paths,
    components: {
      securitySchemes: {
        SignedIn: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'Token of a user signed in with Cognito. The groups of the user are their roles.',
        },
        WriteKey: {
          type: 'http',
          scheme: 'basic',
          description:
            'The write key as user name, no password. It may stand in the body as `writeKey` instead.',
        },
        HookSignature: {
          type: 'apiKey',
          in: 'header',
          name: 'webhook-signature',
          description:
            'A signature over the raw body, in the header and the way of each sender; here the one of Standard Webhooks.',
        },
      },
      responses: problemResponses(),
    },
  };
  return withPlainReferences(createDocument(document, { override: plainer }));
}
