// How good probabilities of silence were, once it is known who stayed silent. Weights allow resampling.

/** Positions by rising score; sort once, then every resample is one pass. */
export function risingOrder(score: Float64Array): Uint32Array {
  return Uint32Array.from(score.keys()).sort((a, b) => (score[a] ?? 0) - (score[b] ?? 0));
}

/**
 * Probability that a random silent customer scored above a random returning one, ties counting half
 * (Mann-Whitney). NaN when everybody did the same.
 */
export function auc(
  score: Float64Array,
  silent: Uint8Array,
  order = risingOrder(score),
  weight?: Float64Array,
): number {
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

/** Mean of -ln(probability given to what happened), probabilities kept 1e-6 away from 0 and 1. */
export function logLoss(p: Float64Array, silent: Uint8Array, weight?: Float64Array): number {
  return mean(p, weight, (probability, i) => {
    const safe = Math.min(1 - 1e-6, Math.max(1e-6, probability));
    return -Math.log(silent[i] ? safe : 1 - safe);
  });
}

/** Mean squared error of the probability. */
export function brier(p: Float64Array, silent: Uint8Array, weight?: Float64Array): number {
  return mean(p, weight, (probability, i) => (probability - (silent[i] ?? 0)) ** 2);
}

function mean(
  p: Float64Array,
  weight: Float64Array | undefined,
  term: (p: number, i: number) => number,
): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < p.length; i++) {
    const w = weight ? (weight[i] ?? 0) : 1;
    if (w === 0) continue;
    sum += w * term(p[i] ?? 0, i);
    total += w;
  }
  return sum / total;
}

export interface CalibrationBin {
  customers: number;
  /** Mean predicted probability of silence, and the share that was silent. */
  predicted: number;
  actual: number;
}

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

/**
 * The first `size` customers of the list by value at risk (risk x value if kept): the share of them who
 * stayed silent, and the share of all value that went silent which stood on those lines.
 */
export function topOfList(
  rows: { risk: Float64Array; valueIfKept: Float64Array; silent: Uint8Array },
  size: number,
): { precision: number; capturedValue: number } {
  const { risk, valueIfKept, silent } = rows;
  const falling = risingOrder(risk.map((p, i) => -p * (valueIfKept[i] ?? 0)));
  const lost = (i: number) => (silent[i] ? (valueIfKept[i] ?? 0) : 0);
  const top = falling.slice(0, size);
  const lostInAll = falling.reduce((sum, i) => sum + lost(i), 0);
  return {
    precision: top.reduce((sum, i) => sum + (silent[i] ?? 0), 0) / top.length,
    capturedValue: lostInAll > 0 ? top.reduce((sum, i) => sum + lost(i), 0) / lostInAll : Number.NaN,
  };
}
