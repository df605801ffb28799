import { describe, expect, test } from 'vitest';
import { outlookOf } from '../../../shared/churn/outlook.ts';
import { type InForce, scoreOf } from '../../../shared/churn/rescore.ts';
import { aModel, someStats } from '../../support/factories.ts';

const current: InForce = { model: aModel({ spend: { p: 6.25, q: 3.74, v: 154_400 } }) };
const stats = someStats();

describe('the outlook of a customer', () => {
  test('names the next purchase as of today: the longer the silence, the later', () => {
    const soon = outlookOf(stats, current, stats.lastDay);
    const late = outlookOf(stats, current, stats.lastDay + 60);

    for (const [today, { nextPurchase }] of [
      [stats.lastDay, soon],
      [stats.lastDay + 60, late],
    ] as const) {
      expect(nextPurchase.from).toBeGreaterThan(today);
      expect(nextPurchase.likely).toBeGreaterThanOrEqual(nextPurchase.from);
      expect(nextPurchase.to).toBeGreaterThan(nextPurchase.likely);
    }
    expect(late.nextPurchase.likely - (stats.lastDay + 60)).toBeGreaterThan(
      soon.nextPurchase.likely - stats.lastDay,
    );
    expect(late.chanceOfReturn).toBeLessThan(soon.chanceOfReturn);
  });

  test('puts the expected value inside its interval while the customer is likely to stay', () => {
    const { lifetimeValue } = outlookOf(stats, current, stats.lastDay + 5);
    const { clv } = scoreOf(stats, undefined, current, stats.lastDay + 5);

    expect(lifetimeValue?.low).toBeLessThan(clv);
    expect(lifetimeValue?.high).toBeGreaterThan(clv);
  });

  test('has no value where no spend is known', () => {
    expect(
      outlookOf(stats, { model: aModel({ spend: undefined }) }, stats.lastDay).lifetimeValue,
    ).toBeUndefined();
  });
});
