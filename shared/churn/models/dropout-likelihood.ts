// ln L and its exact gradient for the models in which customers may drop out after a purchase: BG/NBD (m = 0, k = 1),
// MBG/NBD (m = 1, k = 1), MBG/CNBD-k (m = 1, Erlang-k gaps). Written for speed: logs are tabulated per distinct value.
//
// Sources: Fader, Hardie & Lee (2005), Batislam, Denizel & Filiztekin (2007), Reutterer, Platzer & Schroeder (2021).

import { logGamma } from '../../stats/special.ts';
import type { IndexedGroups } from './indexed-groups.ts';
import type { Slopes } from './maximise.ts';

export interface DropoutParams {
  /** Shape and rate of the gamma distribution of purchase rates; alpha is in weeks. */
  readonly r: number;
  readonly alpha: number;
  /** Beta distribution of the chance to drop out after a purchase. */
  readonly a: number;
  readonly b: number;
}

export interface DropoutShape {
  /** Erlang shape of the gaps between purchases: 1 is random timing, larger is more regular. */
  readonly k: number;
  /** 1 if a customer may drop out right after the first purchase too (MBG), 0 if not (BG). */
  readonly m: 0 | 1;
}

/** Running sums: entry n is the sum of term(0) ... term(n - 1). */
function runningSums(length: number, term: (i: number) => number): Float64Array {
  const sums = new Float64Array(length + 1);
  for (let i = 0; i < length; i += 1) sums[i + 1] = (sums[i] ?? 0) + term(i);
  return sums;
}

/** The part of ln L that depends on a customer's x only: lnB(a, b') - lnB(a, b) + lnG(n) - lnG(r), and constants. */
function purchaseCountPart(p: DropoutParams, { k, m }: DropoutShape, data: IndexedGroups): Slopes {
  const { r, alpha, a, b } = p;
  const logRising = runningSums(k * data.maxX, (i) => Math.log(r + i));
  const harmonic = runningSums(k * data.maxX, (i) => 1 / (r + i));
  const survived = runningSums(data.maxX + m, (i) => Math.log1p(-a / (a + b + i)));
  const slopeA = runningSums(data.maxX + m, (i) => -1 / (a + b + i));
  const slopeB = runningSums(data.maxX + m, (i) => a / ((b + i) * (a + b + i)));
  const total: Slopes = [(k - 1) * data.litt, 0, (data.customers * r) / alpha, 0, 0];
  total[0] += data.customers * r * Math.log(alpha);
  total[1] += data.customers * Math.log(alpha);
  data.weightOfX.forEach((weight, i) => {
    const x = data.x.values[i] ?? 0;
    total[0] += weight * ((survived[x + m] ?? 0) + (logRising[k * x] ?? 0) - x * logGamma(k));
    total[1] += weight * (harmonic[k * x] ?? 0);
    total[3] += weight * (slopeA[x + m] ?? 0);
    total[4] += weight * (slopeB[x + m] ?? 0);
  });
  return total;
}

interface Tables {
  readonly n: Float64Array;
  /** ln a - ln(b' - 1), and 1 / (b' - 1). */
  readonly logDropped: Float64Array;
  readonly inverseB: Float64Array;
  readonly logT: Float64Array;
  readonly inverseT: Float64Array;
  readonly logTx: Float64Array;
  readonly inverseTx: Float64Array;
  /** (n)_j / j! for j = 1 ... k - 1, row by row, and its derivative by r. */
  readonly stage: Float64Array;
  readonly stageByR: Float64Array;
}

