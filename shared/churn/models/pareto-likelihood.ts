// ln L of the Pareto/NBD model and its exact gradient, without hypergeometric functions.
//
// Schmittlein, Morrison & Colombo (1987); Fader & Hardie (2005), "A Note on Deriving the Pareto/NBD Model". With
// n = r + x the likelihood of one customer is
//   G(n) / G(r) alpha^r beta^s { (alpha + T)^-n (beta + T)^-s + s int_tx^T (alpha + v)^-n (beta + v)^-(s + 1) dv }.
// The closed forms of the integral are differences of hypergeometric functions: they overflow, cancel and crawl where
// drop-out is not identified. Here everything is relative to the integrand at tx, and the integral is taken by
// Gauss-Legendre panels in y = ln(min(alpha, beta) + v), on which axis the integrand is smooth over panels of width 1.

import { gaussLegendre } from '../../stats/quadrature.ts';
import { digamma, logGamma } from '../../stats/special.ts';
import type { IndexedGroups } from './indexed-groups.ts';
import type { Slopes } from './maximise.ts';
import type { History } from './model.ts';

export interface ParetoNbdParams {
  /** Gamma distribution of purchase rates; alpha in weeks. */
  readonly r: number;
  readonly alpha: number;
  /** Gamma distribution of drop-out rates; beta in weeks. */
  readonly s: number;
  readonly beta: number;
}

const RULE = gaussLegendre(12);
const PANEL = 1.2;
/** The integrand falls by at most e^-8 within a panel: 12 nodes then err by about 1e-12. */
const FALL_PER_PANEL = 8;
const NEGLIGIBLE_FALL = 42;

/** What is left of the brackets, relative to the integrand at tx: alive until T, dropped out before, and slopes. */
export interface Brackets {
  readonly alive: number;
  readonly dropped: number;
  /** Of ln(alive + dropped), by n, alpha, s, beta. */
  readonly slopes: readonly [number, number, number, number];
}

/** The width of the next panel from y on: narrow where the integrand falls steeply. Its fall steepens with y. */
function panelWidth(fallAt: (y: number) => number, y: number): number {
  let width = PANEL;
  while (fallAt(y + width) * width > FALL_PER_PANEL) width /= 2;
  return width;
}

/** s times the integral, with its moments for the gradient, relative to the integrand at tx. */
function droppedOut({ r, alpha, s, beta }: ParetoNbdParams, { x, tx, T }: History): Float64Array {
  const n = r + x;
  const low = Math.min(alpha, beta);
  const [startA, startB] = [alpha + tx, beta + tx];
  const fallAt = (y: number) => {
    const v = Math.exp(y);
    return (n * v) / (v - low + alpha) + ((s + 1) * v) / (v - low + beta) - 1;
  };
  const sums = new Float64Array(5);
  const end = Math.log(low + T);
  let highest = -Infinity;
  let here = 0;
  for (let y = Math.log(low + tx); y < end && (highest - here < NEGLIGIBLE_FALL || fallAt(y) <= 0); ) {
    const width = Math.min(panelWidth(fallAt, y), end - y);
    for (let node = 0; node < RULE.nodes.length; node += 1) {
      const place = y + (width / 2) * (1 + (RULE.nodes[node] ?? 0));
      const v = Math.exp(place) - low;
      const [a, b] = [Math.log((alpha + v) / startA), Math.log((beta + v) / startB)];
      here = place - n * a - (s + 1) * b;
      highest = Math.max(highest, here);
      const part = (((RULE.weights[node] ?? 0) * width) / 2) * Math.exp(here) * (s / startB);
      sums[0] = (sums[0] ?? 0) + part;
      sums[1] = (sums[1] ?? 0) - part * a;
      sums[2] = (sums[2] ?? 0) - part * n * (1 / (alpha + v) - 1 / startA);
      sums[3] = (sums[3] ?? 0) + part * (1 / s - b);
      sums[4] = (sums[4] ?? 0) - part * ((s + 1) / (beta + v) - s / startB);
    }
    y += width;
  }
  return sums;
}

export function brackets(params: ParetoNbdParams, history: History): Brackets {
  const { r, alpha, s, beta } = params;
  const { x, tx, T } = history;
  const n = r + x;
  const [a, b] = [Math.log((alpha + T) / (alpha + tx)), Math.log((beta + T) / (beta + tx))];
  const alive = Math.exp(-n * a - s * b);
  const [dropped = 0, byN = 0, byAlpha = 0, byS = 0, byBeta = 0] = droppedOut(params, history);
  const both = alive + dropped;
  const whileAlive =
    alive > 0
      ? [-a, -n * (1 / (alpha + T) - 1 / (alpha + tx)), -b, -s * (1 / (beta + T) - 1 / (beta + tx))]
      : [];
  const slope = (i: number, moment: number) => (alive * (whileAlive[i] ?? 0) + moment) / both;
  return { alive, dropped, slopes: [slope(0, byN), slope(1, byAlpha), slope(2, byS), slope(3, byBeta)] };
}

/** ln L of all customers with its derivatives by r, alpha, s, beta. */
export function paretoGroupLikelihood(params: ParetoNbdParams, data: IndexedGroups): Slopes {
  const { r, alpha, s, beta } = params;
  const { customers: all } = data;
  const total: Slopes = [
    all * (r * Math.log(alpha) + s * Math.log(beta) - logGamma(r)),
    all * (Math.log(alpha) - digamma(r)),
    (all * r) / alpha,
    all * Math.log(beta),
    (all * s) / beta,
  ];
  data.weightOfX.forEach((weight, i) => {
    const n = r + (data.x.values[i] ?? 0);
    total[0] += weight * logGamma(n);
    total[1] += weight * digamma(n);
  });
  for (let row = 0; row < data.weight.length; row += 1) addRow(params, data, row, total);
  return total;
}

function addRow(params: ParetoNbdParams, data: IndexedGroups, row: number, total: Slopes): void {
  const { r, alpha, s, beta } = params;
  const value = (column: IndexedGroups['x']) => column.values[column.index[row] ?? 0] ?? 0;
  const history = { x: value(data.x), tx: value(data.tx), T: value(data.T) };
  const n = r + history.x;
  const weight = data.weight[row] ?? 0;
  const { alive, dropped, slopes } = brackets(params, history);
  const [logA, logB] = [Math.log(alpha + history.tx), Math.log(beta + history.tx)];
  total[0] += weight * (Math.log(alive + dropped) - n * logA - s * logB);
  total[1] += weight * (slopes[0] - logA);
  total[2] += weight * (slopes[1] - n / (alpha + history.tx));
  total[3] += weight * (slopes[2] - logB);
  total[4] += weight * (slopes[3] - s / (beta + history.tx));
}
