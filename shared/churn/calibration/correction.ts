// Learns from the replayed past how a shop's customers differ from the timing model, and applies it.
import { sigmoid } from '../../stats/logs.ts';
import { countScale } from './count-scale.ts';
import { featureNames, logOddsOf, type ScoredCustomer, writeFeatures } from './features.ts';
import { logitRows, type Signal, type Window } from './replay.ts';
import { averageByEvidence, ridgeLogit } from './ridge-logit.ts';
import type { Correction, FeatureCentre } from './schema.ts';

/** Spreads tried for the corrections; the evidence decides between "trust the model" and "trust the past". */
const penalties = [0.05, 0.1, 0.2, 0.4, 0.8, 1.6];
/**
 * Spread of what a signal of 1 adds to the log-odds. Apart from the spread of the features: one strong signal would
 * else have the evidence set all of them free, and they would be fitted to chance.
 */
const signalSd = 1;
/** Spread of the level, and of what one season or promotion adds to it for a single window. */
const levelSd = 0.3;

/**
 * Of what last year's window had of its own, this share is expected again: seasons return, last year's promotion may not.
 * A shop without a season would only be misled, and two years are too few to prove one: the owner, who knows, switches
 * it on.
 */
const seasonShare = 0.5;

export interface CorrectionOptions {
  horizonDays: number;
  centre: FeatureCentre;
  signals?: readonly Signal[];
}

/** Needs at least one window. Deterministic; the order of customers does not matter. */
export function fitCorrection(windows: readonly Window[], options: CorrectionOptions): Correction {
  const { horizonDays, centre, signals = [] } = options;
  const rows = logitRows(windows, centre, signals);
  const fits = penalties.map((sd) => {
    const spread = new Float64Array(rows.columns).fill(sd);
    spread[0] = levelSd;
    spread.fill(signalSd, featureNames.length, featureNames.length + signals.length);
    spread.fill(levelSd, rows.columns - windows.length);
    return ridgeLogit(rows, spread);
  });
  const { beta, covariance, weights } = averageByEvidence(fits);
  const lastYear = windows.findIndex(({ isLastYear }) => isLastYear);
  const names = [...featureNames, ...signals.map((s) => s.name)];
  const lastYearsLevel = lastYear < 0 ? 0 : (beta[names.length + lastYear] ?? 0);
  beta[0] = (beta[0] ?? 0) + seasonShare * lastYearsLevel;
  const kept = (cell: number) => names.length > cell % rows.columns && names.length > cell / rows.columns;
  const correction: Correction = {
    horizonDays,
    names,
    beta: Array.from(beta.slice(0, names.length)),
    covariance: Array.from(covariance).filter((_, cell) => kept(cell)),
    windowSd: levelSd,
    centre,
    countScale: 1,
    penalties: penalties.map((sd, i) => ({ sd, weight: weights[i] ?? 0 })),
  };
  const riskOf = correctedRisk(correction);
  return { ...correction, countScale: countScale(windows, { horizonDays, riskOf, signals }) };
}

/**
 * P(no purchase in the horizon) = sigmoid(kappa (logit p0 + z beta)). kappa = 1 / sqrt(1 + pi v / 8) averages
 * over what is not known, the coefficients and the level of the coming window, with variance v
 * (MacKay 1992, "The evidence framework applied to classification networks", Neural Computation 4).
 */
export function correctedRisk(correction: Correction): (customer: ScoredCustomer) => number {
  const { beta, covariance, centre, windowSd } = correction;
  const z = new Float64Array(beta.length);
  return (customer) => {
    const logOdds = logOddsOf(customer.noPurchase);
    writeFeatures(z, 0, { ...customer, logOdds, centre });
    for (let s = featureNames.length; s < z.length; s++) {
      z[s] = customer.signals?.[s - featureNames.length] ?? 0;
    }
    let f = logOdds;
    let variance = windowSd * windowSd;
    for (let j = 0; j < z.length; j++) {
      const zj = z[j] ?? 0;
      f += zj * (beta[j] ?? 0);
      for (let k = 0; k < z.length; k++) variance += zj * (z[k] ?? 0) * (covariance[j * z.length + k] ?? 0);
    }
    return sigmoid(f / Math.sqrt(1 + (Math.PI * variance) / 8));
  };
}
