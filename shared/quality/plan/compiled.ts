// The JSON Schema of one event, ready to be held against what comes in; it tells places and keywords, never values.
import { type OutputUnit, Validator } from '@cfworker/json-schema';
import { isObject } from '../../ingest/incoming.ts';
import { MAX_PATTERN_TEXT } from './pattern-cost.ts';
import type { Violation } from './violation.ts';

export type Schema = Readonly<Record<string, unknown>>;

/** A violation with what the plan wants there: the keyword's value. */
export interface Mismatch extends Violation {
  expected?: unknown;
}

/** Keywords whose meaning is a search in the text, and the longest text that one is tried on: a longer one is wrong. */
const longestText = new Map([
  ['pattern', MAX_PATTERN_TEXT],
  ['format', 1_000],
]);

/** Places of a list that are looked at, and what `minItems` and `maxItems` may ask for. Orders have fewer lines. */
export const MAX_PLACES = 1_000;

/** The same schema, but no text is searched that is too long. */
function bounded(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(bounded);
  if (!isObject(schema)) return schema;
  const parts = Object.entries(schema);
  const isSearch = ([keyword, value]: [string, unknown]) =>
    longestText.has(keyword) && typeof value === 'string';
  const searches = parts.filter(isSearch).map(([keyword, value]) => {
    const maxLength = longestText.get(keyword);
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    return { if: { maxLength }, then: { [keyword]: value }, else: { maxLength } };
  });
  const rest = Object.fromEntries(
    parts.filter((part) => !isSearch(part)).map(([keyword, value]) => [keyword, within(keyword, value)]),
  );
  if (searches.length === 0) return rest;
  return { ...rest, allOf: [...(Array.isArray(rest.allOf) ? rest.allOf : []), ...searches] };
}

/** Values that a keyword names are no schemas. */
const within = (keyword: string, value: unknown): unknown => {
  if (keyword === 'enum' || keyword === 'const' || keyword === 'default' || keyword === 'examples')
    return value;
  if (keyword !== 'properties' || !isObject(value)) return bounded(value);
  return Object.fromEntries(Object.entries(value).map(([name, schema]) => [name, bounded(schema)]));
};

/**
 * As JSON in UTF-8 has it: webhooks are mapped to objects, in which a property may be there and undefined. Of a long list
 * the beginning, with one place more than a plan may ask for.
 */
function asJson(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.slice(0, MAX_PLACES + 1).map((one) => (one === undefined ? null : asJson(one)));
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, one]) =>
      one === undefined ? [] : [[name.toWellFormed(), asJson(one)]],
    ),
  );
}

const unescaped = (part: string): string =>
  decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
const partsOf = (location: string): string[] => location.split('/').slice(1).map(unescaped);

function valueAt(root: unknown, parts: readonly string[]): unknown {
  return parts.reduce<unknown>((value, part) => {
    if (Array.isArray(value)) return value[Number(part)];
    return isObject(value) && Object.hasOwn(value, part) ? value[part] : undefined;
  }, root);
}

/** Names that a plan gives to properties: those may be told. */
function namesIn(schema: unknown, names: Set<string>): void {
  if (Array.isArray(schema)) for (const one of schema) namesIn(one, names);
  if (!isObject(schema)) return;
  for (const [keyword, value] of Object.entries(schema)) {
    if (keyword === 'properties' && isObject(value)) for (const name of Object.keys(value)) names.add(name);
    if (keyword === 'required' && Array.isArray(value)) for (const name of value) names.add(String(name));
    namesIn(value, names);
  }
}

// Some senders put ids or addresses where names belong; those are values.
const isTellable = (name: string): boolean => /^[A-Za-z_$][\w$ .-]{0,39}$/.test(name) && !/\d{4}/.test(name);
const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

/** Units that only say that something below them is wrong, which is told by a unit of its own. */
const passing = new Set(['properties', 'items', 'allOf', 'if', 'false']);

interface Told {
  parts: string[];
  rule: string;
  expected?: unknown;
}

