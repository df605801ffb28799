// What single cells mean: dates of both calendars, phones after a spreadsheet had them, headers in two languages.
import fc from 'fast-check';
import { toEC } from 'kenat';
import { describe, expect, it } from 'vitest';
import { type DateStyle, orderEvidence, readDate, readTime } from '../../../shared/imports/dates.ts';
import { sniffEncoding, toUtf8 } from '../../../shared/imports/encoding.ts';
import { instantAt } from '../../../shared/imports/local-time.ts';
import { columnsOf, rowOf } from '../../../shared/imports/mapping.ts';
import { readPhone } from '../../../shared/imports/phones.ts';
import { dateOrderOf } from '../../../shared/imports/survey.ts';
import { listOf } from '../../support/lists.ts';

const style = (more: Partial<DateStyle> = {}): DateStyle => ({
  calendar: 'gregorian',
  order: 'day-first',
  today: '2026-11-22',
  ...more,
});

describe('a date', () => {
  it.each([
    ['2026-03-04', '2026-03-04'],
    ['2026/3/4', '2026-03-04'],
    ['20260304', '2026-03-04'],
    ['3/4/2026', '2026-04-03'],
    ['03-04-26', '2026-04-03'],
    ['4.3.2026', '2026-03-04'],
    ['12/31/2025', '2025-12-31'],
    ['31/12/99', '1999-12-31'],
    ['1/1/27', '2027-01-01'],
    ['1/1/28', '1928-01-01'],
    ['Sep 11, 2024', '2024-09-11'],
    ['11 September 2024', '2024-09-11'],
    ['1 መስከረም 2017', '2024-09-11'],
    ['5 ጥር 2017', '2025-01-13'],
    ['ሰኔ 30፣ 2017 ዓ.ም.', '2025-07-07'],
    ['1 ሐምሌ 2017', '2025-07-08'],
    ['3 ኅዳር 2017 ዓ.ም', '2024-11-12'],
    ['1 ታኅሣሥ 2017', '2024-12-10'],
    ['1 ሚያዚያ 2017', '2025-04-09'],
    ['5 ጳጉሜን 2017', '2025-09-10'],
    ['45546', '2024-09-11'],
  ])('%s is %s', (text, date) => {
    expect(readDate(text, style())).toEqual({ date });
  });

  it.each([
    ['2026-03-04 14:05', { date: '2026-03-04', time: '14:05:00' }],
    ['3/4/2026 2:05:09 PM', { date: '2026-04-03', time: '14:05:09' }],
    ['3/4/2026 12:05 am', { date: '2026-04-03', time: '00:05:00' }],
    ['45546.5', { date: '2024-09-11', time: '12:00:00' }],
    ['2026-03-04T14:05:00+03:00', { date: '2026-03-04', instant: Date.parse('2026-03-04T11:05:00Z') }],
  ])('%s has a time', (text, read) => {
    expect(readDate(text, style())).toEqual(read);
  });

  it.each(['', '31/2/2026', '2026-02-30', 'soon', '99999', '3/4', '25:00', '2026-03-04 25:00'])(
    '%j is none',
    (text) => {
      expect(readDate(text, style())).toHaveProperty('why');
    },
  );

  it.each([
    ['2017-01-01', '2024-09-11'],
    ['1/1/2017', '2024-09-11'],
    ['1/1/17', '2024-09-11'],
    ['5/13/2016', '2024-09-10'],
    ['6/13/2015', '2023-09-11'],
  ])('%s of the Ethiopian calendar is %s', (text, date) => {
    expect(readDate(text, style({ calendar: 'ethiopic' }))).toEqual({ date });
  });

  it('that a spreadsheet has made a number of is what the cell shows, as in a file saved as text', () => {
    const ethiopic = style({ calendar: 'ethiopic' });

    // Somebody typed 1/1/2017, and the spreadsheet took it for its own calendar.
    expect(readDate('42736', ethiopic)).toEqual(readDate('1/1/2017', ethiopic));
    expect(readDate('42736.5', ethiopic)).toEqual({ date: '2024-09-11', time: '12:00:00' });
    expect(readDate('42766', ethiopic)).toEqual({ why: expect.stringContaining('"2017-01-31"') });
  });

  it('that the Ethiopian calendar does not have is refused', () => {
    expect(readDate('6/13/2017', style({ calendar: 'ethiopic' }))).toHaveProperty('why');
  });

  it('is refused, not guessed, when the file contradicts itself', () => {
    const undecided = style({ order: undefined });

    expect(readDate('3/4/2026', undecided)).toHaveProperty('why');
    expect(readDate('13/4/2026', undecided)).toEqual({ date: '2026-04-13' });
    expect(readDate('4/13/2026', undecided)).toEqual({ date: '2026-04-13' });
  });

  it('comes back from either calendar as the same day', () => {
    const day = fc.date({ min: new Date('1990-01-01'), max: new Date('2030-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(day, (at) => {
        const date = at.toISOString().slice(0, 10);
        const [year = 0, month = 0, dayOfMonth = 0] = date.split('-').map(Number);
        const ec = toEC(year, month, dayOfMonth);

        expect(readDate(`${dayOfMonth}/${month}/${year}`, style())).toEqual({ date });
        expect(readDate(`${ec.day}/${ec.month}/${ec.year}`, style({ calendar: 'ethiopic' }))).toEqual({
          date,
        });
      }),
    );
  });

  it('is read or refused, never thrown over', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 30 }),
        fc.constantFrom('gregorian' as const, 'ethiopic' as const),
        (text, calendar) => {
          expect(typeof readDate(text, style({ calendar }))).toBe('object');
        },
      ),
    );
  });
});

