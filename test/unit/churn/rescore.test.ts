import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { discountedPurchases } from '../../../shared/churn/models/clv.ts';
import { expectedSpend } from '../../../shared/churn/models/gamma-gamma.ts';
import { mbgCnbdK } from '../../../shared/churn/models/mbg-cnbd-k.ts';
import { type InForce, indexAttributes, scoreAll, scoreOf } from '../../../shared/churn/rescore.ts';
import { Score } from '../../../shared/churn/schema.ts';
import { aModel, aScore, someStats } from '../../support/factories.ts';

const spend = { p: 6.25, q: 3.74, v: 154_400 };
const aCurrent = (over: Partial<InForce['model']> = {}, more: Partial<InForce> = {}): InForce => ({
  model: aModel({ spend, usualReturnDays: 60, currency: 'ETB', ...over }),
  ...more,
});
const stats = someStats();
const day = (silent: number) => stats.lastDay + silent;

const anyStats = fc
  .record({
    span: fc.integer({ min: 1, max: 700 }),
    repeatDays: fc.integer({ min: 0, max: 40 }),
    revenue: fc.integer({ min: 0, max: 10_000_000 }),
    refunded: fc.integer({ min: 0, max: 10_000_000 }),
  })
  .map(({ span, repeatDays, ...money }) =>
    someStats({
      ...money,
      repeatDays,
      firstDay: 20_000,
      lastDay: repeatDays === 0 ? 20_000 : 20_000 + Math.max(span, repeatDays),
      firstDayNet: Math.min(money.revenue, 50_000),
    }),
  );
const silences = fc.integer({ min: 0, max: 2_000 });

describe('a score', () => {
  test('holds the quantities of the models for the customer’s own history', () => {
    const score = scoreOf(stats, undefined, aCurrent(), day(31));

    const { params } = aModel();
    const timing = { ...params, k: 1 };
    const history = { x: 5, tx: 60 / 7, T: 91 / 7 };
    const weeks = 90 / 7;
    const each = expectedSpend(spend, 5, 100_000);
    const purchases = mbgCnbdK.expectedPurchases(timing, history, weeks);
    const yearly = discountedPurchases((t) => mbgCnbdK.expectedPurchases(timing, history, t)) * each;
    const alive = mbgCnbdK.probabilityAlive(timing, history);
    const risk = mbgCnbdK.probabilityNoPurchase(timing, history, weeks);
    expect(score.risk).toBeCloseTo(risk, 9);
    expect(score.pAlive).toBeCloseTo(alive, 9);
    expect(score.expectedPurchases).toBeCloseTo(purchases, 8);
    expect(score.expectedSpend).toBeCloseTo(purchases * each, -1);
    expect(Math.abs(score.clv / yearly - 1)).toBeLessThan(1e-4);
    expect(Math.abs(score.valueAtRisk / ((yearly / alive) * risk) - 1)).toBeLessThan(1e-4);
  });

  test('is the same for one customer alone and among others', () => {
    const customers = [someStats(), someStats({ repeatDays: 0, firstDay: stats.lastDay })].map((one) => ({
      stats: one,
    }));
    const current = aCurrent({ k: 2 });

    const together = scoreAll(customers, current, day(50));

    expect(together).toEqual(customers.map((one) => scoreOf(one.stats, undefined, current, day(50))));
  });

  test('is always a valid score, whatever the history', () => {
    fc.assert(
      fc.property(anyStats, silences, fc.integer({ min: 1, max: 4 }), (any, silent, k) => {
        const score = scoreOf(any, undefined, aCurrent({ k }), any.lastDay + silent);
        expect(Score.parse(score)).toEqual(score);
      }),
    );
  });

  test('computed again from its own result stays as it is', () => {
    fc.assert(
      fc.property(
        anyStats,
        silences,
        fc.constantFrom('new', 'safe', 'watch', 'at-risk', 'lapsed'),
        (any, silent, band) => {
          const current = aCurrent();
          const once = scoreOf(any, aScore({ band }), current, any.lastDay + silent);
          const twice = scoreOf(any, once, current, any.lastDay + silent);
          expect(twice).toEqual(once);
        },
      ),
    );
  });

  test('of somebody gone beyond doubt holds no number that DynamoDB cannot store', () => {
    const daily = someStats({
      firstDay: 20_000,
      lastDay: 20_900,
      repeatDays: 900,
      logGaps: 900 * Math.log(1 / 7),
    });

    const score = scoreOf(daily, undefined, aCurrent(), 20_900 + 1_500);

    expect(score.risk).toBe(1);
    for (const value of [score.pAlive, score.expectedPurchases, score.valueAtRisk]) {
      expect(value === 0 || value > 1e-130).toBe(true);
    }
  });

  test('falls from band to band as silence grows, and a purchase makes the customer safe again', () => {
    const current = aCurrent();
    const bands = [1, 30, 60, 200].map((silent) => scoreOf(stats, undefined, current, day(silent)).band);

    expect(bands).toEqual(['safe', 'watch', 'at-risk', 'lapsed']);
    const back = someStats({ lastDay: day(200), repeatDays: 6, logGaps: stats.logGaps + Math.log(200 / 7) });
    expect(scoreOf(back, aScore({ band: 'lapsed' }), current, day(200)).band).toBe('safe');
  });

  test('remembers the band before and the day of the change', () => {
    const current = aCurrent();
    const previous = aScore({ band: 'safe', since: day(0), previousBand: 'new' });

    const same = scoreOf(stats, previous, current, day(1));
    const moved = scoreOf(stats, previous, current, day(60));

    expect(same).toMatchObject({ band: 'safe', since: day(0), previousBand: 'new' });
    expect(moved).toMatchObject({ band: 'at-risk', since: day(60), previousBand: 'safe' });
  });

  test('remembers the risk of the day before, also when a pass is repeated', () => {
    const current = aCurrent();
    const first = scoreOf(stats, undefined, current, day(20));

    const next = scoreOf(stats, first, current, day(30));
    const repeated = scoreOf(stats, next, current, day(30));

    expect(first.previousRisk).toBeUndefined();
    expect(next.previousRisk).toBe(first.risk);
    expect(repeated).toEqual(next);
  });

  test('does not count the shop’s quiet days as silence', () => {
    const holidays = aCurrent({}, { quiet: [[day(1), day(40)]] });

    expect(scoreOf(stats, undefined, holidays, day(45)).risk).toBe(
      scoreOf(stats, undefined, aCurrent(), day(5)).risk,
    );
  });

  test('follows the shop’s own thresholds', () => {
    const strict = aCurrent({}, { bands: { watch: 0.01, atRisk: 0.02, lapsed: 0.99, likely: 0, margin: 0 } });

    expect(scoreOf(stats, undefined, strict, day(20)).band).toBe('at-risk');
  });

  test('without a spend model expects the mean of the shop from everybody', () => {
    const current = aCurrent({ spend: undefined, meanSpend: 70_000 });

    const { expectedSpend: money, expectedPurchases } = scoreOf(stats, undefined, current, day(10));

    expect(money / expectedPurchases).toBeCloseTo(70_000, -1);
  });

  test('with a correction keeps the model’s own risk beside the corrected one', () => {
    const correction = {
      horizonDays: 90,
      names: ['level', 'frequency', 'silence', 'confidence', 'spend', 'activeShare', 'rhythm'],
      beta: [0.8, 0, 0, 0, 0, 0, 0],
      covariance: Array(49).fill(0),
      windowSd: 0,
      centre: { logGap: 1, logSpend: 3 },
      countScale: 1,
      penalties: [],
    };
    const plain = scoreOf(stats, undefined, aCurrent(), day(31));

    const model = { name: 'mbg-cnbd-k' as const, params: { ...aModel().params, k: 1 } };
    const method = { name: 'corrected' as const, model, correction };
    const corrected = scoreOf(stats, undefined, aCurrent({ method }), day(31));

    expect(corrected.modelRisk).toBe(plain.risk);
    expect(Math.log(corrected.risk / (1 - corrected.risk))).toBeCloseTo(
      Math.log(plain.risk / (1 - plain.risk)) + 0.8,
      6,
    );
    expect(corrected.expectedPurchases).toBeLessThan(plain.expectedPurchases);
    const onTheDay = scoreOf(stats, undefined, aCurrent({ method }), day(0));
    expect(onTheDay.lostChance).toBeCloseTo(0, 9);
  });
});

