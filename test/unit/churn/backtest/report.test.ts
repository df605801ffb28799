// What an owner reads: the same facts in both languages, and nothing that the figures do not say.
import { compile } from 'vega-lite';
import { describe, expect, test } from 'vitest';
import { charts } from '../../../../shared/churn/backtest/charts.ts';
import { scoreShop } from '../../../../shared/churn/backtest/file-shop.ts';
import { loadSales } from '../../../../shared/churn/backtest/load-sales.ts';
import { judge } from '../../../../shared/churn/backtest/method.ts';
import { reportFacts } from '../../../../shared/churn/backtest/report-facts.ts';
import { reportLines } from '../../../../shared/churn/backtest/report-lines.ts';
import { methodNames, sentenceOf } from '../../../../shared/churn/backtest/report-texts.ts';
import { MethodName } from '../../../../shared/churn/backtest/schema.ts';
import { scoresCsv } from '../../../../shared/churn/backtest/scores-csv.ts';
import { weeklyPurchases } from '../../../../shared/churn/backtest/weekly.ts';
import { dateOfDay, dayOfDate } from '../../../../shared/platform/days.ts';

/** A shop whose customers come every 10 to 40 days; every third one stops half way. */
function file(customers = 130, days = 300): string {
  const lines = Array.from({ length: customers }, (_, i) => {
    const last = i % 3 === 0 ? days / 2 : days;
    const rows: string[] = [];
    for (let day = (i * 7) % 90; day <= last; day += 10 + (i % 31)) {
      rows.push(`c${i},${dateOfDay(20_000 + day)},${10 + (i % 5)}`);
    }
    return rows.join('\n');
  });
  return `customer,date,amount\n${lines.join('\n')}\n`;
}

const loaded = loadSales(file());
const histories = loaded.histories ?? fail();
const shop = scoreShop(histories, loaded.now, 60);

function fail(): never {
  throw new Error('the file was not read');
}

const numbersIn = (text: string): string[] => text.match(/\d+(?:\.\d+)?/g) ?? [];

describe('sentences', () => {
  test('say the same numbers in both languages', () => {
    for (const fact of reportFacts(shop.learnt)) {
      const [en, am] = [sentenceOf(fact, 'en'), sentenceOf(fact, 'am')];
      const counted = (text: string) => numbersIn(text).sort();
      expect(counted(am).filter((n) => counted(en).includes(n))).toEqual(counted(am));
      expect(am).toMatch(/[\u1200-\u137F].*።$/);
    }
  });

  test('name every method in both languages', () => {
    for (const name of MethodName.options)
      expect<string[]>([methodNames.en[name], methodNames.am[name]]).not.toContain('');
  });

  test('tell every date tried, with what was said and what happened', () => {
    const facts = reportFacts(shop.learnt).filter((fact) => fact.key === 'cut');
    expect(facts).toHaveLength(shop.learnt.backtest.cuts.length);
    expect(
      sentenceOf({ key: 'cut', date: '2026-01-02', days: 90, predicted: 0.43, actual: 0.39 }, 'en'),
    ).toBe('On 2026-01-02 it said 43 % would not buy in the 90 days to come; it was 39 %.');
  });

  test('count one customer as one', () => {
    const said = sentenceOf({ key: 'tier', tier: 'prior', customers: 1 }, 'en');
    expect(said).toMatch(/^Based on 1 customer:/);
  });

  test('a shop without a past to try says so and nothing more of proof', () => {
    const young = loadSales('customer,date,amount\na,2026-01-01,5\nb,2026-01-03,5');
    const { learnt } = scoreShop(young.histories ?? fail(), young.now, 90);
    expect(reportFacts(learnt).map((fact) => fact.key)).toEqual(['tier', 'nothing-to-try']);
    expect(reportLines(learnt, 'en')).toHaveLength(2);
  });
});

test('the table marks the method in force', () => {
  const lines = reportLines(shop.learnt, 'en').filter((line) => line.startsWith('  * '));
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain(shop.learnt.backtest.inForce);
});

test('every chart compiles', () => {
  const { backtest } = shop.learnt;
  const cut = dayOfDate(backtest.cuts.at(-1)?.date ?? '');
  const weekly = weeklyPurchases(histories, backtest, cut);
  const drawn = charts({ backtest, weekly, pAlive: [0, 0.5, 1], valueAtRisk: [0, 4, 2] });
  expect(drawn).toHaveLength(5);
  for (const { spec } of drawn) expect(compile(spec).spec.marks?.length).toBeGreaterThan(0);
});

