// Records and chunks: whatever the quoting, every byte is in exactly one record and every record in exactly one chunk.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Chunk, Chunker, recordsIn, recordsOf } from '../../../shared/imports/chunks.ts';
import { sniffDelimiter } from '../../../shared/imports/delimiter.ts';
import { cellsOf, MAX_RECORD_BYTES } from '../../../shared/imports/records.ts';
import { listOf } from '../../support/lists.ts';

const COMMA = ','.charCodeAt(0);
const bytesOf = (text: string) => new Uint8Array(Buffer.from(text));
const textsOf = (text: string) =>
  recordsIn(bytesOf(text), COMMA).map(({ bytes }) => Buffer.from(bytes).toString('utf8'));
const cells = (text: string) => textsOf(text).map((record) => cellsOf(record, ','));

async function* inPieces(bytes: Uint8Array, sizes: readonly number[]) {
  let at = 0;
  for (let turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

/** Text made of what breaks readers of CSV. */
const nasty = fc.string({
  unit: fc.constantFrom('"', '""', ',', ';', '\n', '\r', '\r\n', 'a', 'ሰ', ' ', '='),
  maxLength: 120,
});
const table = fc.array(fc.array(nasty, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 12 });
const written = (rows: readonly (readonly string[])[]) =>
  rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\n');

describe('records', () => {
  it.each([
    [
      'a,b\nc,d\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'a,b\r\nc,d',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'a,b\rc,d\r',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      '"a\nb",c\nd,e',
      [
        ['a\nb', 'c'],
        ['d', 'e'],
      ],
    ],
    ['"say ""hi""",c', [['say "hi"', 'c']]],
    [
      '5" pipe,c\nd,e',
      [
        ['5" pipe', 'c'],
        ['d', 'e'],
      ],
    ],
    ['"a"b,c', [['ab', 'c']]],
    ['a,\n', [['a', '']]],
    ['"",x', [['', 'x']]],
  ])('%j are read', (text, rows) => {
    expect(cells(text)).toEqual(rows);
    expect(recordsIn(bytesOf(text), COMMA).filter(({ isBroken }) => isBroken)).toEqual([]);
  });

  it('with a quotation mark that is never closed take one line, not the rest of the file', () => {
    const found = recordsIn(bytesOf('a,b\n"Abebe,c\nd,e\n'), COMMA);

    expect(found.map(({ isBroken }) => isBroken)).toEqual([false, true, false]);
  });

  it('of a quotation that goes on too long are broken as well', () => {
    const found = recordsIn(bytesOf(`"${'x\n'.repeat(MAX_RECORD_BYTES)}"\n`), COMMA);

    expect(found[0]).toMatchObject({ isBroken: true, end: 3 });
  });

  it('cover the file without gap or overlap, whatever it holds', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        expect(textsOf(text).join('')).toBe(text);
      }),
    );
  });

  it('give back what was written', () => {
    fc.assert(
      fc.property(table, (rows) => {
        expect(cells(written(rows))).toEqual(rows);
      }),
    );
  });

  it('are the same when the file arrives in pieces', async () => {
    await fc.assert(
      fc.asyncProperty(
        nasty,
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        async (text, sizes) => {
          const bytes = bytesOf(text);
          const whole = recordsIn(bytes, COMMA).map(({ start, end, isBroken }) => ({ start, end, isBroken }));

          const streamed = await listOf(recordsOf(inPieces(bytes, sizes), COMMA));

          expect(streamed.map(({ start, end, isBroken }) => ({ start, end, isBroken }))).toEqual(whole);
        },
      ),
    );
  });
});

describe('chunks', () => {
  async function chunksOf(bytes: Uint8Array, limits: { bytes: number; rows: number }): Promise<Chunk[]> {
    const chunker = new Chunker(limits);
    let row = 0;
    for await (const record of recordsOf(inPieces(bytes, [7]), COMMA)) {
      row += 1;
      chunker.add(record, row);
    }
    chunker.end();
    return chunker.chunks;
  }

  it('hold every record exactly once, in order and numbered, and read alone they give the same records', async () => {
    const limits = fc.record({
      bytes: fc.integer({ min: 1, max: 60 }),
      rows: fc.integer({ min: 1, max: 5 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.oneof(nasty, table.map(written)), limits, async (text, limit) => {
        const bytes = bytesOf(text);

        const chunks = await chunksOf(bytes, limit);

        const numbered = chunks.flatMap(({ start, end, row }) =>
          recordsIn(bytes.subarray(start, end), COMMA).map((record, index) => [
            row + index,
            Buffer.from(record.bytes).toString('utf8'),
            record.isBroken,
          ]),
        );
        const whole = recordsIn(bytes, COMMA).map((record, index) => [
          index + 1,
          Buffer.from(record.bytes).toString('utf8'),
          record.isBroken,
        ]);
        expect(numbered).toEqual(whole);
      }),
    );
  });

  it('are no larger than a worker wants, but for one record', async () => {
    const chunks = await chunksOf(bytesOf('a,b\n'.repeat(10)), { bytes: 1_000, rows: 4 });

    expect(chunks.map(({ rows }) => rows)).toEqual([4, 4, 2]);
  });
});

describe('the delimiter', () => {
  it.each([
    ['a,b\n1,2', ','],
    ['a;b\n1,5;2', ';'],
    ['a\tb\n1\t2', '\t'],
    ['ስም;ስልክ;ብር\n"አበበ, በቀለ";0911;5,50', ';'],
    ['alone\nx', ','],
  ])('of %j is found', (text, delimiter) => {
    expect(sniffDelimiter(bytesOf(text))).toBe(delimiter);
  });
});