/** What one unit of the validator's output tells: a keyword may be broken by several names at once. */
function toldBy(unit: OutputUnit, given: unknown, schema: unknown): Told[] {
  const { keyword: rule } = unit;
  if (passing.has(rule)) return [];
  const [parts, path] = [partsOf(unit.instanceLocation), partsOf(unit.keywordLocation)];
  const [value, expected] = [valueAt(given, parts), valueAt(schema, path)];
  const names = isObject(value) ? Object.keys(value) : [];
  const lacks = (name: unknown): name is string => typeof name === 'string' && !names.includes(name);
  if (rule === 'required' && Array.isArray(expected)) {
    return expected.filter(lacks).map((name) => ({ parts: [...parts, name], rule }));
  }
  if (rule === 'dependentRequired' && isObject(expected)) {
    return Object.entries(expected).flatMap(([name, others]) =>
      lacks(name) || !Array.isArray(others)
        ? []
        : others.filter(lacks).map((other) => ({ parts: [...parts, other], rule, expected: name })),
    );
  }
  if (rule === 'additionalProperties') {
    // Of a schema for further properties the units below tell.
    if (expected !== false) return [];
    const planned = valueAt(schema, [...path.slice(0, -1), 'properties']);
    const further = names.filter((name) => !isObject(planned) || !Object.hasOwn(planned, name));
    return further.map((name) => ({ parts: [...parts, name], rule, expected }));
  }
  const isSchema = isObject(expected) || rule.endsWith('Of');
  return [{ parts, rule, ...(!isSchema && { expected }) }];
}

const isBelow = (unit: OutputUnit, above: OutputUnit): boolean =>
  unit.keywordLocation.startsWith(`${above.keywordLocation}/`);

const isChoice = ({ keyword }: OutputUnit): boolean => keyword === 'anyOf' || keyword === 'oneOf';

/** Units that tell something, each choice with what was wrong with its alternatives: they follow it. */
function grouped(units: readonly OutputUnit[]): [OutputUnit, ...OutputUnit[]][] {
  const groups: [OutputUnit, ...OutputUnit[]][] = [];
  for (const unit of units) {
    const group = groups.at(-1);
    if (group && isChoice(group[0]) && isBelow(unit, group[0])) group.push(unit);
    else groups.push([unit]);
  }
  return groups;
}

/** Of "one of these must be there" the first is told: clearer than that no alternative holds. */
function toldOf(units: readonly OutputUnit[], given: unknown, schema: unknown): Told[] {
  return grouped(units).flatMap(([unit, ...branches]) => {
    const [first] = branches;
    const isMissing = branches.every(
      ({ keyword, instanceLocation }) => keyword === 'required' && instanceLocation === unit.instanceLocation,
    );
    return first && isMissing ? toldBy(first, given, schema).slice(0, 1) : toldBy(unit, given, schema);
  });
}

/**
 * What is wrong with properties or traits that stand at `base`, each kind once, as places and keywords. May throw, then or
 * now, for a schema that plan-rules.ts would not let in.
 */
export function compiled(planned: Schema): (given: unknown, base: string) => Mismatch[] {
  const schema = bounded(planned);
  const validator = new Validator(isObject(schema) ? schema : {}, '2020-12', false);
  const names = new Set<string>();
  namesIn(planned, names);
  const pointerTo = (given: unknown, parts: readonly string[], base: string): string =>
    parts.reduce((pointer, part, index) => {
      const isPlace = Array.isArray(valueAt(given, parts.slice(0, index)));
      const isTold = !isPlace && (names.has(part) || isTellable(part));
      return `${pointer}/${isTold ? escaped(part) : '*'}`;
    }, base);
  return (given, base) => {
    const value = asJson(given);
    const { errors } = validator.validate(value);
    const kinds = new Map<string, Mismatch>();
    for (const { parts, rule, expected } of toldOf(errors, value, schema)) {
      const pointer = pointerTo(value, parts, base);
      kinds.set(`${pointer} ${rule}`, { pointer, rule, ...(expected !== undefined && { expected }) });
    }
    return [...kinds.values()];
  };
}
