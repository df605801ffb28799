// Penalised logistic regression on top of an offset, its strength averaged by evidence.
import { logAddExp, sigmoid } from '../../stats/logs.ts';
import { cholesky, inverse, logDeterminant, solve } from './cholesky.ts';

/** Rows of an offset logit. Every row counts with the same `weight`. */
export interface LogitRows {
  /** Row-major, rows x columns. */
  z: Float64Array;
  columns: number;
  offset: Float64Array;
  /** 1 when the outcome happened, else 0. */
  y: Uint8Array;
  weight: number;
}

export interface RidgeFit {
  beta: Float64Array;
  /** Of beta, row-major: the inverse of the penalised curvature. */
  covariance: Float64Array;
  /** ln of the Laplace approximation to the marginal likelihood. */
  evidence: number;
  converged: boolean;
}

const maxSteps = 40;
const maxStep = 1.5;

/**
 * Newton's method to the optimum of sum w ln L - beta' P beta / 2 with P = diag(1 / sd^2).
 * The Laplace evidence is MacKay's (Neural Computation 4, 1992): fit + ln det P/2 - ln det(Hessian)/2.
 */
export function ridgeLogit(rows: LogitRows, sd: Float64Array, from?: Float64Array): RidgeFit {
  const precision = sd.map((s) => 1 / (s * s));
  const beta = from ? Float64Array.from(from) : new Float64Array(rows.columns);
  let converged = false;
  for (let step = 0; step < maxSteps && !converged; step++) {
    const { gradient, hessian } = derivatives(rows, beta, precision);
    const move = solve(cholesky(hessian, rows.columns), gradient);
    const largest = move.reduce((most, m) => Math.max(most, Math.abs(m)), 0);
    const shrink = largest > maxStep ? maxStep / largest : 1;
    for (const [j, m] of move.entries()) beta[j] = (beta[j] ?? 0) + m * shrink;
    converged = largest < 1e-9;
  }
  const { hessian, logLikelihood } = derivatives(rows, beta, precision);
  const logDetPrecision = precision.reduce((sum, p) => sum + Math.log(p), 0);
  const penalty = beta.reduce((sum, b, j) => sum + b * b * (precision[j] ?? 0), 0);
  const lower = cholesky(hessian, rows.columns);
  const curvature = logDeterminant(lower, rows.columns);
  return {
    beta,
    covariance: inverse(lower, rows.columns),
    evidence: logLikelihood - penalty / 2 + logDetPrecision / 2 - curvature / 2,
    converged,
  };
}

function derivatives(rows: LogitRows, beta: Float64Array, precision: Float64Array) {
  const { z, columns, offset, y, weight } = rows;
  const gradient = beta.map((b, j) => -b * (precision[j] ?? 0));
  const hessian = new Float64Array(columns * columns);
  let logLikelihood = 0;
  for (let i = 0; i < y.length; i++) {
    const base = i * columns;
    let f = offset[i] ?? 0;
    for (let j = 0; j < columns; j++) f += (z[base + j] ?? 0) * (beta[j] ?? 0);
    const p = sigmoid(f);
    const label = y[i] ?? 0;
    logLikelihood += weight * (label * f - logAddExp(0, f));
    const curve = weight * p * (1 - p);
    for (let j = 0; j < columns; j++) {
      const zj = z[base + j] ?? 0;
      if (zj === 0) continue;
      gradient[j] = (gradient[j] ?? 0) + weight * (label - p) * zj;
      const scaled = curve * zj;
      for (let k = 0; k <= j; k++) {
        hessian[j * columns + k] = (hessian[j * columns + k] ?? 0) + scaled * (z[base + k] ?? 0);
      }
    }
  }
  for (let j = 0; j < columns; j++) {
    hessian[j * columns + j] = (hessian[j * columns + j] ?? 0) + (precision[j] ?? 0);
    for (let k = 0; k < j; k++) hessian[k * columns + j] = hessian[j * columns + k] ?? 0;
  }
  return { gradient, hessian, logLikelihood };
}

/** Fits over several penalties as one: means and total covariance under the softmax of their evidence. */
export function averageByEvidence(fits: readonly RidgeFit[]) {
  const best = Math.max(...fits.map((fit) => fit.evidence));
  const raw = fits.map((fit) => Math.exp(fit.evidence - best));
  const total = raw.reduce((a, b) => a + b, 0);
  const weights = raw.map((r) => r / total);
  const size = fits[0]?.beta.length ?? 0;
  const beta = new Float64Array(size);
  for (const [i, fit] of fits.entries()) {
    for (const [j, b] of fit.beta.entries()) beta[j] = (beta[j] ?? 0) + (weights[i] ?? 0) * b;
  }
  const covariance = new Float64Array(size * size).map((_, cell) => {
    const [j, k] = [Math.floor(cell / size), cell % size];
    return fits.reduce((sum, fit, i) => {
      const apart = ((fit.beta[j] ?? 0) - (beta[j] ?? 0)) * ((fit.beta[k] ?? 0) - (beta[k] ?? 0));
      return sum + (weights[i] ?? 0) * ((fit.covariance[cell] ?? 0) + apart);
    }, 0);
  });
  return { beta, covariance, weights };
}
