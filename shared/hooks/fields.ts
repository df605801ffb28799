// Reading other people's JSON, where any field may be missing or of another type.
import { isObject } from '../ingest/incoming.ts';
import { cutText } from '../platform/text.ts';

export type Fields = Record<string, unknown>;

/** The object, or an empty one. */
export const fieldsOf = (value: unknown): Fields => (isObject(value) ? value : {});

export const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

const MAX_TEXT = 2_000;

/** Text that says something, at most 2,000 characters; numbers as text. Undefined for everything else. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : undefined;
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  return text === '' ? undefined : cutText(text, MAX_TEXT);
}

/** The first of several values that is text. */
export const firstText = (...values: unknown[]): string | undefined =>
  values.map(textOf).find((text) => text !== undefined);

const MAX_MS = 8.64e15;

/** RFC 3339 of seconds or milliseconds since 1970; undefined when it is no such number. */
export function instantOfNumber(value: unknown, unitMs: 1 | 1_000): string | undefined {
  const ms = Number(textOf(value) ?? Number.NaN) * unitMs;
  return Math.abs(ms) <= MAX_MS ? new Date(ms).toISOString() : undefined;
}

/** Without the fields that say nothing. */
export const compact = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null));