describe('a signal with a weight', () => {
  const names = [
    'level',
    'frequency',
    'silence',
    'confidence',
    'spend',
    'activeShare',
    'rhythm',
    'complaint',
    'visits',
  ];
  const correction = {
    horizonDays: 90,
    names,
    beta: [0, 0, 0, 0, 0, 0, 0, 1.5, 0.5],
    covariance: Array(81).fill(0),
    windowSd: 0,
    centre: { logGap: 1, logSpend: 3 },
    countScale: 1,
    penalties: [],
  };
  const model = { name: 'mbg-cnbd-k' as const, params: { ...aModel().params, k: 1 } };
  const current = aCurrent({ method: { name: 'corrected', model, correction } });
  const logOdds = (risk: number) => Math.log(risk / (1 - risk));
  const scoreWith = (signals: Parameters<typeof scoreAll>[0][number]['signals'], silent = 12) => {
    const [score] = scoreAll([{ stats, signals }], current, day(silent));
    if (!score) throw new Error('one score');
    return score;
  };

  test('moves the risk by its weight, and the score says what it costs', () => {
    const calm = scoreWith(undefined);
    const cross = scoreWith({ complaintSince: day(5) });

    expect(logOdds(cross.risk) - logOdds(calm.risk)).toBeCloseTo(1.5, 6);
    expect(cross.signals).toEqual({
      complaint: expect.closeTo((cross.risk - calm.risk) / (1 - calm.risk), 3),
    });
    expect(calm.signals).toBeUndefined();
    expect(Score.parse(cross)).toEqual(cross);
  });

  test('costs a chance on the day of a purchase too, when silence costs none', () => {
    const cross = scoreWith({ complaintSince: day(0) }, 0);

    expect(scoreWith(undefined, 0).lostChance).toBeCloseTo(0, 9);
    expect(cross.lostChance).toBeCloseTo(cross.signals?.complaint ?? 0, 2);
    expect(cross.lostChance).toBeGreaterThan(0.3);
  });

  test('counts for nothing where the model has none', () => {
    const [plain, cross] = scoreAll(
      [{ stats }, { stats, signals: { complaintSince: day(5) } }],
      aCurrent(),
      day(12),
    );

    expect(cross).toEqual(plain);
  });
});

describe('index attributes', () => {
  test.each(['watch', 'at-risk', 'lapsed'] as const)('list a customer of band %s', (band) => {
    expect(indexAttributes(aScore({ band, valueAtRisk: 7 }))).toEqual({ riskBand: band, valueAtRisk: 7 });
  });

  test.each(['new', 'safe'] as const)('leave a customer of band %s out', (band) => {
    expect(indexAttributes(aScore({ band }))).toEqual({ riskBand: undefined, valueAtRisk: undefined });
  });
});
