// The look at a whole file: what is too large is refused in words, and what is allowed fits the work.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Chunker } from '../../../shared/imports/chunks.ts';
import { CHUNK, MAX_BYTES, MAX_CHUNKS, MAX_LINE_BYTES, MAX_ROWS } from '../../../shared/imports/limits.ts';
import { MAX_COLUMNS } from '../../../shared/imports/mapping.ts';
import { type SurveyOptions, survey } from '../../../shared/imports/survey.ts';

const options: SurveyOptions = {
  layout: 'customers',
  mapping: {},
  calendar: 'gregorian',
  delimiter: ',',
  limits: CHUNK,
};

async function* pieces(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text);
}

/** Text many times over, in pieces as S3 gives them. */
async function* often(head: string, text: string, times: number) {
  yield Buffer.from(head);
  const atOnce = Math.ceil(65_536 / text.length);
  for (let done = 0; done < times; done += atOnce) {
    yield Buffer.from(text.repeat(Math.min(atOnce, times - done)));
  }
}

describe('a file', () => {
  it('of more rows than there may be is refused with the limit, and empty rows are rows', async () => {
    const { problems } = await survey(often('id\n', '1\n,\n', MAX_ROWS / 2 + 1), options);

    expect(problems).toEqual(['More than 1,500,000 rows, empty ones included: split the file.']);
  });

  it('that would be more chunks than a run can list is refused', async () => {
    const small = { ...options, limits: { bytes: CHUNK.bytes, rows: 1 } };

    expect((await survey(often('id\n', '1\n', MAX_CHUNKS), small)).problems).toEqual([]);
    expect((await survey(often('id\n', '1\n', MAX_CHUNKS + 1), small)).problems).toEqual([
      'Written as UTF-8 the file is too large: split it.',
    ]);
  });

  it('whose line does not end is refused before it fills the memory', async () => {
    const endless = often('id\n', 'x', MAX_LINE_BYTES * 50);

    await expect(survey(endless, options)).rejects.toThrow('A line is longer than 1 MiB');
    expect((await endless.next()).done).toBe(true);
  });

  it('is shown in whole characters, or no table takes the look at it', async () => {
    const long = (length: number) => `${'x'.repeat(length - 1)}😀`;
    const { header, samples } = await survey(pieces(`id,${long(200)}\n1,${long(100)}\n`), options);

    expect([header[1]?.length, samples[0]?.[1]?.length]).toEqual([200, 100]);
    expect([...header, ...samples.flat()].every((text) => text.isWellFormed())).toBe(true);
  });

  it('without a header says what is missing without a word of its rows, which may be about people', async () => {
    const { problems } = await survey(pieces('Abebe Bekele,0911223344\n'), options);

    expect(problems).toEqual([expect.stringContaining('No column for id or email or phone')]);
    expect(problems.join()).not.toMatch(/Abebe|0911/);
  });

  it.each(['-20', '(20)', 'ETB -20'])(
    'with %s under an order’s number has a refund there, no other order',
    async (amount) => {
      const rows = `id,order,date,amount\n1,A,2026-11-20,50\n1,A,2026-11-21,${amount}\n`;

      expect((await survey(pieces(rows), { ...options, layout: 'purchases' })).notes).toEqual(new Map());
    },
  );

  it('of very many columns is looked at as far as columns count', async () => {
    const cells = 'x,'.repeat(100_000);
    const { header, samples } = await survey(pieces(`id,${cells}\n1,${cells}\n`), options);

    expect([header.length, samples[0]?.length]).toEqual([MAX_COLUMNS, MAX_COLUMNS]);
  });

  it('without a row, or without anything, says so', async () => {
    expect((await survey(pieces('\n,\n'), options)).problems).toEqual(['The file is empty.']);
    expect((await survey(pieces('id\n', '\n,\n'), options)).problems).toEqual([
      'There is no row below the header.',
    ]);
  });
});

describe('chunks', () => {
  it('are never more than rows and bytes make necessary, so the largest CSV file allowed fits', () => {
    const limits = { bytes: 100, rows: 5 };
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 150 }), { minLength: 1, maxLength: 200 }), (sizes) => {
        const chunker = new Chunker(limits);
        let at = 0;
        for (const [index, size] of sizes.entries()) {
          chunker.add({ start: at, end: at + size }, index + 1);
          at += size;
        }
        chunker.end();
        expect(chunker.chunks.length).toBeLessThanOrEqual(sizes.length / limits.rows + at / limits.bytes + 1);
      }),
    );

    expect(MAX_ROWS / CHUNK.rows + MAX_BYTES.csv / CHUNK.bytes + 1).toBeLessThanOrEqual(MAX_CHUNKS);
  });
});
