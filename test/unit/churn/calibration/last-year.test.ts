// A season that returns: half of what the same weeks of last year had of their own, and only where the owner asks for it.
import { describe, expect, test } from 'vitest';
import { logLosses } from '../../../../shared/churn/backtest/measures.ts';
import { judge, learnCorrected } from '../../../../shared/churn/backtest/method.ts';
import { type DatedSale, historiesOf } from '../../../../shared/churn/calibration/histories.ts';
import { outcomes, statesAt } from '../../../../shared/churn/calibration/states.ts';
import { seededRandom } from '../../../../shared/stats/random.ts';

const horizonDays = 60;
const first = 100;
/** The day before a season; the one before it was 364 days ago. */
const now = 1_091;

/** Customers buy four times as often in the 60 days that begin each year of 364 days. */
const random = seededRandom(5);
const sales = Array.from({ length: 200 }, (_, i) => i).flatMap((customer): DatedSale[] => {
  const sold: DatedSale[] = [];
  for (let day = first + customer; day <= now + horizonDays; day += 1) {
    const isSeason = day % 364 < horizonDays;
    if (random.uniform() < (isSeason ? 0.04 : 0.01)) {
      sold.push({ customer: `c${customer}`, day, net: 10, bought: true });
    }
  }
  return sold;
});
const histories = historiesOf(sales);

const learnt = (sameWeeksLastYear: boolean, until = now) =>
  learnCorrected(histories, { first, now: until, horizonDays, sameWeeksLastYear });

/** Mean log-loss of what is said on the last day, against the season that then comes. */
function lossOf({ method }: ReturnType<typeof learnt>): number {
  const states = statesAt(histories, now);
  const { count } = outcomes(histories, states, now, now + horizonDays);
  const silent = Uint8Array.from(count, (purchases) => (purchases === 0 ? 1 : 0));
  const losses = logLosses(judge(method, states, horizonDays).risk, silent);
  return losses.reduce((a, b) => a + b, 0) / losses.length;
}

describe('the same weeks of last year', () => {
  test('make for better forecasts of a season that returns', () => {
    const [off, on] = [learnt(false), learnt(true)];

    expect(off.windows).toHaveLength(4);
    expect(on.windows.at(-1)).toMatchObject({ cut: now - 364, days: horizonDays, isLastYear: true });
    expect(lossOf(on)).toBeLessThan(lossOf(off) - 0.005);
  });

  test('are not looked at before there is a year and a quarter of history', () => {
    const young = first + 364 + 90;

    expect(learnt(true, young)).toEqual(learnt(false, young));
  });
});
