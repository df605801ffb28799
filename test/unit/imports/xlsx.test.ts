// Workbooks: the first visible sheet as CSV, whatever Excel did to store it.
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openWorkbook, UnreadableWorkbook } from '../../../shared/imports/xlsx.ts';
import { listOf } from '../../support/lists.ts';
import { aWorkbook } from '../../support/workbook.ts';

async function csvOf(bytes: Buffer): Promise<string> {
  const { csv } = await openWorkbook(bytes);
  return Buffer.concat(await listOf(csv)).toString('utf8');
}

describe('a workbook', () => {
  it('gives the cells of its first visible sheet: shared and inline texts, numbers in full, truth', async () => {
    const csv = await csvOf(
      aWorkbook({
        1: ['ስም', 'phone', 'x'],
        2: ['አበበ "B" & <co>', 251911223344, true],
        3: [{ inline: 'in\nline' }, 0.1],
      }),
    );

    expect(parse(csv, { relax_column_count: true })).toEqual([
      ['ስም', 'phone', 'x'],
      ['አበበ "B" & <co>', '251911223344', 'true'],
      ['in\nline', '0.1'],
    ]);
  });

  it('keeps the numbers of rows and the places of cells that are left out', async () => {
    expect(await csvOf(aWorkbook({ 1: ['a'], 4: [undefined, 'b'] }))).toBe('"a"\n\n\n"","b"\n');
  });

  it('says which day its dates are counted from', async () => {
    expect((await openWorkbook(aWorkbook({ 1: ['a'] }, { is1904: true }))).is1904).toBe(true);
    expect((await openWorkbook(aWorkbook({ 1: ['a'] }))).is1904).toBe(false);
  });

  it.each([
    ['no zip', Buffer.from('name,phone')],
    ['nothing', Buffer.alloc(0)],
    ['half a file', aWorkbook({ 1: ['a'] }).subarray(0, 200)],
  ])('that is %s is refused for a person to read', async (_, bytes) => {
    await expect(openWorkbook(bytes)).rejects.toThrow(UnreadableWorkbook);
  });

  it.each([
    ['shared texts', 'xl/sharedStrings.xml', 300 * 2 ** 20],
    ['a sheet', 'xl/worksheets/s.xml', 3 * 2 ** 30],
  ])('that says it unpacks to too much for %s is refused before it is unpacked', async (_, part, bytes) => {
    const book = aWorkbook({ 1: ['a'] });
    // The directory names each part last; its sizes, packed and not, stand 26 and 22 bytes before the name.
    const name = book.lastIndexOf(part);
    book.writeUInt32LE(bytes, name - 26);
    book.writeUInt32LE(bytes, name - 22);

    await expect(csvOf(book)).rejects.toThrow('The workbook unpacks to more than');
  });

  it('of far more parts than workbooks have is refused before they fill the memory', async () => {
    const book = aWorkbook({ 1: ['a'] });
    const end = book.lastIndexOf('PK\x05\x06');
    book.writeUInt16LE(60_000, end + 8);
    book.writeUInt16LE(60_000, end + 10);

    await expect(openWorkbook(book)).rejects.toMatchObject({ cause: expect.any(RangeError) });
  });

  it('that is damaged anywhere is read or refused, never anything else', async () => {
    const whole = aWorkbook({ 1: ['a', 'b'], 2: ['c', 1] });
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }), async (at, byte) => {
        const bytes = Buffer.from(whole);
        bytes[at] = byte;
        try {
          await csvOf(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(UnreadableWorkbook);
        }
      }),
    );
  });
});
