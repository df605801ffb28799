import { describe, expect, test } from 'vitest';
import { fitAndProve, fitModel, usualReturnDays } from '../../../shared/churn/fit-model.ts';
import { gather } from '../../../shared/churn/gathered.ts';
import { mbgCnbdK } from '../../../shared/churn/models/mbg-cnbd-k.ts';
import { scoreAll } from '../../../shared/churn/rescore.ts';
import { storeSample } from '../../../shared/churn/sample.ts';
import { Model, Score } from '../../../shared/churn/schema.ts';
import { dayOfDate } from '../../../shared/platform/days.ts';
import { shoppingDays, statsOf } from '../../support/small-shop.ts';

const businessDate = '2026-10-05';
const today = dayOfDate(businessDate);
const at = { businessDate, horizonDays: 90, currency: 'ETB' };

function aShop(size: number) {
  const days = Array.from({ length: size }, (_, i) => shoppingDays(i, today));
  const stats = days.map((each) => statsOf(each));
  const sample = storeSample(days.map((each) => each.map((day) => ({ day, net: 100_000 }))));
  return { stats, gathered: { ...gather(stats, today, []), sample } };
}

describe('a model', () => {
  test.each([0, 1, 2, 5, 20])('of %i customers is complete, finite and scores everybody', (size) => {
    const { stats, gathered } = aShop(size);

    const { model } = fitAndProve(gathered, at);

    expect(Model.parse(model)).toEqual(model);
    expect(Object.values(model.params).every((value) => Number.isFinite(value) && value > 0)).toBe(true);
    expect(model).toMatchObject({ customers: size, tier: 'prior', version: `mdl_${businessDate}` });
    for (const score of scoreAll(
      stats.map((each) => ({ stats: each })),
      { model },
      today,
    )) {
      expect(Score.parse(score)).toEqual(score);
    }
  });

  test('of a shop with past enough is proved on it, and says how the replayed dates went', () => {
    const { model, learnt } = fitAndProve(aShop(120).gathered, at);

    expect(model.tier).toBe('blended');
    expect(model.method?.name).toBe(learnt?.backtest.inForce);
    expect(model.replayed?.length).toBeGreaterThan(1);
    expect(model.retention?.active).toBeGreaterThan(0);
  });

  test('is the same every time it is fitted to the same shop', () => {
    const { gathered } = aShop(60);

    expect(fitModel(gathered, at)).toEqual(fitModel(gathered, at));
  });

  test('of a shop without amounts expects no money and still scores', () => {
    const { stats, gathered } = aShop(20);
    const free = stats.map((each) => ({ ...each, revenue: 0, firstDayNet: 0 }));

    const model = fitModel({ ...gathered, ...gather(free, today, []) }, at);

    expect(model.spend).toBeUndefined();
    expect(scoreAll([{ stats: free[0] ?? statsOf([today]) }], { model }, today)[0]).toMatchObject({ clv: 0 });
  });
});

test('the usual time to return is when two of three who return within a year have returned', () => {
  const params = { r: 0.525, alpha: 6.183, a: 0.891, b: 1.614, k: 1 };
  const returned = (days: number) =>
    1 - mbgCnbdK.probabilityNoPurchase(params, { x: 0, tx: 0, T: 0 }, days / 7);

  const days = usualReturnDays(params);

  expect(returned(days)).toBeGreaterThanOrEqual((2 / 3) * returned(365));
  expect(returned(days - 1)).toBeLessThan((2 / 3) * returned(365));
});