test('weekly purchases add up to those of the window', () => {
  const { backtest } = shop.learnt;
  const last = backtest.cuts.at(-1) ?? fail();
  const weekly = weeklyPurchases(histories, backtest, dayOfDate(last.date));
  const total = weekly.reduce((sum, week) => sum + week.predicted, 0);
  expect(weekly).toHaveLength(Math.floor(last.days / 7));
  expect(total).toBeGreaterThan(0.8 * last.predictedPurchases);
  expect(total).toBeLessThan(1.01 * last.predictedPurchases);
});

describe('scores as CSV', () => {
  const rows = scoresCsv(histories.ids, shop).trim().split('\n');

  test('have the agreed columns and one line per customer', () => {
    expect(rows[0]).toBe(
      'customer,x,tx_days,t_days,p_alive,p_no_purchase,expected_purchases,expected_spend,clv,band',
    );
    expect(rows).toHaveLength(131);
  });

  test('hold days and probabilities that fit the file', () => {
    const [id, x, tx, t, pAlive, pNone, , spend] = rows[2]?.split(',') ?? [];
    expect(id).toBe('c1');
    expect(Number(tx)).toBe(Number(x) * 11);
    expect(Number(t)).toBeGreaterThanOrEqual(Number(tx));
    for (const p of [pAlive, pNone]) expect(Number(p)).toBeGreaterThan(0);
    for (const p of [pAlive, pNone]) expect(Number(p)).toBeLessThanOrEqual(1);
    expect(Number(spend)).toBeGreaterThan(0);
  });

  test('can be had by the model alone: other risks, the same histories and chance to be alive', () => {
    const alone = scoresCsv(histories.ids, { ...shop, scores: shop.uncorrected() })
      .trim()
      .split('\n');
    const [ours, theirs] = [rows[2]?.split(',') ?? [], alone[2]?.split(',') ?? []];
    expect(theirs.slice(0, 5)).toEqual(ours.slice(0, 5));
    expect(theirs[5]).not.toBe(ours[5]);
    const { noPurchase } = judge({ name: 'mbg-cnbd-k', model: shop.learnt.method.model }, shop.states, 60);
    expect(Number(theirs[5])).toBeCloseTo(noPurchase[1] ?? -1, 6);
  });

  test('a customer id that a spreadsheet would run is made text', () => {
    expect(
      scoresCsv(
        histories.ids.map(() => '=1+1'),
        shop,
      ).split('\n')[1],
    ).toMatch(/^'=1\+1,/);
  });
});

describe('a file', () => {
  test('is judged as of its last purchase, or of the day asked for, without what came later', () => {
    const text = 'customer,date,amount\na,2026-01-01,5\na,2026-03-01,5\nb,2026-04-01,5';
    expect(loadSales(text).now).toBe(dayOfDate('2026-04-01'));
    const early = loadSales(text, '2026-03-02');
    expect(early.histories?.ids).toEqual(['a']);
    expect(early.notes).toContain('Sales after 2026-03-02 are left out of account.');
    const late = loadSales(text, '2026-04-11');
    expect(late.notes).toContain('The last sale is of 2026-04-01: the 10 days since count as silence.');
  });

  test.each([
    ['customer,date,amount\n', undefined, /No purchase in this file/],
    ['customer,date,amount\na,2026-01-01,5', '2025-01-01', /Nobody had bought by 2025-01-01/],
    ['customer,date,amount\na,2026-01-01,5', 'soon', /--as-of/],
    ['who,date,amount\na,2026-01-01,5', undefined, /Column "customer" is missing/],
  ])('that cannot be used says why: %j', (text, asOf, note) => {
    const { histories: none, notes } = loadSales(text, asOf);
    expect(none).toBeUndefined();
    expect(notes.join('\n')).toMatch(note);
  });

  test('with one customer or one day is used, and says what that means', () => {
    expect(loadSales('customer,date,amount\na,2026-01-01,5\na,2026-02-01,5').notes).toEqual([
      'Only one customer: scores rest on what is known of shops in general.',
    ]);
    expect(loadSales('customer,date,amount\na,2026-01-01,5\nb,2026-01-01,5').notes).toEqual([
      'All purchases are of one day: nothing is known yet about who comes back.',
    ]);
  });

  test('with many bad lines names the first few and counts the rest', () => {
    const bad = Array.from({ length: 9 }, () => 'a,never,5').join('\n');
    const { notes } = loadSales(`customer,date,amount\n${bad}\na,2026-01-01,5\nb,2026-02-01,5`);
    expect(notes.filter((note) => note.startsWith('Line'))).toHaveLength(5);
    expect(notes).toContain('... and 4 more like it, the last on line 10.');
  });
});
