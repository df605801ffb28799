// Opaque paging tokens: the last key and the filters it belongs to; a token of other filters is refused.
import { invalid } from './errors.ts';
import { hashOf } from './ids.ts';

/** A cursor that is only good for the same `scope` (the filters of the list, as text). */
export const encodeCursor = (key: unknown, scope: string): string =>
  Buffer.from(JSON.stringify([hashOf([scope], 12), key])).toString('base64url');

/** The key inside a cursor. Throws 400 when it is malformed or was made for another list. */
export function decodeCursor(cursor: string, scope: string): unknown {
  try {
    const [mark, key] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (mark === hashOf([scope], 12)) return key;
  } catch {
    // falls through: an unreadable cursor and a foreign one get the same answer
  }
  throw invalid('The cursor does not belong to this list.', [
    { pointer: '?cursor', detail: 'use next_cursor of the previous page' },
  ]);
}
