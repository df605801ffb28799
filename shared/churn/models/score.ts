// Every quantity for many customers at once. Given that a customer is alive, all of them depend on (x, T) and, for
// k > 1, linearly on the stages done since the last purchase; so they are computed once per (x, T) and looked up.

import type { ClvTerms } from './clv.ts';
import { type DropoutModel, quietByStage } from './dropout-series.ts';
import { expectedSpend, type GammaGammaParams } from './gamma-gamma.ts';
import type { MbgCnbdKParams } from './mbg-cnbd-k.ts';
import { futureByXAndT, remember } from './score-tables.ts';

export interface ScoreColumns {
  readonly x: ArrayLike<number>;
  readonly tx: ArrayLike<number>;
  readonly T: ArrayLike<number>;
}

export interface ScoreInput {
  readonly timing: MbgCnbdKParams;
  readonly spend: GammaGammaParams;
  readonly horizonWeeks: number;
  readonly clv?: ClvTerms;
}

export interface Risks {
  readonly probabilityAlive: Float64Array;
  /** Within the horizon. */
  readonly probabilityNoPurchase: Float64Array;
}

export interface Scores extends Risks {
  /** Within the horizon. */
  readonly expectedPurchases: Float64Array;
  /** Per purchase. */
  readonly spendPerPurchase: Float64Array;
  /** Within the horizon. */
  readonly expectedSpend: Float64Array;
  /** Discounted spend over the CLV's own weeks (a year by default). */
  readonly clv: Float64Array;
}

export interface Scorer {
  /** The two probabilities only. */
  readonly risks: (columns: ScoreColumns) => Risks;
  readonly scores: (columns: ScoreColumns & { readonly mx: ArrayLike<number> }) => Scores;
}

/** Beyond this e^D would overflow; nobody with such odds is alive. */
const MAX_EXPONENT = 700;

/** Writes P(alive and j stages done since the last purchase) for j = 0 ... k - 1 and returns P(dropped out). */
function stageChances(model: DropoutModel, x: number, tx: number, T: number, out: Float64Array): number {
  const { r, alpha, a, b, k } = model;
  const n = r + k * x;
  const u = (T - tx) / (alpha + T);
  let term = 1;
  let sum = 0;
  for (let j = 0; j < k; j += 1) {
    out[j] = term;
    sum += term;
    term *= ((n + j) / (j + 1)) * u;
  }
  const odds = Math.exp(
    Math.min(MAX_EXPONENT, Math.log(a / (b + x)) + n * Math.log1p((T - tx) / (alpha + tx))),
  );
  const either = 1 / (sum + odds);
  for (let j = 0; j < k; j += 1) out[j] = (out[j] ?? 0) * either;
  return odds * either;
}

/** Reads one customer after the other; the answer holds until the next one is read. */
function reader(model: DropoutModel) {
  const { k } = model;
  const stage = new Float64Array(k);
  return {
    /** P(dropped out), and for `over` the chances of being alive at each stage. */
    read: (columns: ScoreColumns, i: number): number =>
      stageChances(model, columns.x[i] ?? 0, columns.tx[i] ?? 0, columns.T[i] ?? 0, stage),
    /** Sum over stages of their chance times the table's entry, from an offset on. */
    over: (table: Float64Array, offset: number): number => {
      let sum = 0;
      for (let j = 0; j < k; j += 1) sum += (stage[j] ?? 0) * (table[offset + j] ?? 0);
      return sum;
    },
  };
}

/** A scorer for one fitted pair of models; keep it between pages, its tables then need not be made again. */
export function createScorer(input: ScoreInput): Scorer {
  const { timing, spend, horizonWeeks, clv = {} } = input;
  const { k } = timing;
  const model: DropoutModel = { ...timing, m: 1 };
  const { read, over } = reader(model);
  const quietAt = remember((x, T) => quietByStage(model, { x, T }, horizonWeeks));
  const futureAt = futureByXAndT(model, horizonWeeks, clv);
  const everyStage = new Float64Array(k).fill(1);
  const risks = (columns: ScoreColumns): Risks => {
    const result = emptyRisks(columns.x.length);
    for (let i = 0; i < columns.x.length; i += 1) {
      const dropped = read(columns, i);
      result.probabilityAlive[i] = over(everyStage, 0);
      result.probabilityNoPurchase[i] = dropped + over(quietAt(columns.x[i] ?? 0, columns.T[i] ?? 0), 0);
    }
    return result;
  };
  const scores = (columns: ScoreColumns & { readonly mx: ArrayLike<number> }): Scores => {
    const result = emptyScores(columns.x.length);
    for (let i = 0; i < columns.x.length; i += 1) {
      const dropped = read(columns, i);
      const future = futureAt(columns.x[i] ?? 0, columns.T[i] ?? 0);
      const each = expectedSpend(spend, columns.x[i] ?? 0, columns.mx[i] ?? 0);
      const purchases = over(future, k);
      result.probabilityAlive[i] = over(everyStage, 0);
      result.probabilityNoPurchase[i] = dropped + over(future, 0);
      result.expectedPurchases[i] = purchases;
      result.spendPerPurchase[i] = each;
      result.expectedSpend[i] = purchases * each;
      result.clv[i] = over(future, 2 * k) * each;
    }
    return result;
  };
  return { risks, scores };
}

const emptyRisks = (size: number): Risks => ({
  probabilityAlive: new Float64Array(size),
  probabilityNoPurchase: new Float64Array(size),
});

const emptyScores = (size: number): Scores => ({
  ...emptyRisks(size),
  expectedPurchases: new Float64Array(size),
  spendPerPurchase: new Float64Array(size),
  expectedSpend: new Float64Array(size),
  clv: new Float64Array(size),
});
