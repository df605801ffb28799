import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { dayOfDate } from '../../../shared/platform/days.ts';
import { mailHtml } from '../../../shared/platform/mail-html.ts';
import { mailText } from '../../../shared/platform/mail-text.ts';
import { AtRiskListEnv } from '../../../shared/reports/env.ts';
import { listCsv } from '../../../shared/reports/list-csv.ts';
import { type ListFacts, listMail } from '../../../shared/reports/list-mail.ts';
import type { Row } from '../../../shared/reports/row.ts';
import { about, spokenMoney } from '../../../shared/reports/words.ts';

const aRow = (over: Partial<Row> = {}): Row => ({
  customerId: 'cus_1',
  name: 'አበበ በቀለ',
  phone: '+251911234567',
  email: 'abebe@example.com',
  worth: 1_234_550,
  risk: 0.617,
  lastDay: dayOfDate('2026-09-04'),
  silentDays: 31,
  orders: 6,
  why: ['Silent for 31.', 'Returned, a lot.'],
  step: 'Call.',
  ...over,
});

describe('the list as a file', () => {
  const read = (text: string) => parse(text, { bom: true, relax_column_count: false }) as string[][];

  it('opens in a spreadsheet: BOM, header in the language, one line each', () => {
    const text = listCsv([aRow()], 'am', 'ETB');

    expect(text.startsWith('\uFEFFስም,ስልክ,')).toBe(true);
    expect(read(text)[1]).toEqual([
      'አበበ በቀለ',
      "'+251911234567",
      'abebe@example.com',
      '12345.5',
      'ETB',
      '62',
      '2026-09-04',
      '31',
      '6',
      'Silent for 31. Returned, a lot.',
      'Call.',
      'cus_1',
    ]);
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])('does not run %j as a formula', (name) => {
    const [, line] = read(listCsv([aRow({ name })], 'en', 'ETB'));

    expect(line?.[0]).toBe(`'${name}`);
  });

  it('keeps quotes, commas and line breaks in their cell', () => {
    const name = 'A "B", C\nD';

    expect(read(listCsv([aRow({ name })], 'en', 'ETB'))[1]?.[0]).toBe(name);
  });
});

describe('the list as a mail', () => {
  const facts = (over: Partial<ListFacts> = {}): ListFacts => ({
    language: 'en',
    calendar: 'ethiopic',
    business: 'Shemma',
    currency: 'ETB',
    horizonDays: 90,
    day: dayOfDate('2026-10-05'),
    total: { customers: 1, valueAtRisk: 1_234_550 },
    bands: { safe: { customers: 10, valueAtRisk: 0 }, 'at-risk': { customers: 1, valueAtRisk: 1 } },
    rows: [aRow()],
    notes: new Map(),
    purchases: new Map(),
    change: undefined,
    history: [],
    silentSales: [],
    isRough: false,
    ...over,
  });

  it.each([
    [
      'en' as const,
      'Since Thursday 1 October no sales have come from web &lt;shop&gt;: some of these customers may have bought.',
    ],
    [
      'am' as const,
      'ከሐሙስ፣ መስከረም 21 ወዲህ ከ«web &lt;shop&gt;» ምንም ሽያጭ አልደረሰም፤ ከእነዚህ ደንበኞች አንዳንዶቹ ገዝተው ሊሆን ይችላል።',
    ],
  ])('warns near the top of sales that no longer come (%s)', (language, warning) => {
    const silentSales = [{ name: 'web <shop>', day: dayOfDate('2026-10-01') }];
    const mail = listMail(facts({ language, silentSales }));
    const [html, text] = [mailHtml(mail), mailText(mail)];
    const plain = warning.replace('&lt;', '<').replace('&gt;', '>');

    expect(html).toContain(warning);
    expect(html.indexOf(warning)).toBeLessThan(html.lastIndexOf('አበበ በቀለ'));
    expect(text).toContain(`! ${plain}`);
    expect(text.indexOf(plain)).toBeLessThan(text.indexOf('1. አበበ በቀለ'));
  });

  it('warns of three sources at most, without people where nobody is listed, and not at all while sales come', () => {
    const silentSales = [1, 2, 3, 4].map((n) => ({ name: `till ${n}`, day: dayOfDate('2026-10-01') }));
    const empty = mailText(
      listMail(facts({ rows: [], total: { customers: 0, valueAtRisk: 0 }, silentSales })),
    );

    expect(empty).toContain('no sales have come from till 3. Have it looked at.');
    expect(empty).not.toContain('till 4');
    expect(empty).not.toContain('may have bought');
    expect(mailText(listMail(facts()))).not.toContain('no sales');
  });

  it('escapes names', () => {
    const html = mailHtml(listMail(facts({ rows: [aRow({ name: '<script>alert(1)</script>' })] })));

    expect(html).not.toContain('<script>');
    expect(html).toContain('&lt;script&gt;');
  });

  it('draws bars without images, none for nobody', () => {
    const html = mailHtml(listMail(facts()));

    expect(html).not.toMatch(/<img|url\(/);
    expect(html.match(/<td width="100%" bgcolor="#2f8a61"/g)).toHaveLength(1);
    expect(html.match(/<td width="\d+%" bgcolor=/g)).toHaveLength(2);
  });

  it('says that little data makes rough figures', () => {
    const text = (isRough: boolean) => JSON.stringify(listMail(facts({ isRough })));

    expect(text(true)).toContain('take the figures as rough');
    expect(text(false)).not.toContain('rough');
  });

  it.each(['am', 'en'] as const)('leaves no gap in its sentences (%s)', (language) => {
    const rows = [aRow({ phone: undefined, email: undefined, why: [], step: '' })];

    expect(JSON.stringify(listMail(facts({ language, rows })))).not.toMatch(/undefined|NaN|\{\{| {2}/);
  });
});

describe('money as one says it', () => {
  it('is whole birr in words, other currencies as they are written', () => {
    expect(spokenMoney({ amount: 5_200_049, currency: 'ETB' }, 'en')).toBe('52,000 birr');
    expect(spokenMoney({ amount: 5_200_049, currency: 'ETB' }, 'am')).toBe('52,000 ብር');
    expect(spokenMoney({ amount: 480_000, currency: 'GBP' }, 'en')).toBe('£4,800');
  });

  it('is about two digits', () => {
    expect(about(5_234_999)).toBe(5_200_000);
    expect(about(0)).toBe(0);
  });
});

describe('the marketers of a stage', () => {
  const marketers = AtRiskListEnv.shape.MARKETERS;

  it('are read with their languages', () => {
    expect(marketers.parse('sara@example.com:am, tom@example.com:en')).toEqual([
      { address: 'sara@example.com', language: 'am' },
      { address: 'tom@example.com', language: 'en' },
    ]);
    expect(marketers.parse('')).toEqual([]);
  });

  it.each(['sara@example.com', 'sara:am', 'sara@example.com:fr'])('are not "%s"', (text) => {
    expect(marketers.safeParse(text).success).toBe(false);
  });
});
