// Tables that let many customers share what depends on (x, T) only.

import { type ClvTerms, type DiscountRule, discountRule, nodesFor } from './clv.ts';
import { allowedPurchases, type DropoutModel, purchasesByStage, quietByStage } from './dropout-series.ts';

/** Entries kept before a table starts afresh: some 30 MB. */
const MAX_ENTRIES = 100_000;

const DAY_PRECISION = 1e-9;

/** Remembers one array per (x, T). Ages of whole days, the usual case, are found by plain indexing. */
export function remember(
  compute: (x: number, T: number) => Float64Array,
  maxEntries = MAX_ENTRIES,
): (x: number, T: number) => Float64Array {
  let byDay: (Float64Array | undefined)[][] = [];
  let byAge = new Map<number, (Float64Array | undefined)[]>();
  let entries = 0;
  const shelfOf = (T: number) => {
    const days = Math.round(T * 7);
    const isWhole = Math.abs(T * 7 - days) < DAY_PRECISION;
    const known = isWhole ? byDay[days] : byAge.get(T);
    if (known) return known;
    const shelf: (Float64Array | undefined)[] = [];
    if (isWhole) byDay[days] = shelf;
    else byAge.set(T, shelf);
    return shelf;
  };
  return (x, T) => {
    const known = shelfOf(T)[x];
    if (known) return known;
    if (entries >= maxEntries) {
      byDay = [];
      byAge = new Map();
      entries = 0;
    }
    const entry = compute(x, T);
    shelfOf(T)[x] = entry;
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

/** For each of the k stages: P(no purchase) and E over the horizon, then the discounted sums, one after the other. */
export function futureByXAndT(model: DropoutModel, horizonWeeks: number, clv: ClvTerms) {
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
    const result = new Float64Array(3 * k);
    result.set(quietByStage(model, { x, T }, horizonWeeks));
    result.set(purchasesByStage(model, { x, T }, horizonWeeks, allowed(x)), k);
    const { tWeeks, weight } = ruleAt(T);
    tWeeks.forEach((t, node) => {
      const byStage = purchasesByStage(model, { x, T }, t, allowed(x));
      for (let j = 0; j < k; j += 1) {
        result[2 * k + j] = (result[2 * k + j] ?? 0) + (weight[node] ?? 0) * (byStage[j] ?? 0);
      }
    });
    return result;
  });
}
