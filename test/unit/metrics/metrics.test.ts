import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { definitionsFor } from '../../../shared/metrics/definitions.ts';
import { retentionOf } from '../../../shared/metrics/retention.ts';
import { MetricsView } from '../../../shared/metrics/routes.ts';
import { MetricName, Snapshot } from '../../../shared/metrics/schema.ts';
import { snapshotOf } from '../../../shared/metrics/snapshot.ts';
import {
  addBuyer,
  clvQuantile,
  emptyTally,
  mergeTallies,
  type TallyRow,
} from '../../../shared/metrics/tally.ts';
import { metricsView } from '../../../shared/metrics/view.ts';
import { aModel, aScore, someStats } from '../../support/factories.ts';

const at = { day: 20_000, periodDays: 90 };
const day = { businessDate: '2026-10-05', currency: 'ETB', horizonDays: 90 };

const row = (
  over: Parameters<typeof someStats>[0] = {},
  score: Parameters<typeof aScore>[0] = {},
): TallyRow => ({
  stats: someStats({ firstDay: 19_000, lastDay: 19_990, ...over }),
  score: aScore(score),
});
const tallyOf = (rows: readonly TallyRow[]) => {
  const tally = emptyTally();
  tally.customers = rows.length;
  for (const each of rows) addBuyer(tally, each, at);
  return tally;
};
const rows = fc.array(
  fc.record({ clv: fc.integer({ min: 0, max: 5_000_000 }), last: fc.integer({ min: 19_700, max: 20_000 }) }),
  { maxLength: 40 },
);

describe('a tally', () => {
  test('adds up: the whole is the sum of any parts', () => {
    fc.assert(
      fc.property(rows, rows, (some, others) => {
        const made = (each: typeof some) => each.map(({ clv, last }) => row({ lastDay: last }, { clv }));
        const whole = tallyOf([...made(some), ...made(others)]);
        expect(mergeTallies([tallyOf(made(others)), tallyOf(made(some))])).toEqual(whole);
      }),
    );
  });

  test('gives quantiles of CLV to within one per cent', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 500, max: 9_000_000 }), { minLength: 1 }), (values) => {
        const tally = tallyOf(values.map((clv) => row({}, { clv })));
        const sorted = values.toSorted((a, b) => a - b);
        for (const share of [0.1, 0.5, 0.9]) {
          const exact = sorted[Math.max(0, Math.ceil(share * values.length) - 1)] ?? 0;
          expect(Math.abs(clvQuantile(tally, share) / exact - 1)).toBeLessThan(0.0105);
        }
      }),
    );
  });

  test('gives 0 where most buyers are worth nothing', () => {
    expect(clvQuantile(tallyOf([row({}, { clv: 0 }), row({}, { clv: 0 }), row({}, { clv: 900 })]), 0.5)).toBe(
      0,
    );
  });
});

describe('a snapshot', () => {
  const values = (some: TallyRow[], customers = some.length) => {
    const tally = { ...tallyOf(some), customers };
    return snapshotOf({ tally }, aModel({ retention: undefined }), day).values;
  };

  test('counts who is active and new by the last days of their windows', () => {
    const counted = values([
      row({ lastDay: 20_000 - 89, firstDay: 19_000 }),
      row({ lastDay: 20_000 - 90, firstDay: 19_000 }),
      row({ lastDay: 20_000 - 29, firstDay: 20_000 - 29, repeatDays: 0 }),
      row({ lastDay: 20_000 - 30, firstDay: 20_000 - 30, repeatDays: 0 }, { band: 'lapsed' }),
    ]);

    expect(counted).toMatchObject({ buyers: 4, active: 3, new: 1, lapsed: 1, repeatPurchaseRate: 0.5 });
  });

  test('takes refunds and orders in another currency out of the average order value', () => {
    const counted = values([row({ orders: 5, otherCurrencyOrders: 1, revenue: 500_000, refunded: 100_000 })]);

    expect(counted).toMatchObject({ averageOrderValue: 100_000, purchaseFrequency: 5 });
  });

  test('has no rate where there is nobody to count', () => {
    expect(values([], 3)).toMatchObject({
      customers: 3,
      buyers: 0,
      churnRate: null,
      repeatPurchaseRate: null,
      averageOrderValue: null,
      customerLifetimeValue: null,
    });
  });

  test('takes the churn rate from the retention counted with the model, and says from when', () => {
    const retention = { periodDays: 90, active: 40, retained: 30, customers: 200 };

    const snapshot = snapshotOf(
      { tally: tallyOf([row()]) },
      aModel({ retention, fittedFor: '2026-10-01' }),
      day,
    );

    expect(snapshot.values.churnRate).toBe(0.25);
    expect(snapshot.churn).toEqual({ asOf: '2026-10-01', active: 40, retained: 30, sample: 200 });
    expect(Snapshot.parse(snapshot)).toEqual(snapshot);
  });
});

describe('retention', () => {
  test('is the share of the earlier period’s buyers who bought in the later one', () => {
    const customers = [[19_900, 19_950], [19_900], [19_821, 20_000], [19_950], [19_820, 20_000]];

    expect(retentionOf(customers, { day: 20_000, periodDays: 90 })).toEqual({
      periodDays: 90,
      active: 3,
      retained: 2,
      customers: 5,
    });
  });
});

describe('definitions', () => {
  const definitions = definitionsFor(90);

  test('stand beside every number, in both scripts', () => {
    const view = metricsView(snapshotOf({ tally: tallyOf([row()]) }, aModel(), day), []);

    expect(MetricsView.parse(view)).toEqual(view);
    expect(view.metrics.map(({ metric }) => metric)).toEqual(MetricName.options);
    for (const { name, definition, formula, window } of view.metrics) {
      expect([name.en, definition.en, formula, window].every((text) => text.length > 3)).toBe(true);
      expect(name.am).toMatch(/\p{Script=Ethiopic}/u);
      expect(definition.am).toMatch(/^[\p{Script=Ethiopic}\d\s%]+$/u);
    }
  });

  test('name the same windows in both languages', () => {
    const numbers = (text: string) => new Set(text.match(/\d+/g) ?? []);
    for (const { definition } of Object.values(definitions)) {
      expect(numbers(definition.am)).toEqual(numbers(definition.en));
    }
  });
});

test('the trend runs from the oldest night to the newest', () => {
  const night = (businessDate: string) =>
    snapshotOf({ tally: tallyOf([row()]) }, aModel(), { ...day, businessDate });

  const view = metricsView(night('2026-10-05'), [night('2026-10-04'), night('2026-10-03')]);

  expect(view.trend.map(({ date }) => date)).toEqual(['2026-10-03', '2026-10-04']);
});
