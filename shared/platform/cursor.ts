// Opaque paging tokens: the last key and the filters it belongs to; a token of other filters is refused.
import type * as z from 'zod';
import { invalid } from './errors.ts';
import { hashOf } from './ids.ts';

/** A cursor that is only good for the same `scope` (the filters of the list, as text). */
export const encodeCursor = (key: unknown, scope: string): string =>
  Buffer.from(JSON.stringify([hashOf([scope], 12), key])).toString('base64url');

/**
 * The key inside a cursor. Throws 400 when it is malformed, was made for another list, or holds no key that fits `schema`:
 * a cursor is not signed, and DynamoDB refuses a key outside the query.
 */
export function decodeCursor<S extends z.ZodType>(cursor: string, scope: string, schema: S): z.output<S> {
  try {
    const [mark, key] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    const read = schema.safeParse(key);
    if (mark === hashOf([scope], 12) && read.success) return read.data;
  } catch {
    // falls through: an unreadable cursor and a foreign one get the same answer
  }
  throw invalid('The cursor does not belong to this list.', [
    { pointer: '?cursor', detail: 'use next_cursor of the previous page' },
  ]);
}
