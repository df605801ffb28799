// Every quantity for many customers at once. Given that a customer is alive, all of them depend on (x, T) and, for
// k > 1, linearly on the stages done since the last purchase; so they are computed once per (x, T) and looked up.

import { type ClvTerms, type DiscountRule, discountRule, nodesFor } from './clv.ts';
import {
  allowedPurchases,
  type DropoutModel,
  purchasesByStage,
  quietByStage,
} from './dropout-predictions.ts';
import { expectedSpend, type GammaGammaParams } from './gamma-gamma.ts';
import type { MbgCnbdKParams } from './mbg-cnbd-k.ts';

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

/** Entries kept before a table starts afresh: some 30 MB. */
const MAX_ENTRIES = 100_000;

/** Remembers one array per (x, T). */
function remember(compute: (x: number, T: number) => Float64Array): (x: number, T: number) => Float64Array {
  const table = new Map<number, Map<number, Float64Array>>();
  let entries = 0;
  return (x, T) => {
    const known = table.get(T)?.get(x);
    if (known) return known;
    if (entries >= MAX_ENTRIES) {
      table.clear();
      entries = 0;
    }
    const byX = table.get(T) ?? new Map<number, Float64Array>();
    const entry = compute(x, T);
    byX.set(x, entry);
    table.set(T, byX);
    entries += 1;
    return entry;
  };
}

/** The table of allowed purchases per x, kept at the longest length asked for. */
function rememberAllowed(model: DropoutModel) {
  const tables = new Map<number, Float64Array>();
  return (x: number) => (length: number) => {
    const known = tables.get(x);
    if (known && known.length > length) return known;
    const table = allowedPurchases(model, x, Math.ceil(1.5 * length));
    if (tables.size > MAX_ENTRIES / 10) tables.clear();
    tables.set(x, table);
    return table;
  };
}

/** E over the horizon for each of the k stages, then the discounted sums for each. */
function purchasesByXAndT(model: DropoutModel, { horizonWeeks, clv = {} }: ScoreInput) {
  const { k, alpha } = model;
  const allowed = rememberAllowed(model);
  const rules = new Map<number, DiscountRule>();
  const ruleAt = (T: number) => {
    const rule = rules.get(T) ?? discountRule(alpha + T, nodesFor(k), clv);
    if (rules.size > MAX_ENTRIES / 10) rules.clear();
    rules.set(T, rule);
    return rule;
  };
  return remember((x, T) => {
    const result = new Float64Array(2 * k);
    result.set(purchasesByStage(model, { x, T }, horizonWeeks, allowed(x)));
    const { tWeeks, weight } = ruleAt(T);
    tWeeks.forEach((t, node) => {
      const byStage = purchasesByStage(model, { x, T }, t, allowed(x));
      for (let j = 0; j < k; j += 1)
        result[k + j] = (result[k + j] ?? 0) + (weight[node] ?? 0) * (byStage[j] ?? 0);
    });
    return result;
  });
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

/** A scorer for one fitted pair of models; keep it between pages, its tables then need not be made again. */
export function createScorer(input: ScoreInput): Scorer {
  const { timing, spend, horizonWeeks } = input;
  const model: DropoutModel = { ...timing, m: 1 };
  const { k } = timing;
  const quietAt = remember((x, T) => quietByStage(model, { x, T }, horizonWeeks));
  const purchasesAt = purchasesByXAndT(model, input);
  const stage = new Float64Array(k);
  const customerAt = (columns: ScoreColumns, i: number) => {
    const [x, tx, T] = [columns.x[i] ?? 0, columns.tx[i] ?? 0, columns.T[i] ?? 0];
    return { x, T, dropped: stageChances(model, x, tx, T, stage) };
  };
  const weighted = (table: Float64Array, offset: number) => {
    let sum = 0;
    for (let j = 0; j < k; j += 1) sum += (stage[j] ?? 0) * (table[offset + j] ?? 0);
    return sum;
  };
  const emptyRisks = (size: number) => ({
    probabilityAlive: new Float64Array(size),
    probabilityNoPurchase: new Float64Array(size),
  });
  const risks = (columns: ScoreColumns): Risks => {
    const result = emptyRisks(columns.x.length);
    for (let i = 0; i < columns.x.length; i += 1) {
      const { x, T, dropped } = customerAt(columns, i);
      result.probabilityAlive[i] = stage.reduce((sum, chance) => sum + chance, 0);
      result.probabilityNoPurchase[i] = dropped + weighted(quietAt(x, T), 0);
    }
    return result;
  };
  const scores = (columns: ScoreColumns & { readonly mx: ArrayLike<number> }): Scores => {
    const column = () => new Float64Array(columns.x.length);
    const result = {
      ...emptyRisks(columns.x.length),
      expectedPurchases: column(),
      spendPerPurchase: column(),
      expectedSpend: column(),
      clv: column(),
    };
    for (let i = 0; i < columns.x.length; i += 1) {
      const { x, T, dropped } = customerAt(columns, i);
      const table = purchasesAt(x, T);
      const each = expectedSpend(spend, x, columns.mx[i] ?? 0);
      const purchases = weighted(table, 0);
      result.probabilityAlive[i] = stage.reduce((sum, chance) => sum + chance, 0);
      result.probabilityNoPurchase[i] = dropped + weighted(quietAt(x, T), 0);
      result.expectedPurchases[i] = purchases;
      result.spendPerPurchase[i] = each;
      result.expectedSpend[i] = purchases * each;
      result.clv[i] = weighted(table, k) * each;
    }
    return result;
  };
  return { risks, scores };
}
