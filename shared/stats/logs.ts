// Sums, differences and odds kept in logarithms, so that neither overflow nor cancellation can happen.

/** ln(e^p + e^q). */
export function logAddExp(p: number, q: number): number {
  const high = Math.max(p, q);
  if (!Number.isFinite(high)) return high;
  return high + Math.log1p(Math.exp(-Math.abs(p - q)));
}

/** ln(1 - e^p) for p < 0 (Maechler 2012: which of the two forms keeps its digits depends on p). */
export function log1mexp(p: number): number {
  return p > -Math.LN2 ? Math.log(-Math.expm1(p)) : Math.log1p(-Math.exp(p));
}

/** 1 / (1 + e^-p). */
export function sigmoid(p: number): number {
  if (p >= 0) return 1 / (1 + Math.exp(-p));
  const odds = Math.exp(p);
  return odds / (1 + odds);
}

/** ln(p / (1 - p)). */
export function logit(p: number): number {
  return Math.log(p) - Math.log1p(-p);
}
