import { S3Client } from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import { dayOfDate } from '../../shared/platform/days.ts';
import { QualityReportStore } from '../../shared/quality/report/report-store.ts';
import { ReportStore } from '../../shared/reports/store.ts';
import { onEachEngine } from '../support/engines.ts';
import { aCustomer, aCustomerId, aModel, anEntry } from '../support/factories.ts';
import { aFreshness, aReport } from '../support/quality-report.ts';

const NOW = Date.parse('2026-10-06T04:30:00Z');

onEachEngine('the report store', ({ tables }) => {
  const store = new ReportStore(
    { customers: tables.Customers, activity: tables.Activity, program: tables.Program },
    'runs',
    new S3Client({ region: 'us-east-1' }),
  );

  it('lets one of many claim the mail of a date to a recipient', async () => {
    const claims = await Promise.all(
      Array.from({ length: 10 }, () => store.claim('2026-10-05', 'hash', NOW)),
    );
    const others = await Promise.all([
      store.claim('2026-10-05', 'other', NOW),
      store.claim('2026-10-12', 'hash', NOW),
    ]);

    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(others).toEqual([true, true]);
  });

  it('can be claimed again after a release, not after a verdict', async () => {
    await store.claim('2026-10-05', 'released', NOW);
    await store.claim('2026-10-05', 'settled', NOW);

    await store.release('2026-10-05', 'released');
    await store.settle('2026-10-05', 'settled', {
      state: 'unknown',
      at: new Date(NOW).toISOString(),
      reason: 'x',
    });

    expect(await store.claim('2026-10-05', 'released', NOW)).toBe(true);
    expect(await store.claim('2026-10-05', 'settled', NOW)).toBe(false);
  });

  it('knows which sales have stopped from the newest report that is not older than the list', async () => {
    const silent = aFreshness({ state: 'silent', lastDate: '2026-11-17', silentDays: 4 });
    const visits = aFreshness({ ...silent, source: 'site', kind: 'visit' });
    const reports = new QualityReportStore(tables.Program);
    await reports.put(aReport({ businessDate: '2026-11-20' }));
    await reports.put(aReport({ businessDate: '2026-11-21', freshness: [silent, visits] }));

    const day = dayOfDate('2026-11-17');
    expect(await store.silentSales('2026-11-20')).toEqual([{ name: 'web-shop', day }]);
    expect(await store.silentSales('2026-11-21')).toEqual([{ name: 'web-shop', day }]);
    expect(await store.silentSales('2026-11-22')).toEqual([]);
  });

  it('keeps the first of what was mailed, and reads it back latest first', async () => {
    const list = (businessDate: string, customers = 3) => ({
      businessDate,
      bands: {
        new: { customers: 1, valueAtRisk: 0 },
        safe: { customers: 1, valueAtRisk: 0 },
        watch: { customers: 1, valueAtRisk: 0 },
        'at-risk': { customers, valueAtRisk: 1_000 },
        lapsed: { customers: 1, valueAtRisk: 0 },
      },
      mailedAt: `${businessDate}T04:30:00.000Z`,
    });
    for (const date of ['2026-09-21', '2026-10-05', '2026-09-28']) await store.keepMailed(list(date));
    await store.keepMailed(list('2026-09-28', 99));

    const before = await store.mailedBefore('2026-10-05', 5);

    expect(before.map(({ businessDate, bands }) => [businessDate, bands['at-risk'].customers])).toEqual([
      ['2026-09-28', 3],
      ['2026-09-21', 3],
    ]);
  });

  it('reads customers in the order asked for, without those who are gone', async () => {
    const ids = [3, 1, 2].map((n) => aCustomerId(n));
    for (const pk of ids.slice(0, 2)) await tables.Customers.put(aCustomer({ pk }));

    expect((await store.customers(ids)).map(({ pk }) => pk)).toEqual(ids.slice(0, 2));
  });

  it('reads the purchases of one customer, newest first', async () => {
    const pk = aCustomerId(9);
    const of = (customer: string, at: string) => anEntry({ pk: customer, at, sk: `purchase#${at}#o` });
    const [older, newer] = ['2026-09-01T09:00:00.000Z', '2026-09-20T09:00:00.000Z'];
    await tables.Activity.putMany([of(pk, older), of(pk, newer), of(aCustomerId(10), newer)]);

    expect((await store.purchases(pk)).map(({ at }) => at)).toEqual([newer, older]);
  });

  it('knows where the nightly pass stands', async () => {
    expect(await store.current()).toBeUndefined();

    await tables.Program.put({ pk: 'nightly', sk: 'current', model: aModel(), businessDate: '2026-10-05' });

    expect((await store.current())?.businessDate).toBe('2026-10-05');
  });
});
