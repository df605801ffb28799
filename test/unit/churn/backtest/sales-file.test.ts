// A business's own list of sales: everything usable is used, everything else is named by its line.
import { describe, expect, test } from 'vitest';
import { datedSales } from '../../../../shared/churn/backtest/sales.ts';
import { readDay } from '../../../../shared/churn/backtest/sales-day.ts';
import { readSalesFile } from '../../../../shared/churn/backtest/sales-file.ts';
import { readMoney } from '../../../../shared/platform/read-money.ts';

const read = (...rows: string[]) => readSalesFile(rows.join('\n'));
const codes = (...rows: string[]) => read(...rows).problems.map((p) => [p.line, p.code, p.skipped]);

describe('the header', () => {
  test('column names count in any case and order, after a byte-order mark', () => {
    const file = read('\uFEFFAmount,DATE, Customer', '12.5,2026-01-02,c1');
    expect(file.lines).toEqual([{ line: 2, customer: 'c1', date: '2026-01-02', amount: 12.5, returned: 0 }]);
    expect(file.problems).toEqual([]);
  });

  test('semicolons separate columns and commas then start the decimals', () => {
    expect(read('customer;date;amount', 'c1;02.01.2026;1.234,50').lines[0]).toMatchObject({ amount: 1234.5 });
    expect(read('customer;date;amount', 'c1;02.01.2026;1,234').lines[0]).toMatchObject({ amount: 1.234 });
    expect(read('customer;date;amount', 'c1;02.01.2026;1.234').lines[0]).toMatchObject({ amount: 1234 });
    expect(read('customer;date;amount', 'c1;02.01.2026;12.34').lines[0]).toMatchObject({ amount: 12.34 });
    expect(read('customer;date;amount', 'c1;02.01.2026;0.125').lines[0]).toMatchObject({ amount: 0.125 });
  });

  test('a missing column is named, with the columns that are there, on the line of the header', () => {
    const { lines, problems } = read('client,date,amount', 'c1,2026-01-02,1');
    expect(lines).toEqual([]);
    expect(problems).toEqual([
      {
        code: 'column',
        line: 1,
        message: 'Column "customer" is missing; the header has: client, date, amount.',
        skipped: true,
      },
    ]);
  });

  test('an empty file says so', () => {
    expect(read('').problems).toMatchObject([{ code: 'file', line: 1 }]);
  });
});

describe('lines', () => {
  const header = 'customer,date,amount,returned,currency';

  test('a line without customer, date or amount is left out and the rest is used', () => {
    const rows = [
      'c1,2026-01-02,10,,',
      ',2026-01-02,10,,',
      'c2,yesterday,10,,',
      'c3,2026-02-30,10,,',
      'c4,2026-01-03,ten,,',
    ];
    expect(codes(header, ...rows)).toEqual([
      [3, 'customer', true],
      [4, 'date', true],
      [5, 'date', true],
      [6, 'amount', true],
    ]);
    expect(read(header, ...rows).lines.map((l) => l.customer)).toEqual(['c1']);
  });

  test('line numbers are those of the file, over blank lines and quoted line breaks', () => {
    expect(codes(header, '"c\n1",2026-01-02,10,,', '', 'c2,never,10,,')).toEqual([[5, 'date', true]]);
  });

  test('a quotation mark that never closes loses only what follows', () => {
    const file = read(header, 'c1,2026-01-02,10,,', '"c2,2026-01-02,10,,');
    expect(file.lines).toHaveLength(1);
    expect(file.problems).toMatchObject([{ code: 'line', skipped: true }]);
  });

  test('a negative amount counts as returned and is mentioned', () => {
    const file = read(header, 'c1,2026-01-02,-30,,');
    expect(file.lines).toMatchObject([{ amount: 0, returned: 30 }]);
    expect(file.problems).toMatchObject([{ line: 2, code: 'negative', skipped: false }]);
  });

  test('of two currencies only the commoner is used', () => {
    const file = read(
      header,
      'c1,2026-01-02,10,,ETB',
      'c1,2026-01-03,10,,usd',
      'c2,2026-01-02,$ 9,,',
      'c2,2026-01-05,3,,etb',
    );
    expect(file.currency).toBe('ETB');
    expect(file.lines.map((l) => l.line)).toEqual([2, 5]);
    expect(file.problems.map((p) => [p.line, p.code])).toEqual([
      [3, 'currency'],
      [4, 'currency'],
    ]);
  });

  test('the optional columns come along', () => {
    const file = read('customer,date,amount,email,name,language', 'c1,2026-01-02,10,a@example.com,Almaz,am');
    expect(file.lines[0]).toMatchObject({ email: 'a@example.com', name: 'Almaz', language: 'am' });
  });
});

test.each([
  ['2026-11-21', '2026-11-21'],
  ['2026-11-21T23:59:59+03:00', '2026-11-21'],
  ['2026-11-21 10:15', '2026-11-21'],
  ['20261121', '2026-11-21'],
  ['2026/1/2', '2026-01-02'],
  ['21.11.2026', '2026-11-21'],
  ['21/11/2026', '2026-11-21'],
  ['11/21/2026', '2026-11-21'],
])('the day of %s is %s', (text, day) => {
  expect(readDay(text)).toEqual({ ok: true, day });
});

test('a day that can be read two ways is not guessed', () => {
  expect(readDay('03/04/2026')).toMatchObject({ ok: false });
});

test.each([
  ['1234.5', 1234.5, undefined],
  ['1,234.50', 1234.5, undefined],
  ['1.234,50', 1234.5, undefined],
  ['12,5', 12.5, undefined],
  ['1 234', 1234, undefined],
  ['-3', -3, undefined],
  ['(3.10)', -3.1, undefined],
  ['ETB 90', 90, 'ETB'],
  ['90 ብር', 90, 'ETB'],
  ['-$4', -4, 'USD'],
  ['€1.000,00', 1000, 'EUR'],
  ['.5', 0.5, undefined],
])('%s is %d %s', (text, value, currency) => {
  expect(readMoney(text, false)).toEqual(currency ? { value, currency } : { value });
});

test.each(['', 'ten', '1e5', '12 apples', '--3', '.', '(3', '1-2'])('%j is no amount', (text) => {
  expect(readMoney(text, false)).toBeUndefined();
});

test('a free order is a purchase, a mere return is not, a purchase returned in full is one', () => {
  const line = { line: 2, customer: 'c', date: '1970-01-03' };
  const sales = datedSales([
    { ...line, amount: 0, returned: 0 },
    { ...line, amount: 0, returned: 5 },
    { ...line, amount: 5, returned: 5 },
  ]);
  expect(sales.map(({ net, bought }) => [net, bought])).toEqual([
    [0, true],
    [-5, false],
    [0, true],
  ]);
  expect(sales[0]?.day).toBe(2);
});
