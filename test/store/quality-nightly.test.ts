// The nightly look at the data over a real DynamoDB engine: the report it leaves, again the same, and without a part.
import { expect, test } from 'vitest';
import { partKey } from '../../shared/churn/nightly.ts';
import type { Customer } from '../../shared/customers/schema.ts';
import { dateOfDay, dayOfDate } from '../../shared/platform/days.ts';
import { DuplicateStore } from '../../shared/quality/duplicates/duplicate-store.ts';
import { FlowCounters } from '../../shared/quality/flow/flow-counter-store.ts';
import { FlowStore } from '../../shared/quality/flow/flow-store.ts';
import { checkQuality, type QualityParts } from '../../shared/quality/nightly.ts';
import { QualityReportStore } from '../../shared/quality/report/report-store.ts';
import { onEachEngine } from '../support/engines.ts';
import { aCustomer } from '../support/factories.ts';
import { runPass, Stopped } from '../support/nightly-pass.ts';
import { nightlyWorld } from '../support/nightly-world.ts';
import { aReport, aSourceReport } from '../support/quality-report.ts';
import { customerIds, statsOf } from '../support/small-shop.ts';

const today = dayOfDate('2026-11-22');
const date = (later = -1) => dateOfDay(today + later);
/** Two in the morning in Addis Ababa. */
const scheduledAt = '2026-11-21T23:00:00.000Z';
const NOW = Date.parse('2030-01-01T00:00:00Z');