function tabulate({ r, alpha, a, b }: DropoutParams, { k, m }: DropoutShape, data: IndexedGroups): Tables {
  const canHaveDropped = (x: number) => m === 1 || x > 0;
  const n = data.x.values.map((x) => r + k * x);
  return {
    n,
    logDropped: data.x.values.map((x) => (canHaveDropped(x) ? Math.log(a / (b + x + m - 1)) : -Infinity)),
    inverseB: data.x.values.map((x) => (canHaveDropped(x) ? 1 / (b + x + m - 1) : 0)),
    logT: data.T.values.map((T) => Math.log(alpha + T)),
    inverseT: data.T.values.map((T) => 1 / (alpha + T)),
    logTx: data.tx.values.map((tx) => Math.log(alpha + tx)),
    inverseTx: data.tx.values.map((tx) => 1 / (alpha + tx)),
    ...tabulateStages(n, k - 1),
  };
}

function tabulateStages(n: Float64Array, stages: number): Pick<Tables, 'stage' | 'stageByR'> {
  const stage = new Float64Array(n.length * stages);
  const stageByR = new Float64Array(n.length * stages);
  n.forEach((shape, i) => {
    let [term, harmonic] = [1, 0];
    for (let j = 0; j < stages; j += 1) {
      term *= (shape + j) / (j + 1);
      harmonic += 1 / (shape + j);
      stage[i * stages + j] = term;
      stageByR[i * stages + j] = term * harmonic;
    }
  });
  return { stage, stageByR };
}

/** Beyond this e^D would overflow; S is nothing beside it. */
const MAX_EXPONENT = 700;

/**
 * Sum over customers of -n ln(alpha + T) + ln(d e^D + S) (D is the log-odds of having dropped out,
 * S = sum over j < k of (n)_j / j! u^j the stages done since tx), added to `total` with derivatives.
 *
 * The one loop that runs once a row; its indices are in range by construction, hence the casts.
 */
function addSilencePart(tables: Tables, k: number, a: number, data: IndexedGroups, total: Slopes): void {
  const { n, logDropped, inverseB, logT, inverseT, logTx, inverseTx, stage, stageByR } = tables;
  const { weight, x, tx, T } = data;
  let [value, byR, byAlpha, byA, byB] = [0, 0, 0, 0, 0];
  for (let row = 0; row < weight.length; row += 1) {
    const xi = x.index[row] as number;
    const ti = T.index[row] as number;
    const si = tx.index[row] as number;
    const w = weight[row] as number;
    const ni = n[xi] as number;
    const logTi = logT[ti] as number;
    const invTi = inverseT[ti] as number;
    const spread = logTi - (logTx[si] as number);
    const u = k > 1 ? ((T.values[ti] as number) - (tx.values[si] as number)) * invTi : 0;
    let sum = 1;
    let sumByR = 0;
    let sumByU = 0;
    let power = 1;
    for (let j = 1, at = xi * (k - 1); j < k; j += 1, at += 1) {
      power *= u;
      sum += (stage[at] as number) * power;
      sumByR += (stageByR[at] as number) * power;
      sumByU += j * (stage[at] as number) * power;
    }
    const D = (logDropped[xi] as number) + ni * spread;
    const odds = Math.exp(Math.min(D, MAX_EXPONENT));
    const either = 1 / (sum + odds);
    const dead = odds * either;
    value += w * (Math.log(sum + odds) + Math.max(0, D - MAX_EXPONENT) - ni * logTi);
    byR += w * (dead * spread + sumByR * either - logTi);
    byAlpha -= w * (sumByU * either * invTi + ni * (dead * (inverseTx[si] as number) + (1 - dead) * invTi));
    byA += w * dead;
    byB -= w * dead * (inverseB[xi] as number);
  }
  total[0] += value;
  total[1] += byR;
  total[2] += byAlpha;
  total[3] += byA / a;
  total[4] += byB;
}

/** ln L of all customers with its gradient. */
export function dropoutLogLikelihood(
  params: DropoutParams,
  shape: DropoutShape,
  data: IndexedGroups,
): Slopes {
  const total = purchaseCountPart(params, shape, data);
  addSilencePart(tabulate(params, shape, data), shape.k, params.a, data, total);
  return total;
}
