// One route of the documentation page: what it takes, what it gives, and a call to copy.
import { type Html, html, prose } from './html.ts';
import type { OpenApi } from './openapi.ts';
import { exampleOf, fieldTable, resolve, type Schema, schemaBlock } from './page-schema.ts';

interface Media {
  schema?: Schema;
}

export interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  description?: string;
  security?: Record<string, string[]>[];
  parameters?: { in: string; name: string; required?: boolean; description?: string; schema: Schema }[];
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, { $ref?: string; description?: string; content?: Record<string, Media> }>;
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

function parameters(operation: Operation): Html {
  const fields = (operation.parameters ?? []).map((parameter) => ({
    name:
      parameter.in === 'path'
        ? `{${parameter.name}}`
        : parameter.in === 'query'
          ? `?${parameter.name}`
          : parameter.name,
    schema: { ...parameter.schema, description: parameter.description ?? '' },
    isRequired: parameter.required ?? false,
  }));
  return fields.length === 0 ? html`` : html`<h4>Takes</h4>${fieldTable(fields)}`;
}

function requestBody(operation: Operation): Html {
  const schema = operation.requestBody?.content['application/json']?.schema;
  return schema ? html`<h4>Body</h4>${schemaBlock(schema)}` : html``;
}

function responses(document: OpenApi, operation: Operation): Html {
  const answers = Object.entries(operation.responses);
  const success = answers.filter(([, response]) => !response.$ref);
  const problems = answers.filter(([, response]) => response.$ref);
  return html`<h4>Gives</h4>
${success.map(([status, { content = {} }]) => {
  const types = Object.keys(content);
  const schema = content['application/json']?.schema;
  return html`<p><b>${status}</b> ${types.length === 0 ? 'without a body' : types.join(', ')}</p>${schema ? schemaBlock(schema) : ''}
${schema?.$ref && exampleOf(document, schema) !== undefined ? html`<pre tabindex="0">${JSON.stringify(exampleOf(document, schema), null, 2)}</pre>` : ''}`;
})}
<p class="quiet">Problems: ${problems.map(([status, { $ref }], index) => html`${index > 0 ? ', ' : ''}<a href="#problem-${problemCode($ref ?? '')}">${status}</a>`)}</p>`;
}

/** `#/components/responses/NotFound` -> `not-found`. */
export const problemCode = (ref: string): string =>
  (ref.split('/').at(-1) ?? '').replaceAll(/(?!^)([A-Z])/g, '-$1').toLowerCase();

export function operationBlock(document: OpenApi, listed: Listed): Html {
  const { method, path, operation } = listed;
  return html`<article id="${operation.operationId}">
<h3><a href="#${operation.operationId}"><span class="method ${method.toLowerCase()}">${method}</span> <code>${path}</code></a></h3>
<p class="summary">${operation.summary}</p>
${prose(operation.description ?? '')}
${parameters(operation)}
${requestBody(operation)}
${responses(document, operation)}
<pre tabindex="0">${curlOf(document, listed)}</pre>
</article>`;
}

export { resolve };
