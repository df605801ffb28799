// Trying methods on the past: nothing of the future is used, the best beyond chance is in force, and any size works.
import { describe, expect, test } from 'vitest';
import { summarise } from '../../../../shared/churn/backtest/backtest.ts';
import { cutDates } from '../../../../shared/churn/backtest/cuts.ts';
import { learnShop } from '../../../../shared/churn/backtest/learn-shop.ts';
import { logLosses, risingOrder, squaredErrors } from '../../../../shared/churn/backtest/measures.ts';
import { judge, learnMethods, riskScorer } from '../../../../shared/churn/backtest/method.ts';
import { Backtest, Method, MethodName } from '../../../../shared/churn/backtest/schema.ts';
import type { Trial } from '../../../../shared/churn/backtest/trial.ts';
import { type DatedSale, historiesOf } from '../../../../shared/churn/calibration/histories.ts';
import { rowOf } from '../../../../shared/churn/calibration/replay.ts';
import { statesAt } from '../../../../shared/churn/calibration/states.ts';
import { seededRandom } from '../../../../shared/stats/random.ts';
import { cdnowSales, publicShops } from '../../../support/public-shops.ts';

const [{ now }] = publicShops;
const sales = cdnowSales();
const ids = [...new Set(sales.map((sale) => sale.customer))];

/** Every n-th customer of the public data, so many of them. */
function someSales(customers: number): DatedSale[] {
  const every = Math.floor(ids.length / customers);
  const chosen = new Set(ids.filter((_, i) => i % every === 0).slice(0, customers));
  return sales.filter((sale) => chosen.has(sale.customer));
}

describe('dates', () => {
  test('are at most four, each with a past to learn from and days to look up', () => {
    const cuts = cutDates(0, 730, 90);
    expect(cuts).toEqual([
      { cut: 292, days: 90 },
      { cut: 408, days: 90 },
      { cut: 524, days: 90 },
      { cut: 640, days: 90 },
    ]);
  });

  test('look up no day past the last one known', () => {
    for (const horizon of [7, 30, 90, 365]) {
      for (let age = 0; age < 400; age += 13) {
        for (const { cut, days } of cutDates(100, 100 + age, horizon)) {
          expect(cut + days).toBeLessThanOrEqual(100 + age);
          expect(days).toBeGreaterThanOrEqual(7);
          expect(cut).toBeGreaterThanOrEqual(128);
        }
      }
    }
  });

  test('there are none in a history of a month', () => {
    expect(cutDates(0, 30, 90)).toEqual([]);
  });
});

describe('methods', () => {
  const histories = historiesOf(someSales(300));
  const at = { first: Math.min(...histories.day), now, horizonDays: 91 };
  const methods = learnMethods(histories, at, { names: MethodName.options });
  const states = statesAt(histories, now);

  test('learn the same whether or not the future is in the data', () => {
    const past = historiesOf(someSales(300).filter((sale) => sale.day <= now));
    expect(learnMethods(past, at, { names: MethodName.options })).toEqual(methods);
  });

  test('are plain JSON that the schema accepts, and judge the same after a round trip', () => {
    for (const method of methods) {
      const stored = Method.parse(JSON.parse(JSON.stringify(method)));
      expect(judge(stored, states, 91).risk).toEqual(judge(method, states, 91).risk);
    }
  });

  test('give every customer a probability and a finite number of purchases', () => {
    for (const method of methods) {
      const { risk, expected } = judge(method, states, 91);
      expect(risk.every((p) => p >= 0 && p <= 1)).toBe(true);
      expect(expected.every((e) => Number.isFinite(e) && e >= 0)).toBe(true);
    }
  });

  test('score one customer as they judge many', () => {
    const base = judge({ name: 'mbg-cnbd-k', model: methods[1]?.model ?? fail() }, states, 91).noPurchase;
    for (const method of methods) {
      const score = riskScorer(method, 91);
      const { risk } = judge(method, states, 91);
      for (const i of [0, 17, 200]) {
        expect(score({ ...rowOf(states, i), noPurchase: base[i] ?? 0 })).toBeCloseTo(risk[i] ?? -1, 12);
      }
    }
  });
});

const fail = (): never => {
  throw new Error('missing');
};

