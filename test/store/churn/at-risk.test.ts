// The at-risk list over a real DynamoDB engine: order, filters, pages, and what a stale index must not show.
import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, test } from 'vitest';
import { listCsv, listPage } from '../../../shared/churn/at-risk-list-store.ts';
import { putCurrent } from '../../../shared/churn/program-store.ts';
import { indexAttributes } from '../../../shared/churn/rescore.ts';
import type { Customer } from '../../../shared/customers/schema.ts';
import { encodeCursor } from '../../../shared/platform/cursor.ts';
import { onEachEngine } from '../../support/engines.ts';
import { aCustomer, aModel, aScore } from '../../support/factories.ts';
import { customerIds } from '../../support/small-shop.ts';

onEachEngine('the at-risk list', ({ tables }) => {
  const parts = { customers: tables.Customers, program: tables.Program, currency: 'ETB' };
  const ids = customerIds(12);
  const listed = (id: string, value: number, over: Partial<Customer> = {}): Customer => {
    const score = aScore({ band: 'at-risk', valueAtRisk: value, lostChance: 0.6 });
    return aCustomer({ pk: id, score, ...indexAttributes(score), nameKey: `x#${id}`, ...over });
  };
  const at = (index: number) => ids[index] ?? '';
  const values = [500, 900, 100, 700, 300, 800, 200, 600, 400].map((value) => value * 100);

  beforeAll(async () => {
    await putCurrent(tables.Program, { model: aModel({ usualReturnDays: 40 }), businessDate: '2026-10-05' });
    const lapsed = aScore({ band: 'lapsed', valueAtRisk: 1_000_000 });
    const safe = aScore({ band: 'safe' });
    await tables.Customers.putMany([
      ...values.map((value, i) => listed(at(i), value)),
      aCustomer({ pk: at(9), score: lapsed, ...indexAttributes(lapsed), nameKey: `x#${at(9)}` }),
      aCustomer({
        pk: at(10),
        score: safe,
        riskBand: undefined,
        valueAtRisk: undefined,
        nameKey: `x#${at(10)}`,
      }),
    ]);
  });

  const amounts = async (query: object) => {
    const { rows } = await listPage(parts, { band: 'at-risk', limit: 100, ...query });
    return rows.map(({ row }) => row.valueAtRisk.amount / 100);
  };

  test('is ordered by value at risk, the largest first, and holds one band', async () => {
    expect(await amounts({})).toEqual([900, 800, 700, 600, 500, 400, 300, 200, 100]);
    expect(await amounts({ band: 'lapsed' })).toEqual([10_000]);
    expect(await amounts({ band: 'watch' })).toEqual([]);
  });

  test('leaves out what is worth less than asked for', async () => {
    expect(await amounts({ min_value: 70_000 })).toEqual([900, 800, 700]);
  });

  test('comes in pages that miss and repeat nobody', async () => {
    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await listPage(parts, { band: 'at-risk', limit: 4, cursor });
      seen.push(...page.rows.map(({ row }) => row.valueAtRisk.amount / 100));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);

    expect(seen).toEqual([900, 800, 700, 600, 500, 400, 300, 200, 100]);
  });

  test('refuses the cursor of another list', async () => {
    const { nextCursor } = await listPage(parts, { band: 'at-risk', limit: 4 });

    await expect(
      listPage(parts, { band: 'at-risk', limit: 4, min_value: 5, cursor: nextCursor ?? '' }),
    ).rejects.toMatchObject({ status: 400 });
    await expect(listPage(parts, { band: 'at-risk', limit: 4, cursor: 'nonsense' })).rejects.toMatchObject({
      status: 400,
    });
  });

  test.each([
    {},
    { pk: 'x', riskBand: 'lapsed', valueAtRisk: 1 },
    { pk: '', riskBand: 'at-risk', valueAtRisk: 1 },
  ])('refuses a cursor that somebody made up: %j', async (key) => {
    const made = { band: 'at-risk', limit: 4, cursor: encodeCursor(key, 'at-risk at-risk ') } as const;

    await expect(listPage(parts, made)).rejects.toMatchObject({ status: 400 });
  });

  test('says who, why, what it is worth and what to do', async () => {
    const { rows } = await listPage(parts, { band: 'at-risk', limit: 1 });

    expect(rows[0]?.row).toMatchObject({
      customerId: at(1),
      name: 'Abebe Bekele',
      valueAtRisk: { amount: 90_000, currency: 'ETB' },
      silentDays: 31,
      usualIntervalDays: 12,
      reasons: [
        {
          en: 'Usually buys every 12 days; silent for 31.',
          am: 'ብዙ ጊዜ በየ12 ቀኑ ይገዛሉ፤ አሁን ግን ከገዙ 31 ቀን ሆኗቸዋል።',
        },
      ],
      nextStep: { en: expect.stringMatching(/\.$/), am: expect.stringMatching(/።$/) },
    });
  });

  describe('as CSV', () => {
    test('has every row once under one header, with the byte order mark that Amharic needs', async () => {
      const { csv, nextCursor } = await listCsv(parts, { band: 'at-risk' });

      const records: Record<string, string>[] = parse(csv, { columns: true, bom: true });
      expect(csv.startsWith('\ufeff')).toBe(true);
      expect(nextCursor).toBeNull();
      expect(records.map(({ valueAtRisk }) => Number(valueAtRisk))).toEqual([
        900, 800, 700, 600, 500, 400, 300, 200, 100,
      ]);
      expect(records[0]).toMatchObject({
        currency: 'ETB',
        whyEnglish: 'Usually buys every 12 days; silent for 31.',
      });
    });

    test('defuses cells that a spreadsheet would run', async () => {
      const name = '=HYPERLINK("http://example.com")';
      await tables.Customers.put(listed(at(11), 1, { profile: { name } }));

      const { csv } = await listCsv(parts, { band: 'at-risk' });

      const records: Record<string, string>[] = parse(csv, { columns: true, bom: true });
      expect(records.at(-1)?.name).toBe(`'${name}`);
      await tables.Customers.delete({ pk: at(11) });
    });
  });
});
