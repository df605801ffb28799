import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { InForce } from '../../../shared/churn/rescore.ts';
import { Band } from '../../../shared/churn/schema.ts';
import { emptyScored, mergeScored, type ScanRow, Scored, scorePage } from '../../../shared/churn/scored.ts';
import { aCustomerId, aModel, aScore } from '../../support/factories.ts';
import { shoppingDays, statsOf } from '../../support/small-shop.ts';

const today = 20_731;
const current: InForce = {
  model: aModel({ spend: { p: 6.25, q: 3.74, v: 154_400 }, usualReturnDays: 40, currency: 'ETB' }),
};
const rows: ScanRow[] = Array.from({ length: 60 }, (_, i) => ({
  customerId: aCustomerId(i),
  stats: i % 10 === 9 ? undefined : statsOf(shoppingDays(i, today)),
  score: undefined,
}));

function passOver(pages: readonly (readonly ScanRow[])[]) {
  const found = emptyScored();
  const changes = pages.flatMap((page) => scorePage(page, current, today, found));
  return { found, changes };
}

describe('what a worker finds', () => {
  test('adds up: any split into workers and pages gives the same whole', () => {
    const whole = mergeScored([passOver([rows]).found]);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 }), (a, b) => {
        const [first, second] = [Math.min(a, b), Math.max(a, b)];
        const parts = [
          passOver([rows.slice(second)]).found,
          passOver([rows.slice(0, first), rows.slice(first, second)]).found,
        ];
        expect(mergeScored(parts)).toEqual(whole);
      }),
      { numRuns: 20 },
    );
  });

  test('survives its way through S3', () => {
    const { found } = passOver([rows]);

    expect(Scored.parse(JSON.parse(JSON.stringify(found)))).toEqual(found);
  });

  test('counts every buyer in one band, and lists the at-risk ones by value', () => {
    const merged = mergeScored([passOver([rows]).found]);

    const counted = Band.options.reduce((sum, band) => sum + merged.bands[band].customers, 0);
    expect(counted).toBe(54);
    expect(merged.tally).toMatchObject({ customers: 60, buyers: 54 });
    expect(merged.members).toHaveLength(merged.bands['at-risk'].customers);
    const values = merged.members.map(({ valueAtRisk }) => valueAtRisk);
    expect(values).toEqual(values.toSorted((a, b) => b - a));
    expect(values.reduce((a, b) => a + b, 0)).toBe(merged.bands['at-risk'].valueAtRisk);
  });

  test('is a change for everybody the first time, and for nobody the second', () => {
    const { changes } = passOver([rows]);
    const scores = new Map(changes.map(({ customerId, score }) => [customerId, score]));

    const again = passOver([rows.map((row) => ({ ...row, score: scores.get(row.customerId) }))]);

    expect(changes).toHaveLength(54);
    expect(again.changes).toEqual([]);
    expect(again.found).toMatchObject({ scoredBefore: 54, bandChanges: 0 });
  });

  test('counts a change of band only of customers who had one', () => {
    const lapsed = aScore({ band: 'lapsed' });
    const fresh: ScanRow = {
      customerId: aCustomerId(1),
      stats: statsOf([today - 30, today - 20, today]),
      score: lapsed,
    };

    const { found, changes } = passOver([
      [fresh, { ...fresh, customerId: aCustomerId(2), score: undefined }],
    ]);

    expect(found).toMatchObject({ scored: 2, scoredBefore: 1, bandChanges: 1 });
    expect(changes.map(({ was }) => was?.band)).toEqual(['lapsed', undefined]);
  });

  test('leaves who bought later to the fold, and counts them by the score it gave', () => {
    const later = statsOf([today - 10, today + 1]);
    const score = aScore({ band: 'safe', clv: 5_000 });

    const { found, changes } = passOver([[{ customerId: aCustomerId(1), stats: later, score }]]);

    expect(changes).toEqual([]);
    expect(found).toMatchObject({
      scored: 0,
      later: 1,
      bands: { safe: { customers: 1 } },
      tally: { buyers: 1 },
    });
  });
});
