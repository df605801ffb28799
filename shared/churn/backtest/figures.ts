// All figures of the methods over the trials, for the customers as they were or for a resample of them.
import { auc, topOfList } from './measures.ts';
import type { MethodName } from './schema.ts';
import type { Judged, Trial } from './trial.ts';

export interface Figures {
  auc: number;
  logLoss: number;
  brier: number;
  precision: number;
  capturedValue: number;
  countBias: number;
  revenueBias: number;
}

export interface FigureOptions {
  names: readonly MethodName[];
  /** Length of the list over the number of customers. */
  listShare: number;
  /** How often each customer counts, by position in the histories. Default once. */
  times?: Float64Array;
}

/** Ranking and list are judged date by date and averaged by customers; the rest is over all rows. */
export function figuresOf(trials: readonly Trial[], options: FigureOptions): Map<MethodName, Figures> {
  const { times } = options;
  const weighted = trials.map((trial) => {
    const weight = Float64Array.from(trial.customer, (i) => (times ? (times[i] ?? 0) : 1));
    return { trial, weight, rows: sum(weight) };
  });
  const counted = weighted.filter(({ rows }) => rows > 0);
  return new Map(options.names.map((name) => [name, figuresOfOne(counted, name, options.listShare)]));
}

interface Weighted {
  trial: Trial;
  weight: Float64Array;
  rows: number;
}

function figuresOfOne(trials: readonly Weighted[], name: MethodName, listShare: number): Figures {
  const all = { rows: 0, precision: 0, capturedValue: 0, auc: 0, ranked: 0 };
  const totals = { logLoss: 0, brier: 0, purchases: 0, expected: 0, money: 0, spend: 0 };
  for (const weighted of trials) {
    const { trial, weight, rows } = weighted;
    const judged = trial.judgements.get(name);
    if (!judged) continue;
    const ranking = auc({ score: judged.risk, silent: trial.silent, order: judged.byRisk }, weight);
    const list = { order: judged.byValueAtRisk, valueIfKept: trial.valueIfKept, silent: trial.silent };
    const top = topOfList(list, Math.max(1, Math.round(listShare * rows)), weight);
    all.rows += rows;
    all.precision += rows * top.precision;
    all.capturedValue += rows * top.capturedValue;
    if (!Number.isNaN(ranking)) {
      all.ranked += rows;
      all.auc += rows * ranking;
    }
    addRows(weighted, judged, totals);
  }
  return {
    auc: all.auc / all.ranked,
    logLoss: totals.logLoss / all.rows,
    brier: totals.brier / all.rows,
    precision: all.precision / all.rows,
    capturedValue: all.capturedValue / all.rows,
    countBias: totals.purchases > 0 ? totals.expected / totals.purchases - 1 : Number.NaN,
    revenueBias: totals.money > 0 ? totals.spend / totals.money - 1 : Number.NaN,
  };
}

type Total = 'logLoss' | 'brier' | 'purchases' | 'expected' | 'money' | 'spend';

/** One pass over the rows: this is where a bootstrap spends its time. */
function addRows({ trial, weight }: Weighted, judged: Judged, totals: Record<Total, number>): void {
  const { count, money, spendPerPurchase } = trial;
  const { logLoss, brier, expected } = judged;
  for (let i = 0; i < weight.length; i++) {
    const w = weight[i] ?? 0;
    if (w === 0) continue;
    const e = w * (expected[i] ?? 0);
    totals.logLoss += w * (logLoss[i] ?? 0);
    totals.brier += w * (brier[i] ?? 0);
    totals.purchases += w * (count[i] ?? 0);
    totals.expected += e;
    totals.money += w * (money[i] ?? 0);
    totals.spend += e * (spendPerPurchase[i] ?? 0);
  }
}

const sum = (column: Float64Array) => column.reduce((a, b) => a + b, 0);
