// The JSON Schema of one event, ready to be held against what comes in; it tells places and keywords, never values.
import { type Finding, isList, isMap, looking, type Place, type Schema } from './keywords.ts';
import type { Violation } from './violation.ts';

/** A violation with what the plan wants there: the keyword's value. */
export interface Mismatch extends Violation {
  expected?: unknown;
}

/** Names that a plan gives to properties: those may be told. */
function namesIn(schema: unknown, names: Set<string>): void {
  if (Array.isArray(schema)) for (const one of schema) namesIn(one, names);
  if (!isMap(schema)) return;
  for (const [keyword, value] of Object.entries(schema)) {
    if (keyword === 'properties' && isMap(value)) for (const name of Object.keys(value)) names.add(name);
    if (keyword === 'required' && isList(value)) for (const name of value) names.add(String(name));
    namesIn(value, names);
  }
}

// Some senders put ids or addresses where names belong; those are values.
const isTellable = (name: string): boolean => /^[A-Za-z_$][\w$ .-]{0,39}$/.test(name) && !/\d{4}/.test(name);
const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

/**
 * What is wrong with properties or traits that stand at `base`, each kind once, as places and keywords. Throws for a schema
 * that plan-rules.ts would not let in.
 */
export function compiled(schema: Schema): (given: unknown, base: string) => Mismatch[] {
  const look = looking(schema);
  const names = new Set<string>();
  namesIn(schema, names);
  const pointer = ({ up, part }: Place, base: string): string => {
    if (!up) return base;
    const isTold = part !== undefined && (names.has(part) || isTellable(part));
    return `${pointer(up, base)}/${isTold ? escaped(part) : '*'}`;
  };
  return (given, base) => {
    const found: Finding[] = [];
    look(given, { up: undefined, part: undefined }, found);
    const kinds = new Map<string, Mismatch>();
    for (const { place, rule, expected } of found) {
      const mismatch = { pointer: pointer(place, base), rule, ...(expected !== undefined && { expected }) };
      kinds.set(`${mismatch.pointer} ${rule}`, mismatch);
    }
    return [...kinds.values()];
  };
}
