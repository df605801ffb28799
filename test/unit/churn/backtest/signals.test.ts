// A signal beyond purchases counts only once the past has shown that it helps.
import { describe, expect, test } from 'vitest';
import { learnShop } from '../../../../shared/churn/backtest/learn-shop.ts';
import { trySignals } from '../../../../shared/churn/backtest/signals.ts';
import { type DatedSale, historiesOf } from '../../../../shared/churn/calibration/histories.ts';
import type { Signal } from '../../../../shared/churn/calibration/replay.ts';
import { seededRandom } from '../../../../shared/stats/random.ts';

/** Customers who come at random every 20 days or so until their own last day. */
const random = seededRandom(8);
const lastDays = Array.from({ length: 250 }, () => 60 + 500 * random.uniform());
const sales = lastDays.flatMap((last, i): DatedSale[] => {
  const days: DatedSale[] = [];
  for (let day = (i % 50) * 1; day < Math.min(last, 400); day += 1 + random.exponential(1 / 20)) {
    days.push({ customer: `c${i}`, day: Math.floor(day), net: 10, bought: true });
  }
  return days;
});
const histories = historiesOf(sales);
const options = { now: 400, horizonDays: 60, resamples: 50 };

/** Complains before leaving, as three of four leavers do, and one of ten who stay. */
const complaint: Signal = {
  name: 'complaint',
  at: (customer, day) => {
    const leaves = (lastDays[customer] ?? 0) < day + 20;
    return (leaves ? customer % 4 > 0 : customer % 10 === 0) ? 1 : 0;
  },
};
const noise: Signal = {
  name: 'noise',
  at: (customer, day) => ((customer * 7919 + day * 104_729) % 100) / 50 - 1,
};

describe('signals', () => {
  test('that foretell silence help, and noise does not', () => {
    const [useful, useless] = trySignals(histories, [complaint, noise], options);
    expect(useful).toMatchObject({ name: 'complaint', helps: true });
    expect(useless).toMatchObject({ name: 'noise', helps: false });
  });

  test('enter the correction only when they helped', () => {
    const { method, signals } = learnShop(histories, {
      ...options,
      signals: [complaint, noise],
      names: ['corrected'],
    });
    expect(signals.map((signal) => signal.helps)).toEqual([true, false]);
    expect(method.correction?.names.slice(7)).toEqual(['complaint']);
  });

  test('are not tried where there are none', () => {
    expect(trySignals(histories, [], options)).toEqual([]);
  });

  test('cannot prove themselves in a shop that is too small for a correction', () => {
    const few = historiesOf(sales.filter((sale) => Number(sale.customer.slice(1)) < 40));
    const [trial] = trySignals(few, [complaint], options);
    expect(trial).toMatchObject({ helps: false, logLossMore: { value: null } });
  });
});