describe('the order of dates', () => {
  it.each([
    ['13/4/2026', 'day-first'],
    ['4/13/2026', 'month-first'],
    ['4/5/2026', undefined],
    ['13.4.2026', undefined],
    ['2026-04-13', undefined],
  ])('%s proves %s', (text, order) => {
    expect(orderEvidence(text, 'gregorian')).toBe(order);
  });

  it.each([
    ['auto', { 'day-first': 3, 'month-first': 0 }, 'US', 'day-first'],
    ['auto', { 'day-first': 0, 'month-first': 1 }, 'ET', 'month-first'],
    ['auto', { 'day-first': 3, 'month-first': 1 }, 'ET', undefined],
    ['auto', { 'day-first': 0, 'month-first': 0 }, 'ET', 'day-first'],
    ['auto', { 'day-first': 0, 'month-first': 0 }, 'US', 'month-first'],
    ['month-first', { 'day-first': 3, 'month-first': 0 }, 'ET', 'month-first'],
  ] as const)('asked %s, proof %j, country %s: %s', (asked, evidence, country, order) => {
    expect(dateOrderOf(asked, evidence, country)).toBe(order);
  });
});

describe('a time', () => {
  it('of day on the business’s clock is an instant, also where clocks change', () => {
    expect(instantAt('2026-03-04', '12:00:00', 'Africa/Addis_Ababa')).toBe(
      Date.parse('2026-03-04T09:00:00Z'),
    );
    expect(instantAt('2026-07-04', '12:00:00', 'Europe/London')).toBe(Date.parse('2026-07-04T11:00:00Z'));
    expect(instantAt('2026-12-04', '12:00:00', 'Europe/London')).toBe(Date.parse('2026-12-04T12:00:00Z'));
  });

  it('may stand in a column of its own', () => {
    expect(['9:05', '9:05 pm', 'late', '25:00', '7'].map(readTime)).toEqual([
      '09:05:00',
      '21:05:00',
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('of a workbook is a part of a day', () => {
    expect(['0.604166666666667', '0', '0.999999', '.25'].map(readTime)).toEqual([
      '14:30:00',
      '00:00:00',
      '23:59:59',
      '06:00:00',
    ]);
  });
});

describe('a phone', () => {
  it.each([
    ['0911223344', '+251911223344'],
    ['911223344', '+251911223344'],
    ['911223344.0', '+251911223344'],
    ['251911223344', '+251911223344'],
    ['2.51911223344E+11', '+251911223344'],
    ["'+251911223344", '+251911223344'],
    ['+251 0911 22 33 44', '+251911223344'],
  ])('%s is %s', (text, phone) => {
    expect(readPhone(text, 'ET')).toEqual({ phone });
  });

  it('that a spreadsheet has rounded cannot be known again', () => {
    expect(readPhone('2.51911E+11', 'ET')).toEqual({ why: expect.stringContaining('rounded') });
  });

  it.each(['8400', 'none', '12'])('%s is none', (text) => {
    expect(readPhone(text, 'ET')).toHaveProperty('why');
  });
});

describe('headers', () => {
  it('are known in English and Amharic, in any letter case and spelling', () => {
    const { columns, problems } = columnsOf(
      ['Customer_ID', 'ሙሉ ስም', 'የስልክ ቁጥር', 'E-Mail', 'InvoiceDate', 'ብር', 'Nonsense'],
      {},
      'purchases',
    );

    expect(columns).toEqual({ id: 0, name: 1, phone: 2, email: 3, date: 4, amount: 5 });
    expect(problems).toEqual([]);
  });

  it.each([
    ['purchases', 'id,customer_id,date,total', { id: 1, date: 2, amount: 3 }],
    ['purchases', 'phone,date,qty,price,total', { phone: 0, date: 1, quantity: 2, amount: 4 }],
    ['purchases', 'የደንበኛ ቁጥር,created at,order date,ዋጋ,ጠቅላላ ዋጋ', { id: 0, date: 2, amount: 4 }],
    ['customers', 'consent,email consent,mail,email', { consentEmail: 1, email: 3 }],
    ['customers', 'id,name,name', { id: 0, name: 1 }],
  ] as const)('of %s %j: the plainest of several columns is meant', (kind, header, columns) => {
    expect(columnsOf(header.split(','), {}, kind).columns).toEqual(columns);
  });

  it('are what the user says they are', () => {
    const { columns, problems } = columnsOf(
      ['Kunde', 'Name', 'Mail'],
      { id: 'kunde', name: null },
      'customers',
    );

    expect(columns).toEqual({ id: 0, email: 2 });
    expect(problems).toEqual([]);
  });

  it('that are not in the file, or given twice, are named', () => {
    const { problems } = columnsOf(['id', 'name'], { email: 'E-mail', name: 'id', city: 'id' }, 'customers');

    expect(problems).toEqual([
      expect.stringContaining('"E-mail"'),
      expect.stringContaining('two fields'),
      expect.stringContaining('id or email or phone'),
    ]);
  });

  it('of cells that hold a spreadsheet’s error give nothing', () => {
    expect(rowOf(['#N/A', '#REF!', '#1'], { id: 0, email: 1, name: 2 })).toEqual({ name: '#1' });
  });

  it('leave a formula-looking cell what it is: data', () => {
    expect(rowOf(['=1+1', '="0911"', "'+25191"], { name: 0, id: 1, phone: 2 })).toEqual({
      name: '=1+1',
      id: '0911',
      phone: '+25191',
    });
  });
});

describe('bytes', () => {
  const text = 'ስም,name\nአበበ,é\n';
  const utf16be = (plain: string) => Buffer.from(plain, 'utf16le').swap16();
  const decoded = async (bytes: Uint8Array) => {
    async function* pieces() {
      for (let at = 0; at < bytes.length; at += 3) yield bytes.subarray(at, at + 3);
    }
    const found = await listOf(toUtf8(pieces(), sniffEncoding(bytes, true)));
    return Buffer.concat(found).toString('utf8');
  };

  it.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${text}`)],
    ['UTF-16 LE with a mark', Buffer.from(`\uFEFF${text}`, 'utf16le')],
    ['UTF-16 BE with a mark', utf16be(`\uFEFF${text}`)],
  ])('in %s are read', async (_, bytes) => {
    expect(await decoded(bytes)).toBe(text);
  });

  it('in UTF-16 without a mark are read', async () => {
    expect(await decoded(Buffer.from('name,phone\n', 'utf16le'))).toBe('name,phone\n');
    expect(await decoded(utf16be('name,phone\n'))).toBe('name,phone\n');
  });

  it('in UTF-8 with a letter that was cut in two stay UTF-8: not every name pays for it', async () => {
    const cut = Buffer.concat([
      Buffer.from('ስም\nአበበ '),
      Buffer.from('በ').subarray(0, 2),
      Buffer.from('\nሰላም\n'),
    ]);

    expect(await decoded(cut)).toBe('ስም\nአበበ \ufffd\nሰላም\n');
  });

  it('of old Windows are read', async () => {
    expect(await decoded(Buffer.from('caf\u00e9,1', 'latin1'))).toBe('café,1');
  });
});
