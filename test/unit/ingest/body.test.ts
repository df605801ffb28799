import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_INFLATED_BYTES, packBody, readBody, unpackBody } from '../../../shared/ingest/body.ts';
import { AppError } from '../../../shared/platform/errors.ts';

const bytes = (text: string) => Buffer.from(text, 'utf8');

describe('readBody', () => {
  it.each([
    ['plain', bytes('{"a":"ሰላም"}')],
    ['gzipped', gzipSync('{"a":"ሰላም"}')],
    ['marked as UTF-8', bytes('\ufeff{"a":"ሰላም"}')],
  ])('reads a %s body by its bytes', (_title, body) => {
    expect(readBody(body)).toEqual({ a: 'ሰላም' });
  });

  it('keeps whole numbers too large for a double exact, as text', () => {
    expect(readBody(bytes('{"id":820982911946154508,"n":12,"f":0.1234567890123456}'))).toEqual({
      id: '820982911946154508',
      n: 12,
      f: 0.1234567890123456,
    });
  });

  it.each([
    ['nothing', bytes('')],
    ['half of a JSON', bytes('{"a":')],
    ['a form', bytes('a=1&b=2')],
    ['damaged gzip', Buffer.concat([gzipSync('{}').subarray(0, 12), bytes('!!')])],
    ['a gzip bomb', gzipSync(Buffer.alloc(MAX_INFLATED_BYTES + 1, 32))],
  ])('refuses %s with 400', (_title, body) => {
    expect(() => readBody(body)).toThrow(expect.objectContaining({ status: 400 }));
  });

  it('never fails in another way, whatever the bytes', () => {
    const anyBytes = fc.uint8Array({ maxLength: 200 });
    const gzipLike = anyBytes.map((rest) => Buffer.concat([Buffer.from([0x1f, 0x8b]), rest]));
    fc.assert(
      fc.property(fc.oneof(anyBytes, gzipLike), (body) => {
        try {
          readBody(body);
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
        }
      }),
    );
  });

  it('reads every JSON back, gzipped or not', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.boolean(), (value, isZipped) => {
        const text = JSON.stringify(value);
        // Numbers beyond 2^53 come back as text, by design.
        fc.pre(!/[0-9]{16}/.test(text));
        expect(readBody(isZipped ? gzipSync(text) : bytes(text))).toEqual(JSON.parse(text));
      }),
    );
  });

  it('reads what is nested deeper than the stack', () => {
    const deep = `${'['.repeat(50_000)}1234567890123456789${']'.repeat(50_000)}`;

    expect(Array.isArray(readBody(bytes(deep)))).toBe(true);
  });
});

describe('packBody', () => {
  it('is undone by unpackBody', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(unpackBody(packBody(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
