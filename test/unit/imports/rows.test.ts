// Rows to events: what is taken, what is left out and why; one bad row never costs its neighbours.
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorHeader, errorLines } from '../../../shared/imports/errors-csv.ts';
import { columnsOf } from '../../../shared/imports/mapping.ts';
import { type WorkedRows, workRows } from '../../../shared/imports/work-rows.ts';

const NOW = Date.parse('2026-11-22T06:00:00Z');
const reading = {
  country: 'ET',
  currency: 'ETB',
  timeZone: 'Africa/Addis_Ababa',
  dates: { calendar: 'gregorian' as const, order: 'day-first' as const, today: '2026-11-22' },
  isCommaDecimal: false,
  now: NOW,
};

function worked(kind: 'customers' | 'purchases', lines: readonly string[], more: object = {}): WorkedRows {
  const [header = '', ...rows] = lines;
  const { columns } = columnsOf(header.split(','), {}, kind);
  return workRows(Buffer.from(rows.join('\n')), {
    plan: { kind, delimiter: ',', columns },
    firstRow: 2,
    notes: undefined,
    reading,
    ...more,
  });
}
const events = ({ judged }: WorkedRows) => judged.map(({ event }) => event);
const whys = ({ errors }: WorkedRows) =>
  errors.map(({ row, problems }) => [row, ...problems.map(({ field, why }) => `${field ?? ''}: ${why}`)]);

describe('a list of customers', () => {
  it('tells who they are, with names in their own letters', () => {
    const found = worked('customers', ['id,ስም,phone,email', 'C-1,አበበ በቀለ,911223344,Abebe@Example.com']);

    expect(events(found)).toMatchObject([
      {
        type: 'identify',
        userId: 'C-1',
        traits: { name: 'አበበ በቀለ', phone: '+251911223344', email: 'Abebe@example.com' },
      },
    ]);
    expect(found.counts).toMatchObject({ rows: 1, taken: 1, refused: 0 });
  });

  it('keeps a row whose phone is damaged when something else identifies, and says so', () => {
    const found = worked('customers', ['id,phone', 'C-1,2.51911E+11', ',2.51911E+11']);

    expect(events(found)).toMatchObject([{ userId: 'C-1', traits: {} }]);
    expect(found.counts).toMatchObject({ rows: 2, taken: 1, refused: 1, valuesLeftOut: 2 });
    expect(whys(found)).toEqual([
      [2, expect.stringContaining('phone: the spreadsheet has rounded')],
      [
        3,
        expect.stringContaining('phone: the spreadsheet has rounded'),
        expect.stringContaining('no customer id'),
      ],
    ]);
  });

  it('names the same row by the same message id, wherever it stands', () => {
    const [one] = events(worked('customers', ['id,name', 'C-1,Abebe']));
    const [other] = events(worked('customers', ['name,id', 'Sara,C-2', 'Abebe,C-1'])).slice(1);

    expect(other?.messageId).toBe(one?.messageId);
  });

  it('refuses placeholders for an id, as ingest does', () => {
    expect(whys(worked('customers', ['id,name', 'guest,Abebe']))).toEqual([
      [2, expect.stringContaining('userId')],
    ]);
  });
});

describe('consent', () => {
  const header = 'id,email,consent,consent source,consent date';
  const consents = (row: string, columns = header) =>
    events(worked('customers', [columns, row])).filter(({ event }) => event?.startsWith('Consent'));

  it('is given with status, source and date, as of that date', () => {
    expect(consents('C-1,a@example.com,yes,web form,5/3/2026')).toMatchObject([
      {
        event: 'Consent Given',
        timestamp: '2026-03-04T21:00:00.000Z',
        properties: { channel: 'email', purpose: 'marketing', source: 'web form' },
      },
    ]);
  });

  it.each([
    ['no source', 'C-1,a@example.com,yes,,5/3/2026', header],
    ['no date', 'C-1,a@example.com,yes,web form,', header],
    ['a date to come', 'C-1,a@example.com,yes,web form,5/3/2027', header],
    ['neither column', 'C-1,a@example.com,yes', 'id,email,subscribed'],
    ['an unclear status', 'C-1,a@example.com,perhaps,web form,5/3/2026', header],
  ])('is not created with %s', (_, row, columns) => {
    expect(consents(row, columns)).toEqual([]);
    expect(worked('customers', [columns, row]).counts).toMatchObject({ taken: 1, consentsGranted: 0 });
  });

  it('is not created by a list that says nothing of it', () => {
    expect(consents('C-1,a@example.com', 'id,email')).toEqual([]);
  });

  it.each(['no', 'unsubscribed', 'አይ', 'FALSE'])('is withdrawn by %s, whatever else is missing', (word) => {
    expect(consents(`C-1,a@example.com,${word},,`)).toMatchObject([{ event: 'Consent Withdrawn' }]);
  });
});