onEachEngine('the nightly look at the data', (engine) => {
  const { tables } = engine;
  const { parts, objects } = nightlyWorld(engine);
  const reports = new QualityReportStore(tables.Program);
  const duplicates = new DuplicateStore(tables.Program);
  const own: QualityParts = {
    ...parts,
    flows: new FlowStore(tables.Program),
    duplicates,
    reports,
    sources: async () => ({ nameOf: () => 'web shop', closedAmong: () => new Set() }),
  };

  /** Four customers, two of them the same person, one whom nobody can reach. */
  async function openShop() {
    const [a = '', b = '', c = '', d = ''] = customerIds(4);
    const bought = (pk: string, profile: Customer['profile']) =>
      aCustomer({ pk, profile, stats: statsOf([today - 40, today - 20]), score: undefined });
    const everybody = [
      bought(a, { name: 'Abebe Bekele', phone: '+251911000001', language: 'am' }),
      bought(b, { name: 'Abebe Bekele', phone: '+251911000001', email: 'ab@example.com' }),
      bought(c, { name: 'Sara Tesfaye', phone: '+251911000003', email: 'sara@example.com' }),
      bought(d, { name: 'Tom Brown' }),
    ];
    await tables.Customers.putMany(everybody.map((one) => ({ ...one })));
    return { one: a, other: b };
  }

  /** 20 sales a day from `first` to `last` days before today. */
  const sell = (first: number, last: number) =>
    new FlowCounters(tables.Program).add(
      Array.from({ length: first - last + 1 }, (_, i) => dateOfDay(today - first + i)).flatMap((day) =>
        Array.from({ length: 20 }, (_, n) => ({
          date: day,
          source: 'key_1',
          hash: n + 1,
          counter: 'purchase' as const,
        })),
      ),
    );

  async function night(businessDate = date(), at = scheduledAt) {
    await expect(runPass(parts, { businessDate, scheduledAt: at }, 'score')).rejects.toThrow(Stopped);
    return checkQuality(own, { businessDate, total: 1 }, NOW);
  }

  test('leaves a report of records, doubles and arrivals, and the pairs to look through', async () => {
    const { one, other } = await openShop();
    await sell(30, 5);

    const outcome = await night();

    const report = await reports.upTo(undefined);
    const shares = (name: 'completeness' | 'uniqueness') =>
      Object.fromEntries(
        report?.dimensions[name].measures.map(({ measure, value }) => [measure, value]) ?? [],
      );
    expect(report).toMatchObject({ businessDate: date(), at: scheduledAt });
    expect(shares('completeness')).toMatchObject({ contact: 0.75, name: 1, email: 0.5, readable: 1 });
    expect(shares('uniqueness')).toMatchObject({ apart: 0.5 });
    expect(report?.sources).toMatchObject([{ source: 'key_1', name: 'web shop', state: 'silent' }]);
    expect(report?.dimensions.freshness.score).toBe(0);
    expect(report?.findings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['silence', 'missing', 'duplicates']),
    );
    expect(report?.findings[0]).toMatchObject({
      code: 'silence',
      numbers: { name: 'web shop', kind: 'purchase', lastDate: dateOfDay(today - 5) },
    });
    expect(outcome).toMatchObject({ score: report?.score, silentSources: 1, newlySilentSources: 1 });
    const current = await duplicates.current(Date.parse(scheduledAt));
    const pairs = current && (await duplicates.between(current.list, 0, 10));
    expect(pairs).toMatchObject([{ one, other }]);
  });

  test('run again for the same night leaves the same report', async () => {
    await openShop();
    await sell(12, 1);
    await night();
    const before = await reports.upTo(undefined);

    const again = await night();

    expect(await reports.upTo(undefined)).toEqual(before);
    expect(again.score).toBe(before?.score);
  });

  test('tells a silence as new once, and since when it is known', async () => {
    await openShop();
    await sell(30, 5);
    await night(date(-1));

    const next = await night(date(0), '2026-11-22T23:00:00.000Z');

    const report = await reports.upTo(undefined);
    expect(next).toMatchObject({ silentSources: 1, newlySilentSources: 0 });
    expect(report?.businessDate).toBe(date(0));
    expect(report?.findings[0]).toMatchObject({ code: 'silence', since: date(-1) });
    expect(await reports.scoresBefore(date(0))).toMatchObject([{ businessDate: date(-1) }]);
  });

  test('of a past day tells what has arrived until now', async () => {
    await openShop();
    await sell(0, 0);
    await sell(0, 0);

    await night(date(-14));

    const report = await reports.upTo(date(-14));
    expect(report).toMatchObject({ businessDate: date(-14), arrived: { to: date(0) } });
    expect(report?.dimensions.validity).toMatchObject({
      score: 100,
      measures: [{ sampleSize: 20 }, {}, {}, {}],
    });
    expect(report?.dimensions.freshness.score).toBeNull();
  });

  test('without what a worker should have left still tells what arrived, and fails so that somebody looks', async () => {
    await openShop();
    await sell(12, 1);
    await expect(runPass(parts, { businessDate: date(), scheduledAt }, 'score')).rejects.toThrow(Stopped);
    objects.stored.delete(partKey('quality', { businessDate: date(), segment: 0, total: 1 }));

    await expect(checkQuality(own, { businessDate: date(), total: 1 }, NOW)).rejects.toThrow('left nothing');

    const report = await reports.upTo(undefined);
    expect(report?.dimensions).toMatchObject({
      completeness: { score: null },
      uniqueness: { score: null },
      freshness: { score: 100 },
    });
  });

  test('the trend has thirty nights, however large their reports: a page of the store ends at a megabyte', async () => {
    const violations = Array.from({ length: 5 }, (_, n) => ({
      event: `Seen ${n}`,
      pointer: `/properties/${'x'.repeat(190)}`,
      rule: 'type',
      events: 3,
    }));
    const sources = Array.from({ length: 30 }, (_, n) => aSourceReport({ source: `s${n}`, violations }));
    for (let back = 1; back <= 40; back += 1) {
      await reports.put({ ...aReport(), sources, businessDate: date(-100 - back) });
    }

    const scores = await reports.scoresBefore(date(-100));

    expect(scores.map(({ businessDate }) => businessDate)).toEqual(
      Array.from({ length: 30 }, (_, index) => date(-101 - index)),
    );
  });

  test('before the first night there is none', async () => {
    expect(await reports.upTo(undefined)).toBeUndefined();
    expect(await reports.before(date())).toBeUndefined();
    expect(await reports.scoresBefore(date())).toEqual([]);
  });
});
