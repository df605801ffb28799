// One past date: every method learnt on what was known, its judgements, and what then happened.
import { type Histories, span } from '../calibration/histories.ts';
import { type Signal, valuesAt } from '../calibration/replay.ts';
import { outcomes, statesAt } from '../calibration/states.ts';
import { expectedSpend, fitSpend } from '../models/gamma-gamma.ts';
import { groupSpend } from '../models/spend-groups.ts';
import type { Cut } from './cuts.ts';
import { logLosses, risingOrder, squaredErrors } from './measures.ts';
import { type Judgement, judge, learnMethods } from './method.ts';
import type { MethodName } from './schema.ts';

export interface Trial extends Cut {
  /** Positions in the histories. */
  customer: Int32Array;
  silent: Uint8Array;
  count: Float64Array;
  money: Float64Array;
  spendPerPurchase: Float64Array;
  /** Expected spend over the window if the customer comes back at all. */
  valueIfKept: Float64Array;
  judgements: Map<MethodName, Judged>;
}

export interface Judged extends Judgement {
  /** Positions by rising risk, and by falling value at risk. */
  byRisk: Uint32Array;
  byValueAtRisk: Uint32Array;
  /** Of each row. */
  logLoss: Float64Array;
  brier: Float64Array;
}

/** Mean spends above this quantile count as it: one huge order must not set the level of a shop. */
export const winsoriseAt = 0.99;

export function tryOn(
  { cut, days }: Cut,
  histories: Histories,
  {
    names,
    signals = [],
    sameWeeksLastYear = false,
  }: { names: readonly MethodName[]; signals?: readonly Signal[]; sameWeeksLastYear?: boolean },
): Trial {
  const at = { first: span(histories).first, now: cut, horizonDays: days, sameWeeksLastYear };
  const states = statesAt(histories, cut);
  const { count, money } = outcomes(histories, states, cut, cut + days);
  const spendPerPurchase = spendOf(states);
  const valuesOf = (row: number) => valuesAt(signals, states, row, cut);
  const methods = learnMethods(histories, at, { names, signals }).map(
    (m) => [m.name, judge(m, states, days, valuesOf)] as const,
  );
  const [, base] = methods.find(([name]) => name === 'mbg-cnbd-k') ?? methods[0] ?? [];
  const valueIfKept = spendPerPurchase.map((spend, i) => {
    const returns = 1 - (base?.noPurchase[i] ?? 0);
    return returns > 1e-9 ? (spend * (base?.expected[i] ?? 0)) / returns : 0;
  });
  const silent = Uint8Array.from(count, (c) => (c === 0 ? 1 : 0));
  const judged = (judgement: Judgement): Judged => ({
    ...judgement,
    logLoss: logLosses(judgement.risk, silent),
    brier: squaredErrors(judgement.risk, silent),
    byRisk: risingOrder(judgement.risk),
    byValueAtRisk: risingOrder(judgement.risk.map((p, i) => -p * (valueIfKept[i] ?? 0))),
  });
  return {
    cut,
    days,
    customer: states.customer,
    silent,
    count,
    money,
    spendPerPurchase,
    valueIfKept,
    judgements: new Map(methods.map(([name, judgement]) => [name, judged(judgement)])),
  };
}

/** Gamma-gamma spend per purchase day, for each row; 0 in a shop without amounts. */
export function spendOf(states: ReturnType<typeof statesAt>): Float64Array {
  const { x, spend, repeatSpend } = states;
  const days = x.reduce((sum, repeats) => sum + repeats + 1, 0);
  const typicalSpend =
    Math.max(
      0,
      spend.reduce((a, b) => a + b, 0),
    ) / Math.max(1, days);
  if (!(typicalSpend > 0)) return new Float64Array(x.length);
  const { params } = fitSpend(groupSpend({ x, mx: repeatSpend }), { winsoriseAt, typicalSpend });
  return x.map((repeats, i) => expectedSpend(params, repeats, repeatSpend[i] ?? 0));
}
