// How long a regular expression of a plan could take at worst: a plan must not be able to hold up what comes in.
//
// JavaScript's engine goes back and tries again. Steps multiply over what may vary in length, so they are multiplied here
// as well: an upper bound, not a measurement. Repeating what may itself vary (`(a+)*`) has no bound worth naming.

/** Longest pattern of a plan, and longest text that one is tried on. */
export const MAX_PATTERN = 200;
export const MAX_PATTERN_TEXT = 100;
/** A hundredth of a second, about. */
const MAX_STEPS = 300_000;

interface Reader {
  readonly text: string;
  at: number;
}
interface Part {
  /** Ways to match it. */
  ways: number;
  /** It can only match where the text begins. */
  isAnchored?: boolean;
}

class Refused extends Error {}

/** Why the pattern may not stand in a plan; undefined when it may. */
export function patternProblem(pattern: string): string | undefined {
  if (pattern.length > MAX_PATTERN) return `longer than ${MAX_PATTERN} characters`;
  try {
    new RegExp(pattern, 'u');
  } catch {
    return 'not a regular expression (ECMAScript, with the flag u)';
  }
  try {
    const { ways, isAnchored } = alternatives({ text: pattern, at: 0 });
    return ways * (isAnchored ? 1 : MAX_PATTERN_TEXT) > MAX_STEPS
      ? 'could take too long: begin it with ^, and repeat at most two things without an end'
      : undefined;
  } catch (error) {
    if (error instanceof Refused) return error.message;
    throw error;
  }
}

/** `a|b|c` up to a closing bracket or the end. */
function alternatives(reader: Reader): Part {
  let ways = 0;
  let isAnchored = true;
  for (;;) {
    isAnchored &&= reader.text[reader.at] === '^';
    ways += sequence(reader).ways;
    if (reader.text[reader.at] !== '|') return { ways, isAnchored };
    reader.at += 1;
  }
}

function sequence(reader: Reader): Part {
  let ways = 1;
  for (let next = reader.text[reader.at]; next !== undefined && next !== '|' && next !== ')'; ) {
    const part = atom(reader);
    ways = Math.min(ways * repeated(reader, part).ways, Number.MAX_SAFE_INTEGER);
    next = reader.text[reader.at];
  }
  return { ways };
}

const escapedLetter = /\\(?:u\{[0-9a-f]+\}|u[0-9a-f]{4}|x[0-9a-f]{2}|p\{[^}]*\}|k<[^>]*>|c[a-z]|.)/iuy;
const charClass = /\[(?:\\.|[^\]\\])*\]/uy;
const group = /\((\?:|\?<(?![=!])[^>]*>|(?!\?))/uy;

const take = (reader: Reader, shape: RegExp): string | undefined => {
  shape.lastIndex = reader.at;
  const found = shape.exec(reader.text)?.[0];
  reader.at += found?.length ?? 0;
  return found;
};

function atom(reader: Reader): Part {
  const escaped = take(reader, escapedLetter);
  if (escaped !== undefined) {
    if (/^\\[1-9k]/.test(escaped)) throw new Refused('may not refer back to a group');
    return { ways: 1 };
  }
  if (take(reader, charClass) !== undefined) return { ways: 1 };
  if (reader.text[reader.at] !== '(') {
    reader.at += 1;
    return { ways: 1 };
  }
  if (take(reader, group) === undefined) throw new Refused('may not look ahead or behind');
  const inner = alternatives(reader);
  reader.at += 1;
  return inner;
}

const quantifier = /(?:[*+?]|\{(\d+)(,?)(\d*)\})\??/uy;

function repeated(reader: Reader, part: Part): Part {
  const found = take(reader, quantifier);
  if (found === undefined) return part;
  if (found.startsWith('?')) return { ways: part.ways + 1 };
  if (part.ways > 1) throw new Refused('may not repeat a group in which something varies');
  const [, least, comma, most] = /\{(\d+)(,?)(\d*)\}/.exec(found) ?? [];
  if (least === undefined) return { ways: MAX_PATTERN_TEXT };
  if (comma === '') return part;
  const span = most === '' ? MAX_PATTERN_TEXT : Number(most) - Number(least) + 1;
  return { ways: Math.min(span, MAX_PATTERN_TEXT) };
}
