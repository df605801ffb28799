// What the JSON Schemas of a plan may contain: a subset of draft 2020-12 that is checked in bounded time, whatever comes in.
import { MAX_PLACES } from './compiled.ts';
import { MAX_PATTERN_TEXT, patternProblem } from './pattern-cost.ts';
import { MAX_PLAN_BYTES, type PlanContent, planName } from './plan-schema.ts';

export interface PlanProblem {
  /** From the plan. */
  path: (string | number)[];
  message: string;
}

const MAX_SCHEMA_BYTES = 32 * 1024;
const MAX_DEPTH = 10;
/** Of a whole plan, with examples and defaults, which may be anything: nothing may be too deep to be written as JSON. */
const MAX_LEVELS = 40;
/** Schemas within the schema of one event. */
const MAX_SCHEMAS = 200;
/** Schemas in allOf, anyOf and their like: each is one more look at the same value. */
const MAX_COMBINED = 20;
const MAX_CHOICES = 200;
const MAX_NAME = 100;

/** Those that the validator knows and a shop may want. */
const formats = ['date', 'date-time', 'email', 'uuid', 'uri'];
const types = ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'];

const isText = (value: unknown): value is string => typeof value === 'string';
const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isScalar = (value: unknown) => value === null || ['string', 'number', 'boolean'].includes(typeof value);
const isNames = (value: unknown): value is string[] => Array.isArray(value) && value.every(isName);
const isName = (value: unknown) => isText(value) && value.length <= MAX_NAME && value.isWellFormed();
const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0;

/** Undefined when the value is right, else what it should be. */
type Rule = (value: unknown) => string | undefined;
const must =
  (holds: (value: unknown) => boolean, what: string): Rule =>
  (value) =>
    holds(value) ? undefined : what;
const anything: Rule = () => undefined;
const count = must(isCount, 'a whole number from 0');
const places = must(
  (value) => isCount(value) && Number(value) <= MAX_PLACES,
  `a whole number from 0 to ${MAX_PLACES}`,
);
const number = must((value) => Number.isFinite(value), 'a number');

const plain: Readonly<Record<string, Rule>> = {
  type: must(
    (value) => [value].flat().length > 0 && [value].flat().every((one) => isText(one) && types.includes(one)),
    `one of ${types.join(', ')}, or a list of them`,
  ),
  enum: must(
    (value) =>
      Array.isArray(value) && value.length > 0 && value.length <= MAX_CHOICES && value.every(isScalar),
    `1 to ${MAX_CHOICES} texts, numbers, booleans or null`,
  ),
  const: must(isScalar, 'a text, a number, a boolean or null'),
  required: must(isNames, `a list of names of at most ${MAX_NAME} characters`),
  dependentRequired: must((value) => isMap(value) && Object.values(value).every(isNames), 'names by name'),
  minimum: number,
  maximum: number,
  exclusiveMinimum: number,
  exclusiveMaximum: number,
  multipleOf: must((value) => Number.isFinite(value) && Number(value) > 0, 'a number above 0'),
  minLength: count,
  maxLength: count,
  minItems: places,
  maxItems: places,
  minProperties: count,
  maxProperties: count,
  pattern: (value) => (isText(value) ? patternProblem(value) : 'a text'),
  format: must((value) => isText(value) && formats.includes(value), `one of ${formats.join(', ')}`),
  title: must(isText, 'a text'),
  description: must(isText, 'a text'),
  $comment: must(isText, 'a text'),
  default: anything,
  examples: anything,
  deprecated: anything,
};

const oneSchema = new Set(['items', 'contains', 'not', 'if', 'then', 'else']);
const listOfSchemas = new Set(['allOf', 'anyOf', 'oneOf']);
const combining = new Set([...listOfSchemas, 'contains', 'not', 'if', 'then', 'else']);

interface Walk {
  problems: PlanProblem[];
  schemas: number;
  combined: number;
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((one) => isDeeper(one, levels - 1));
}

