// One route of the documentation page: what it takes, what it gives, and a call to copy.
import { type Html, html, prose } from './html.ts';
import type { OpenApi } from './openapi.ts';
import { exampleOf, fieldTable, resolve, type Schema, schemaBlock } from './page-schema.ts';

interface Media {
  schema?: Schema;
}

interface Answer {
  $ref?: string;
  description?: string;
  content?: Record<string, Media>;
}

export interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  description?: string;
  /** `operationId` of the route that this one is a second name of. */
  'x-alias-of'?: string;
  security?: Record<string, string[]>[];
  parameters?: { in: string; name: string; required?: boolean; description?: string; schema: Schema }[];
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, Answer>;
}

export interface Listed {
  method: string;
  path: string;
  operation: Operation;
}

/** All operations of a document, in its order. */
export function operationsOf(document: OpenApi): Listed[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      operation: operation as Operation,
    })),
  );
}

/** A call for the command line, with the examples of the schemas. `$API`, `$TOKEN` and `$WRITE_KEY` are the reader's. */
export function curlOf(document: OpenApi, { method, path, operation }: Listed): string {
  const query = (operation.parameters ?? [])
    .filter((parameter) => parameter.in === 'query' && (parameter.required || parameter.schema.example))
    .map(({ name, schema }) => `${name}=${encodeURIComponent(String(schema.example ?? ''))}`);
  const target = `$API${path.replaceAll(/\{(\w+)\}/g, '$$$1')}${query.length > 0 ? `?${query.join('&')}` : ''}`;
  const first = operation.security?.[0] ?? {};
  const body = operation.requestBody?.content['application/json']?.schema;
  const example = body && exampleOf(document, body);
  return [
    `curl${method === 'GET' ? '' : ` -X ${method}`} "${target}"`,
    ...('SignedIn' in first ? ['-H "Authorization: Bearer $TOKEN"'] : []),
    ...('WriteKey' in first ? ['-u "$WRITE_KEY:"'] : []),
    ...(body ? ["-H 'Content-Type: application/json'", `-d '${JSON.stringify(example ?? {})}'`] : []),
  ].join(' \\\n  ');
}

const shownName = ({ in: place, name }: { in: string; name: string }): string => {
  if (place === 'path') return `{${name}}`;
  return place === 'query' ? `?${name}` : `${name}:`;
};

function parameters(operation: Operation): Html {
  const fields = (operation.parameters ?? []).map((parameter) => ({
    name: shownName(parameter),
    schema: { ...parameter.schema, description: parameter.description ?? '' },
    isRequired: parameter.required ?? false,
  }));
  return fields.length === 0 ? html`` : html`<h4>Takes</h4>${fieldTable(fields)}`;
}

/** Name and fields of a schema, and an example if it has one. */
function shape(document: OpenApi, schema: Schema): Html {
  const example = exampleOf(document, schema);
  return html`${schema.$ref ? schemaBlock(schema) : ''}${schemaBlock(resolve(document, schema))}
${example !== undefined && html`<pre tabindex="0">${JSON.stringify(example, null, 2)}</pre>`}`;
}

function requestBody(document: OpenApi, operation: Operation): Html {
  const schema = operation.requestBody?.content['application/json']?.schema;
  return schema ? html`<h4>Body</h4>${shape(document, schema)}` : html``;
}

function success(document: OpenApi, [status, { content = {} }]: [string, Answer]): Html {
  const types = Object.keys(content);
  const schema = content['application/json']?.schema;
  return html`<p><b>${status}</b> ${types.length === 0 ? 'without a body' : types.join(', ')}</p>
${schema && shape(document, schema)}`;
}

function responses(document: OpenApi, operation: Operation): Html {
  const answers = Object.entries(operation.responses);
  const problems = answers.flatMap(([status, { $ref }]) =>
    $ref ? [{ status, code: problemCode($ref) }] : [],
  );
  return html`<h4>Gives</h4>
${answers.filter(([, answer]) => !answer.$ref).map((answer) => success(document, answer))}
<p class="quiet">Problems: ${problems.map(({ status, code }) => html`<a href="#problem-${code}">${status}</a> `)}</p>`;
}

/** `#/components/responses/NotFound` -> `not-found`. */
export const problemCode = (ref: string): string =>
  (ref.split('/').at(-1) ?? '').replaceAll(/(?!^)([A-Z])/g, '-$1').toLowerCase();

/** `aliases`: the same route under other names. */
export function operationBlock(document: OpenApi, listed: Listed, aliases: readonly Listed[]): Html {
  const { method, path, operation } = listed;
  return html`<article id="${operation.operationId}">
<h3><a href="#${operation.operationId}"><span class="method ${method.toLowerCase()}">${method}</span> <code>${path}</code></a></h3>
<p class="summary">${operation.summary}</p>
${prose(operation.description ?? '')}
${aliases.map((alias) => html`<p class="quiet" id="${alias.operation.operationId}">Also <code>${alias.method} ${alias.path}</code>.</p>`)}
${parameters(operation)}
${requestBody(document, operation)}
${responses(document, operation)}
<pre tabindex="0">${curlOf(document, listed)}</pre>
</article>`;
}
