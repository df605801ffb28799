// Rows of any kind: what is taken, what is left out and why; one bad row never costs its neighbours.
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorHeader, errorLines } from '../../../shared/imports/errors-csv.ts';
import { events, worked } from '../../support/import-rows.ts';

describe('any row', () => {
  const cell = fc.oneof(
    fc.string({ maxLength: 20 }),
    fc.string({ unit: 'binary', maxLength: 10 }),
    fc.constantFrom('=1+1', '2.5E+11', '31/12/99', 'አበበ', '"', '12,5', '-3', '1e400', '\u0000', 'null'),
  );
  const good = '2026-11-21,7,GOOD';

  it('is taken or refused with a reason, and its neighbours are taken', () => {
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 5 }), (cells) => {
        const nasty = stringify([cells], { quoted: true }).trimEnd();
        const found = worked(
          'purchases',
          ['date,amount,id,phone,name', good, nasty, good.replace('7', '8')],
          {
            notes: { occurrence: {}, clash: {} },
          },
        );

        expect(events(found).filter(({ userId }) => userId === 'GOOD')).toHaveLength(2);
        expect(found.counts.taken + found.counts.refused).toBe(found.counts.rows);
        expect(found.errors.filter(({ problems }) => problems.length === 0)).toEqual([]);
        expect(found.counts.refused).toBe(
          found.errors.filter(({ problems }) => problems.some(({ leavesOut }) => leavesOut === 'row')).length,
        );
      }),
    );
  });

  it('that opens a quotation and never closes it costs only its own line', () => {
    const found = worked('purchases', ['date,amount,id', '"2026-11-20,5,C-1', good]);

    expect(found.errors).toMatchObject([{ row: 2 }]);
    expect(events(found)).toMatchObject([{ userId: 'GOOD' }]);
  });
});

describe('the file of errors', () => {
  it('gives row, column, reason and the row itself, and runs nothing in a spreadsheet', () => {
    const problem = { field: 'amount' as const, why: 'no amount', leavesOut: 'row' as const };
    const csv =
      errorHeader(['ስም', 'Amount']) +
      errorLines([{ row: 7, problems: [problem], cells: ['=HYPERLINK("x")', '@a'] }], () => 'Amount');

    expect(csv).toBe(
      '\uFEFFrow,column,consequence,why,ስም,Amount\r\n' +
        '7,Amount,row not taken,no amount,"\'=HYPERLINK(""x"")",\'@a\r\n',
    );
  });
});
