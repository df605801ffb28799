// Keywords of JSON Schema as functions, made once, so that holding an event against a schema costs microseconds.
//
// Only the keywords that plan-rules.ts lets in, with the meaning of draft 2020-12: tests hold it against a whole validator.
// A property that is `undefined` (webhooks are mapped to objects, not to JSON) is not there.
import { MAX_PATTERN_TEXT } from './pattern-cost.ts';
import { textFormat } from './text-formats.ts';

export type Schema = Readonly<Record<string, unknown>>;
type Bag = Readonly<Record<string, unknown>>;

/** Where in the event a value stands; `part` undefined: somewhere in a list. */
export interface Place {
  up: Place | undefined;
  part: string | undefined;
}
export interface Finding {
  place: Place;
  rule: string;
  expected?: unknown;
}
export type Look = (value: unknown, place: Place, found: Finding[]) => void;
type Maker = (argument: never, schema: Schema) => Look;

export const isMap = (value: unknown): value is Bag =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const has = (value: Bag, name: string) => Object.hasOwn(value, name) && value[name] !== undefined;
const namesOf = (value: Bag) => Object.keys(value).filter((name) => value[name] !== undefined);

/** A rule for values of one kind; other kinds are none of its business. */
const when =
  <Kind>(
    isKind: (value: unknown) => value is Kind,
    rule: string,
    holds: (value: Kind) => boolean,
    expected: unknown,
  ): Look =>
  (value, place, found) => {
    if (isKind(value) && !holds(value)) found.push({ place, rule, expected });
  };

const isAny = (value: unknown): value is unknown => value !== undefined;
const isText = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown): value is number => typeof value === 'number';
export const isList = (value: unknown): value is unknown[] => Array.isArray(value);

const lengthOf = (text: string) => [...text].length;
const typeOf = (value: unknown) => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);
const isOfType = (value: unknown, types: readonly string[]) =>
  types.includes(typeOf(value)) || (types.includes('integer') && Number.isInteger(value));
/** Within what decimals lose when they are divided. */
const isMultiple = (value: number, of: number) => {
  const times = value / of;
  return Math.abs(times - Math.round(times)) <= Math.abs(times) * 4 * Number.EPSILON;
};

const numbers = (rule: string, holds: (value: number, limit: number) => boolean) => (limit: number) =>
  when(isNumber, rule, (value) => holds(value, limit), limit);