/** All that is wrong with a plan; nothing for one that may be put. */
export function planProblems(plan: PlanContent): PlanProblem[] {
  if (isDeeper(plan, MAX_LEVELS)) return [{ path: ['events'], message: 'nested too deeply' }];
  const bytes = Buffer.byteLength(JSON.stringify(plan));
  if (bytes > MAX_PLAN_BYTES) {
    return [{ path: [], message: `${bytes} bytes; a plan may have ${MAX_PLAN_BYTES}` }];
  }
  const seen = new Set<string>();
  return plan.events.flatMap(({ name, schema }, index) => {
    const key = planName(name);
    const isTwice = seen.has(key);
    seen.add(key);
    return [
      ...(isTwice ? [{ path: ['events', index, 'name'], message: `${name} stands in the plan twice` }] : []),
      ...schemaProblems(schema).map(({ path, message }) => ({
        path: ['events', index, 'schema', ...path],
        message: `${name}: ${message}`,
      })),
    ];
  });
}

function schemaProblems(schema: Record<string, unknown>): PlanProblem[] {
  if (Buffer.byteLength(JSON.stringify(schema)) > MAX_SCHEMA_BYTES) {
    return [{ path: [], message: `the schema is larger than ${MAX_SCHEMA_BYTES} bytes` }];
  }
  const walk: Walk = { problems: [], schemas: 0, combined: 0 };
  // Which draft it was written for says nothing about the keywords that are taken.
  const { $schema: _, ...rest } = schema;
  visit(rest, [], walk);
  if (walk.schemas > MAX_SCHEMAS) add(walk, [], `more than ${MAX_SCHEMAS} schemas within it`);
  if (walk.combined > MAX_COMBINED) {
    add(walk, [], `more than ${MAX_COMBINED} schemas under ${[...combining].join(', ')}`);
  }
  return walk.problems;
}

const add = ({ problems }: Walk, path: (string | number)[], message: string) =>
  problems.push({ path, message });

function visit(schema: unknown, path: (string | number)[], walk: Walk): void {
  if (!isMap(schema)) {
    add(walk, path, 'a schema is an object');
    return;
  }
  walk.schemas += 1;
  if (path.length > 2 * MAX_DEPTH) {
    add(walk, path, 'nested too deeply');
    return;
  }
  for (const [keyword, value] of Object.entries(schema))
    visitKeyword(keyword, value, [...path, keyword], walk);
  if (isText(schema.pattern) && Number(schema.minLength) > MAX_PATTERN_TEXT) {
    add(walk, [...path, 'minLength'], `texts with a pattern have at most ${MAX_PATTERN_TEXT} characters`);
  }
}

function visitKeyword(keyword: string, value: unknown, path: (string | number)[], walk: Walk): void {
  if (combining.has(keyword)) walk.combined += Array.isArray(value) ? value.length : 1;
  if (oneSchema.has(keyword)) visit(value, path, walk);
  else if (listOfSchemas.has(keyword)) visitAll(value, path, walk);
  else if (keyword === 'properties') visitProperties(value, path, walk);
  else if (keyword === 'additionalProperties') {
    if (typeof value !== 'boolean') visit(value, path, walk);
  } else if (!Object.hasOwn(plain, keyword)) {
    const why = /^\$(ref|dynamicRef|recursiveRef|id|anchor|defs)$|^definitions$/.test(keyword)
      ? 'references are not followed: write the schema out'
      : 'this keyword is not supported';
    add(walk, path, `${keyword}: ${why}`);
  } else {
    const why = plain[keyword]?.(value);
    if (why !== undefined) add(walk, path, `${keyword}: ${why}`);
  }
}

function visitAll(value: unknown, path: (string | number)[], walk: Walk): void {
  if (!Array.isArray(value) || value.length === 0) add(walk, path, 'a list of schemas');
  else for (const [index, schema] of value.entries()) visit(schema, [...path, index], walk);
}

function visitProperties(value: unknown, path: (string | number)[], walk: Walk): void {
  if (!isMap(value)) {
    add(walk, path, 'schemas by name');
    return;
  }
  for (const [name, schema] of Object.entries(value)) {
    if (!isName(name)) add(walk, path, `names are text of at most ${MAX_NAME} characters`);
    else visit(schema, [...path, name], walk);
  }
}
