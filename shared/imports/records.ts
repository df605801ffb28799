// Where a CSV record ends, in bytes of UTF-8. One scanner for splitting and reading, so that the two cannot disagree.
// Own code because byte offsets are needed, and because one stray quotation mark must not swallow the rest of the file.

/** A record with an open quotation mark and nothing to close it within so many bytes is broken. */
export const MAX_RECORD_BYTES = 64 * 1024;

const QUOTE = 0x22;
const CR = 0x0d;
const LF = 0x0a;

export interface RecordSpan {
  start: number;
  /** Exclusive, line end included. */
  end: number;
  /** A quotation mark was never closed: only the first line counts as the record. */
  isBroken: boolean;
}

/** Just behind the line end at `at`; undefined when the next byte must be known first. */
function afterLineEnd(bytes: Uint8Array, at: number, isLast: boolean): number | undefined {
  if (bytes[at] === LF) return at + 1;
  if (at + 1 < bytes.length) return bytes[at + 1] === LF ? at + 2 : at + 1;
  return isLast ? at + 1 : undefined;
}

function firstLineEnd(bytes: Uint8Array, start: number, isLast: boolean): number | undefined {
  for (let at = start; at < bytes.length; at += 1) {
    if (bytes[at] === LF || bytes[at] === CR) return afterLineEnd(bytes, at, isLast);
  }
  return bytes.length;
}

/** Just behind the field's closing quotation mark; `broken` when there is none near; undefined: more bytes are needed. */
function afterQuoted(
  bytes: Uint8Array,
  from: number,
  limit: number,
  isLast: boolean,
): number | 'broken' | undefined {
  let at = from;
  for (;;) {
    at = bytes.indexOf(QUOTE, at);
    if (at < 0 || at >= limit) return isLast || bytes.length >= limit ? 'broken' : undefined;
    if (at + 1 >= bytes.length && !isLast) return undefined;
    if (bytes[at + 1] !== QUOTE) return at + 1;
    at += 2;
  }
}

/**
 * A mark lines below, with text behind it, opens a field of its own, as careless as this one: were it to close this one,
 * the lines between them would be lost.
 */
function isOfAnother(
  bytes: Uint8Array,
  { from, closed, delimiter }: { from: number; closed: number; delimiter: number },
): boolean {
  const next = bytes[closed];
  if (next === undefined || next === delimiter || next === LF || next === CR) return false;
  const quoted = bytes.subarray(from, closed);
  return quoted.includes(LF) || quoted.includes(CR);
}

/**
 * The record that begins at `start`; undefined when more bytes are needed (never when `isLast`) or none are left.
 * A quotation mark opens only at the beginning of a field; text behind one that closes it on the same line belongs to it.
 */
export function recordAt(
  bytes: Uint8Array,
  start: number,
  delimiter: number,
  isLast: boolean,
): RecordSpan | undefined {
  const limit = start + MAX_RECORD_BYTES;
  let isFieldStart = true;
  let at = start;
  while (at < bytes.length) {
    const byte = bytes[at];
    if (byte === QUOTE && isFieldStart) {
      const closed = afterQuoted(bytes, at + 1, limit, isLast);
      if (closed === undefined) return undefined;
      if (closed === 'broken' || isOfAnother(bytes, { from: at, closed, delimiter })) {
        const end = firstLineEnd(bytes, start, isLast);
        return end === undefined ? undefined : { start, end, isBroken: true };
      }
      at = closed;
      isFieldStart = false;
      continue;
    }
    if (byte === LF || byte === CR) {
      const end = afterLineEnd(bytes, at, isLast);
      return end === undefined ? undefined : { start, end, isBroken: false };
    }
    isFieldStart = byte === delimiter;
    at += 1;
  }
  return isLast && at > start ? { start, end: at, isBroken: false } : undefined;
}

/** The cells of a record that is not broken, without its line end. */
export function cellsOf(record: string, delimiter: string): string[] {
  const text = record.replace(/\r?\n$|\r$/, '');
  if (!text.includes('"')) return text.split(delimiter);
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    let cell = '';
    if (text[at] === '"') {
      const close = closingQuote(text, at + 1);
      cell = text.slice(at + 1, close).replaceAll('""', '"');
      at = close + 1;
    }
    const end = text.indexOf(delimiter, at);
    cells.push(cell + text.slice(at, end < 0 ? text.length : end));
    if (end < 0) return cells;
    at = end + 1;
  }
}

function closingQuote(text: string, from: number): number {
  let at = from;
  for (;;) {
    at = text.indexOf('"', at);
    if (at < 0) return text.length;
    if (text[at + 1] !== '"') return at;
    at += 2;
  }
}