const makers: Readonly<Record<string, Maker>> = {
  type: (types: string | string[]) => {
    const list = [types].flat();
    return when(isAny, 'type', (value) => isOfType(value, list), types);
  },
  enum: (choices: unknown[]) => when(isAny, 'enum', (value) => choices.includes(value), choices),
  const: (only: unknown) => when(isAny, 'const', (value) => value === only, only),
  minimum: numbers('minimum', (value, limit) => value >= limit),
  maximum: numbers('maximum', (value, limit) => value <= limit),
  exclusiveMinimum: numbers('exclusiveMinimum', (value, limit) => value > limit),
  exclusiveMaximum: numbers('exclusiveMaximum', (value, limit) => value < limit),
  multipleOf: numbers('multipleOf', isMultiple),
  minLength: (least: number) =>
    when(isText, 'minLength', (text) => text.length >= 2 * least || lengthOf(text) >= least, least),
  maxLength: (most: number) =>
    when(isText, 'maxLength', (text) => text.length <= most || lengthOf(text) <= most, most),
  pattern: (pattern: string) => {
    const shape = new RegExp(pattern, 'u');
    // What a text could cost is bounded by its length (pattern-cost.ts).
    return when(isText, 'pattern', (text) => text.length <= MAX_PATTERN_TEXT && shape.test(text), pattern);
  },
  format: (format: string) => when(isText, 'format', textFormat(format), format),
  minItems: (least: number) => when(isList, 'minItems', (list) => list.length >= least, least),
  maxItems: (most: number) => when(isList, 'maxItems', (list) => list.length <= most, most),
  minProperties: (least: number) =>
    when(isMap, 'minProperties', (bag) => namesOf(bag).length >= least, least),
  maxProperties: (most: number) => when(isMap, 'maxProperties', (bag) => namesOf(bag).length <= most, most),
  contains: (schema: Schema) => {
    const look = looking(schema);
    return when(isList, 'contains', (list) => list.some((one) => holds(look, one)), undefined);
  },
  items: (schema: Schema) => {
    const look = looking(schema);
    return (value, up, found) => {
      if (!isList(value)) return;
      const place: Place = { up, part: undefined };
      for (const one of value) look(one, place, found);
    };
  },
  required: (names: string[]) => (value, up, found) => {
    if (!isMap(value)) return;
    for (const name of names) {
      if (!has(value, name)) found.push({ place: { up, part: name }, rule: 'required' });
    }
  },
  dependentRequired: (names: Record<string, string[]>) => (value, up, found) => {
    if (!isMap(value)) return;
    for (const [name, others] of Object.entries(names)) {
      const missing = has(value, name) ? others.filter((other) => !has(value, other)) : [];
      for (const part of missing)
        found.push({ place: { up, part }, rule: 'dependentRequired', expected: name });
    }
  },
  properties: (schemas: Record<string, Schema>) => {
    const looks = Object.entries(schemas).map(([name, schema]) => [name, looking(schema)] as const);
    return (value, up, found) => {
      if (!isMap(value)) return;
      for (const [part, look] of looks) if (has(value, part)) look(value[part], { up, part }, found);
    };
  },
  additionalProperties: (schema: Schema | boolean, { properties }) => {
    if (schema === true) return () => {};
    const named = isMap(properties) ? properties : {};
    const look = schema === false ? never : looking(schema);
    return (value, up, found) => {
      if (!isMap(value)) return;
      for (const part of namesOf(value)) {
        if (!Object.hasOwn(named, part)) look(value[part], { up, part }, found);
      }
    };
  },
  allOf: (schemas: Schema[]) => {
    const looks = schemas.map(looking);
    return (value, place, found) => {
      for (const look of looks) look(value, place, found);
    };
  },
  anyOf: (schemas: Schema[]) => alternatives('anyOf', schemas, (holding) => holding > 0),
  oneOf: (schemas: Schema[]) => alternatives('oneOf', schemas, (holding) => holding === 1),
  not: (schema: Schema) => {
    const look = looking(schema);
    return when(isAny, 'not', (value) => !holds(look, value), undefined);
  },
  if: (condition: Schema, { then: met, else: unmet }) => {
    const [look, yes, no] = [condition, met ?? {}, unmet ?? {}].map((schema) => looking(schema as Schema));
    return (value, place, found) => {
      if (look && yes && no) (holds(look, value) ? yes : no)(value, place, found);
    };
  },
};

const never: Look = (_, place, found) => {
  found.push({ place, rule: 'additionalProperties', expected: false });
};

function holds(look: Look, value: unknown): boolean {
  const found: Finding[] = [];
  look(value, { up: undefined, part: undefined }, found);
  return found.length === 0;
}

/** Of "one of these must be there" the first is told: clearer than that no alternative holds. */
function alternatives(rule: string, schemas: readonly Schema[], isRight: (holding: number) => boolean): Look {
  const looks = schemas.map(looking);
  return (value, place, found) => {
    const branches = looks.map((look) => {
      const branch: Finding[] = [];
      look(value, place, branch);
      return branch;
    });
    const holding = branches.filter(({ length }) => length === 0).length;
    if (isRight(holding)) return;
    const isMissing = branches.flat().every((one) => one.rule === 'required' && one.place.up === place);
    if (holding === 0 && isMissing) found.push(...(branches[0] ?? []));
    else found.push({ place, rule });
  };
}

/** All of a schema's keywords; those that say nothing of values are passed over. */
export function looking(schema: Schema): Look {
  const looks = Object.entries(schema).flatMap(([keyword, argument]) => {
    const make = Object.hasOwn(makers, keyword) ? makers[keyword] : undefined;
    return make ? [make(argument as never, schema)] : [];
  });
  return (value, place, found) => {
    for (const look of looks) look(value, place, found);
  };
}
