// All figures of one method over the trials, for the customers as they were or for a resample of them.
import { auc, brier, logLoss, topOfList } from './measures.ts';
import type { MethodName } from './schema.ts';
import type { Trial } from './trial.ts';

export interface Figures {
  auc: number;
  logLoss: number;
  brier: number;
  precision: number;
  capturedValue: number;
  countBias: number;
  revenueBias: number;
}

/**
 * Ranking and list are judged date by date and averaged by customers; the rest is over all rows.
 * `times` says how often each customer counts; `listShare` is the length of the list over the customers.
 */
export function figuresOf(
  trials: readonly Trial[],
  name: MethodName,
  listShare: number,
  times?: Float64Array,
): Figures {
  const sums: Figures = {
    auc: 0,
    logLoss: 0,
    brier: 0,
    precision: 0,
    capturedValue: 0,
    countBias: 0,
    revenueBias: 0,
  };
  const counted = { rows: 0, ranked: 0, purchases: 0, expected: 0, money: 0, spend: 0 };
  for (const trial of trials) {
    const judged = trial.judgements.get(name);
    if (!judged) continue;
    const weight = times && Float64Array.from(trial.customer, (i) => times[i] ?? 0);
    const total = (column: (i: number) => number) => {
      let sum = 0;
      for (let i = 0; i < trial.silent.length; i++) sum += (weight ? (weight[i] ?? 0) : 1) * column(i);
      return sum;
    };
    const rows = total(() => 1);
    if (rows === 0) continue;
    const ranking = auc(judged.risk, trial.silent, judged.byRisk, weight);
    const list = { order: judged.byValueAtRisk, valueIfKept: trial.valueIfKept, silent: trial.silent };
    const top = topOfList(list, Math.max(1, Math.round(listShare * rows)), weight);
    counted.rows += rows;
    sums.logLoss += rows * logLoss(judged.risk, trial.silent, weight);
    sums.brier += rows * brier(judged.risk, trial.silent, weight);
    sums.precision += rows * top.precision;
    sums.capturedValue += rows * top.capturedValue;
    if (!Number.isNaN(ranking)) {
      counted.ranked += rows;
      sums.auc += rows * ranking;
    }
    counted.purchases += total((i) => trial.count[i] ?? 0);
    counted.expected += total((i) => judged.expected[i] ?? 0);
    counted.money += total((i) => trial.money[i] ?? 0);
    counted.spend += total((i) => (judged.expected[i] ?? 0) * (trial.spendPerPurchase[i] ?? 0));
  }
  return {
    auc: sums.auc / counted.ranked,
    logLoss: sums.logLoss / counted.rows,
    brier: sums.brier / counted.rows,
    precision: sums.precision / counted.rows,
    capturedValue: sums.capturedValue / counted.rows,
    countBias: counted.purchases > 0 ? counted.expected / counted.purchases - 1 : Number.NaN,
    revenueBias: counted.money > 0 ? counted.spend / counted.money - 1 : Number.NaN,
  };
}