/** A trial of so many customers, half of them silent, judged with these probabilities of what they did. */
function trialOf(rows: number, sureness: Partial<Record<MethodName, (i: number) => number>>): Trial {
  const silent = Uint8Array.from({ length: rows }, (_, i) => i % 2);
  const ones = new Float64Array(rows).fill(1);
  const judged = (right: (i: number) => number) => {
    const risk = Float64Array.from(silent, (s, i) => (s ? right(i) : 1 - right(i)));
    return {
      risk,
      noPurchase: risk,
      logLoss: logLosses(risk, silent),
      brier: squaredErrors(risk, silent),
      expected: ones,
      byRisk: risingOrder(risk),
      byValueAtRisk: risingOrder(risk).reverse(),
    };
  };
  const judgements = Object.entries(sureness).map(
    ([name, right]) => [MethodName.parse(name), judged(right)] as const,
  );
  return {
    cut: 100,
    days: 60,
    customer: Int32Array.from({ length: rows }, (_, i) => i),
    silent,
    count: ones,
    money: ones,
    spendPerPurchase: ones,
    valueIfKept: ones,
    judgements: new Map(judgements),
  };
}

describe('in force', () => {
  const options = { now: 160, horizonDays: 60, names: ['corrected', 'rfm'] as const };

  test('is the method with the least log-loss', () => {
    const trial = trialOf(400, { corrected: () => 0.6, rfm: () => 0.8 });
    expect(summarise([trial], options)).toMatchObject({ inForce: 'rfm', reason: 'best' });
  });

  test('stays the corrected model where another is ahead by chance only', () => {
    const noise = seededRandom(3);
    const luck = Array.from({ length: 400 }, () => 0.2 + 0.7 * noise.uniform());
    const mean = Math.exp(luck.reduce((sum, p) => sum + Math.log(p), 0) / luck.length);
    const trial = trialOf(400, { corrected: () => mean - 0.001, rfm: (i) => luck[i] ?? 0.5 });
    expect(summarise([trial], options)).toMatchObject({ inForce: 'corrected', reason: 'tied' });
  });

  test('is not chosen from a handful of customers', () => {
    const trial = trialOf(40, { corrected: () => 0.6, rfm: () => 0.9 });
    expect(summarise([trial], options)).toMatchObject({ inForce: 'corrected', reason: 'too-few' });
  });

  test('is compared on the same customers', () => {
    const trial = trialOf(400, { corrected: () => 0.6, rfm: () => 0.6 });
    const rfm = summarise([trial], options).methods.find((method) => method.name === 'rfm');
    expect(rfm?.logLossMore).toEqual({ value: 0, low: 0, high: 0 });
  });

  test('a perfect ranking finds everybody first', () => {
    const { methods } = summarise([trialOf(400, { corrected: () => 0.9, rfm: () => 0.5 })], options);
    expect(methods[0]?.auc.value).toBe(1);
    expect(methods[0]?.lift).toEqual([0.2, 0.4, 0.6, 0.8, 1, 1, 1, 1, 1, 1]);
    expect(methods[1]?.auc.value).toBe(0.5);
  });
});

describe('a shop', () => {
  test.each([1, 2, 5, 20, 100, 500])('of %i customers is learnt and scored sanely', (customers) => {
    const histories = historiesOf(someSales(customers));
    const shop = learnShop(histories, {
      now,
      horizonDays: 91,
      names: ['corrected', 'recency', 'rfm'],
      resamples: 20,
    });
    const states = statesAt(histories, now);
    const { risk, expected } = judge(shop.method, states, 91);

    expect(shop.tier).toBe(customers < 100 ? 'prior' : customers < 600 ? 'blended' : 'fitted');
    expect(risk.every((p) => p > 0 && p < 1)).toBe(true);
    expect(expected.every((e) => Number.isFinite(e) && e >= 0)).toBe(true);
    expect(() => Backtest.parse(JSON.parse(JSON.stringify(shop.backtest)))).not.toThrow();
    expect(shop.method.correction === undefined).toBe(customers < 100);
  });

  test('learns the same twice', () => {
    const histories = historiesOf(someSales(120));
    const options = { now, horizonDays: 60, names: ['corrected', 'logit'] as const, resamples: 20 };
    expect(learnShop(histories, options)).toEqual(learnShop(histories, options));
  });

  test('with a single day of purchases has nothing to try', () => {
    const oneDay = ids.slice(0, 150).map((customer) => ({ customer, day: 7, net: 5, bought: true }));
    const { backtest, tier } = learnShop(historiesOf(oneDay), { now: 7, horizonDays: 90 });
    expect(backtest).toMatchObject({ reason: 'too-few', methods: [], cuts: [] });
    expect(tier).toBe('prior');
  });

  test('without a purchase cannot be learnt', () => {
    expect(() => learnShop(historiesOf([]), { now: 7, horizonDays: 90 })).toThrow(RangeError);
  });
});
