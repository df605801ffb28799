// How good probabilities of silence were, once it is known who stayed silent. Weights allow resampling.
import type { CalibrationBin } from './schema.ts';

/** Positions by rising score; sort once, then every resample is one pass. */
export function risingOrder(score: Float64Array): Uint32Array {
  return Uint32Array.from(score.keys()).sort((a, b) => (score[a] ?? 0) - (score[b] ?? 0));
}

export interface RankedRows {
  score: Float64Array;
  silent: Uint8Array;
  /** From risingOrder(score). */
  order: Uint32Array;
}

/**
 * Probability that a random silent customer scored above a random returning one, ties counting half
 * (Mann-Whitney). NaN when everybody did the same.
 */
export function auc({ score, silent, order }: RankedRows, weight?: Float64Array): number {
  let pairs = 0;
  let returningBelow = 0;
  let silentTotal = 0;
  for (let i = 0; i < order.length; ) {
    const value = score[order[i] ?? 0];
    let tiedSilent = 0;
    let tiedReturning = 0;
    for (; i < order.length && score[order[i] ?? 0] === value; i++) {
      const row = order[i] ?? 0;
      const w = weight ? (weight[row] ?? 0) : 1;
      if (silent[row]) tiedSilent += w;
      else tiedReturning += w;
    }
    pairs += tiedSilent * (returningBelow + tiedReturning / 2);
    returningBelow += tiedReturning;
    silentTotal += tiedSilent;
  }
  return pairs / (silentTotal * returningBelow);
}

/** -ln of the probability given to what happened, for each row; probabilities kept 1e-6 away from 0 and 1. */
export function logLosses(p: Float64Array, silent: Uint8Array): Float64Array {
  return p.map((probability, i) => {
    const safe = Math.min(1 - 1e-6, Math.max(1e-6, probability));
    return -Math.log(silent[i] ? safe : 1 - safe);
  });
}

/** Squared error of the probability, for each row. */
export const squaredErrors = (p: Float64Array, silent: Uint8Array): Float64Array =>
  p.map((probability, i) => (probability - (silent[i] ?? 0)) ** 2);

/** Ten groups of equal size by rising probability. */
export function calibrationByDecile(p: Float64Array, silent: Uint8Array): CalibrationBin[] {
  const order = risingOrder(p);
  const bins: CalibrationBin[] = [];
  for (let d = 0; d < 10; d++) {
    const rows = order.slice(Math.round((d * p.length) / 10), Math.round(((d + 1) * p.length) / 10));
    if (rows.length === 0) continue;
    const over = (value: (row: number) => number) =>
      rows.reduce((sum, row) => sum + value(row), 0) / rows.length;
    bins.push({
      customers: rows.length,
      predicted: over((row) => p[row] ?? 0),
      actual: over((row) => silent[row] ?? 0),
    });
  }
  return bins;
}

/** Share of all silent customers among the riskiest 10 %, 20 %, ... 100 %. */
export function liftByDecile(p: Float64Array, silent: Uint8Array): number[] {
  const falling = risingOrder(p).reverse();
  const all = Math.max(
    1,
    falling.reduce((sum, row) => sum + (silent[row] ?? 0), 0),
  );
  return Array.from({ length: 10 }, (_, d) => {
    const first = falling.subarray(0, Math.round(((d + 1) * p.length) / 10));
    return first.reduce((sum, row) => sum + (silent[row] ?? 0), 0) / all;
  });
}

export interface ListRows {
  /** Positions in the order of the list. */
  order: Uint32Array;
  valueIfKept: Float64Array;
  silent: Uint8Array;
}

/**
 * The first `size` customers of a list: the share of them who stayed silent, and the share of all value
 * that went silent which stood on those lines.
 */
export function topOfList({ order, valueIfKept, silent }: ListRows, size: number, weight?: Float64Array) {
  let [lines, hits, found, lost] = [0, 0, 0, 0];
  for (const i of order) {
    const w = weight ? (weight[i] ?? 0) : 1;
    const value = silent[i] ? w * (valueIfKept[i] ?? 0) : 0;
    lost += value;
    const taken = Math.min(w, size - lines);
    if (taken <= 0) continue;
    lines += taken;
    hits += taken * (silent[i] ?? 0);
    found += value * (taken / w);
  }
  return { precision: hits / lines, capturedValue: lost > 0 ? found / lost : Number.NaN };
}
