// JSON Schema as tables a person can read: a row per field, nested fields with dotted names, components as links.
import { type Html, html, inline } from './html.ts';
import type { OpenApi } from './openapi.ts';

/** The parts of JSON Schema that zod writes; anything else is ignored. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  example?: unknown;
  examples?: unknown[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  additionalProperties?: boolean | Schema;
}

export const nameOfRef = (ref: string): string => ref.split('/').at(-1) ?? '';

const link = (name: string): Html => html`<a href="#schema-${name}">${name}</a>`;

const joined = (parts: Html[], separator: string): Html[] =>
  parts.flatMap((part, index) => (index === 0 ? [part] : [html`${separator}`, part]));

/** `integer`, `date`, `Money or null`, `list of Activity`. */
export function typeText(schema: Schema): Html {
  if (schema.$ref) return link(nameOfRef(schema.$ref));
  if (schema.const !== undefined) return html`<code>${JSON.stringify(schema.const)}</code>`;
  if (schema.enum) {
    return html`${joined(
      schema.enum.map((value) => html`<code>${String(value)}</code>`),
      ' ',
    )}`;
  }
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return html`${joined(choices.map(typeText), ' or ')}`;
  const [only] = schema.allOf ?? [];
  if (only) return typeText(only);
  if (schema.type === 'array') return html`list of ${schema.items ? typeText(schema.items) : 'anything'}`;
  if (schema.type === undefined) return html`anything`;
  const names = [schema.type].flat().map((type) => (type === 'string' && schema.format) || type);
  return html`${names.join(' or ')}`;
}

function limits(schema: Schema): string {
  const { minimum, maximum, minLength, maxLength } = schema;
  const range = (low: number | undefined, high: number | undefined, unit: string) => {
    if (low === undefined && high === undefined) return [];
    if (low === undefined) return [`at most ${high}${unit}`];
    return [
      high === undefined
        ? `at least ${low}${unit}`
        : low === high
          ? `${low}${unit}`
          : `${low} to ${high}${unit}`,
    ];
  };
  const fallback = schema.default === undefined ? [] : [`default ${JSON.stringify(schema.default)}`];
  return [...range(minimum, maximum, ''), ...range(minLength, maxLength, ' characters'), ...fallback].join(
    ', ',
  );
}

interface Field {
  name: string;
  schema: Schema;
  isRequired: boolean;
}

/** Fields of an object, those of nested unnamed objects and of lists of them after their own. */
function fieldsOf(schema: Schema, prefix = ''): Field[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, property]) => {
    const name = `${prefix}${key}`;
    const field = { name, schema: property, isRequired: schema.required?.includes(key) ?? false };
    const inner = property.type === 'array' ? property.items : property;
    const nested = inner?.properties
      ? fieldsOf(inner, `${name}${property.type === 'array' ? '[]' : ''}.`)
      : [];
    return [field, ...nested];
  });
}

const row = ({ name, schema, isRequired }: Field): Html => html`<tr>
<th scope="row"><code>${name}</code>${isRequired ? '' : html` <small>optional</small>`}</th>
<td>${typeText(schema)}<small>${limits(schema)}</small></td>
<td>${inline(schema.description ?? '')}</td>
</tr>`;

export const fieldTable = (fields: Field[]): Html =>
  fields.length === 0
    ? html``
    : html`<div class="wide"><table><thead><tr><th>Field</th><th>Type</th><th>Meaning</th></tr></thead><tbody>
${fields.map(row)}</tbody></table></div>`;

/** A schema where it is used: a link when it has a name, else its fields. */
export function schemaBlock(schema: Schema): Html {
  const fields = fieldsOf(schema);
  return fields.length > 0 ? fieldTable(fields) : html`<p>${typeText(schema)}</p>`;
}

/** The schema a reference leads to; the schema itself when it is none. */
export function resolve(document: OpenApi, schema: Schema): Schema {
  if (!schema.$ref) return schema;
  const found = document.components?.schemas?.[nameOfRef(schema.$ref)];
  return resolve(document, (found ?? {}) as Schema);
}

/** The first example of a schema; undefined when it has none. */
export function exampleOf(document: OpenApi, schema: Schema): unknown {
  const { example, examples } = resolve(document, schema);
  return example ?? examples?.[0];
}
