import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { decodeCursor, encodeCursor } from '../../../shared/platform/cursor.ts';
import { AppError } from '../../../shared/platform/errors.ts';

test('a cursor gives back its key in the list it was made for', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string(), (key, scope) => {
      const canonical = JSON.parse(JSON.stringify(key));
      expect(decodeCursor(encodeCursor(key, scope), scope, z.unknown())).toEqual(canonical);
    }),
  );
});

test('a cursor is made of characters that need no escaping in a query', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (key) => {
      expect(encodeCursor(key, 'list')).toMatch(/^[\w-]+$/);
    }),
  );
});

test.each([
  ['whose key is of another shape', encodeCursor({ sk: 1 }, 'band=at-risk')],
  ['of another list', encodeCursor({ sk: 'a' }, 'band=watch')],
  ['that is no JSON', 'bm90IGpzb24'],
  ['that is empty', ''],
  ['that is JSON of another shape', Buffer.from('{"a":1}').toString('base64url')],
  ['that is null', Buffer.from('null').toString('base64url')],
])('a cursor %s is refused with the field named', (_, cursor) => {
  const act = () => decodeCursor(cursor, 'band=at-risk', z.object({ sk: z.string() }));

  expect(act).toThrow(AppError);
  expect(act).toThrow(
    expect.objectContaining({ status: 400, errors: [expect.objectContaining({ pointer: '?cursor' })] }),
  );
});