describe('a list of purchases', () => {
  it('becomes orders on the business’s own day, and tells who bought', () => {
    const found = worked('purchases', [
      'order id,date,amount,customer id,name,product,qty',
      'A-1,21/11/2026,"1,250.50",C-1,Abebe,Coffee,2',
    ]);

    expect(events(found)).toMatchObject([
      { type: 'identify', userId: 'C-1', traits: { name: 'Abebe' } },
      {
        event: 'Order Completed',
        timestamp: '2026-11-21T09:00:00.000Z',
        userId: 'C-1',
        properties: {
          order_id: 'A-1',
          total: 1250.5,
          currency: 'ETB',
          products: [{ name: 'Coffee', quantity: 2 }],
        },
      },
    ]);
  });

  it('takes the buyer from a phone alone', () => {
    const [, order] = events(worked('purchases', ['date,amount,phone', '2026-11-21,90 ብር,0911223344']));

    expect(order).toMatchObject({
      context: { traits: { phone: '+251911223344' } },
      properties: { currency: 'ETB' },
    });
  });

  it('tells apart equal sales by their place among equal ones, and nothing else', () => {
    const rows = ['date,amount,id', '2026-11-21,50,C-1', '2026-11-21,50,C-1'];
    const notes = { occurrence: { 3: 1 }, clash: {} };
    const ids = events(worked('purchases', rows, { notes })).map(({ messageId }) => messageId);
    const again = events(worked('purchases', ['id,amount,date', 'C-1,50,2026-11-21'])).map(
      ({ messageId }) => messageId,
    );

    expect(new Set(ids).size).toBe(2);
    expect(again).toEqual([ids[0]]);
  });

  it('turns negative amounts and a column of returns into refunds', () => {
    const found = worked('purchases', [
      'order id,date,amount,refunded,id',
      'A-1,2026-11-20,100,30,C-1',
      'A-2,2026-11-21,-20,,C-1',
    ]);

    expect(
      events(found).map(({ event, properties }) => [event, properties?.order_id, properties?.total]),
    ).toEqual([
      ['Order Completed', 'A-1', 100],
      ['Order Refunded', 'A-1', 30],
      ['Order Refunded', 'A-2', 20],
    ]);
    expect(found.counts).toMatchObject({ orders: 1, refunds: 2 });
  });

  it.each([
    ['soon,5,C-1', 'date'],
    ['2026-11-24,5,C-1', 'date'],
    [',5,C-1', 'date'],
    ['2026-11-21,five,C-1', 'amount'],
    ['2026-11-21,,C-1', 'amount'],
    ['2026-11-21,5 XQ,C-1', 'amount'],
  ])('refuses %s for its %s, and keeps the next row', (row, field) => {
    const found = worked('purchases', ['date,amount,id', row, '2026-11-21,7,C-2']);

    expect(found.errors).toMatchObject([{ row: 2, problems: [{ field, leavesOut: 'row' }] }]);
    expect(events(found)).toMatchObject([{ userId: 'C-2' }]);
  });

  it('refuses an order id that stands before with other values', () => {
    const notes = { occurrence: {}, clash: { 3: 2 } };
    const found = worked(
      'purchases',
      ['order id,date,amount,id', 'A-1,2026-11-20,1,C-1', 'A-1,2026-11-20,2,C-1'],
      { notes },
    );

    expect(whys(found)).toEqual([[3, expect.stringContaining('row 2 has this order id')]]);
    expect(found.counts).toMatchObject({ taken: 1, refused: 1 });
  });

  it('says once who somebody is who bought often, as of the newest row', () => {
    const rows = [
      'date,amount,id,name',
      '2026-11-20,1,C-1,Abebe',
      '2026-11-21,2,C-1,Abebe',
      '2026-11-19,3,C-1,Abebe',
    ];
    const identified = events(worked('purchases', rows)).filter(({ type }) => type === 'identify');

    expect(identified).toMatchObject([{ timestamp: '2026-11-21T09:00:00.000Z' }]);
  });
});

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
