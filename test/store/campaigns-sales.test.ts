// Whether sales are missing, by the newest report on the data.
import { expect, it } from 'vitest';
import { SalesStore } from '../../shared/campaigns/sales-store.ts';
import { QualityReportStore } from '../../shared/quality/report/report-store.ts';
import { onEachEngine } from '../support/engines.ts';
import { aFreshness, aReport } from '../support/quality-report.ts';

const NOW = Date.parse('2026-11-22T05:00:00Z');
const DAY = 86_400_000;

onEachEngine('sales are missing', ({ tables }) => {
  const reports = new QualityReportStore(tables.Program);
  const areMissing = (now = NOW) => new SalesStore(tables.Program).areMissing(now);
  const night = (businessDate: string, silentPerDay: number) =>
    reports.put(
      aReport({
        businessDate,
        at: `${businessDate}T22:00:00.000Z`,
        freshness: [
          aFreshness({ source: 'web-shop', usualPerDay: 90 }),
          aFreshness({ source: 'till', usualPerDay: silentPerDay, state: 'silent', lastDate: '2026-11-17' }),
          aFreshness({ source: 'site', kind: 'visit', usualPerDay: 900, state: 'silent' }),
        ],
      }),
    );

  it('while sources of a tenth of them or more are silent, by the newest report and no old one', async () => {
    expect(await areMissing()).toBe(false);

    await night('2026-11-20', 9);
    expect(await areMissing()).toBe(false);

    await night('2026-11-21', 10);
    expect(await areMissing()).toBe(true);
    expect(await areMissing(NOW + 4 * DAY)).toBe(false);
  });

  it('is asked of the store once in five minutes', async () => {
    const store = new SalesStore(tables.Program);
    await night('2026-11-21', 40);
    expect(await store.areMissing(NOW)).toBe(true);

    await night('2026-11-21', 0);

    expect(await store.areMissing(NOW + 299_000)).toBe(true);
    expect(await store.areMissing(NOW + 300_000)).toBe(false);
  });
});
