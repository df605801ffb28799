// Learns from the replayed past how a shop's customers differ from the timing model, and applies it.
import { type FeatureCentre, featureNames } from './features.ts';
import { logitRows, type Signal, type Window } from './replay.ts';
import { averageByEvidence, ridgeLogit } from './ridge-logit.ts';

const penalties = [0.05, 0.1, 0.2, 0.4, 0.8, 1.6];
const levelSd = 0.3;

/** All a daily score needs besides the timing model; plain JSON. */
export interface Correction {
  horizonDays: number;
  /** Feature names, then signal names; one coefficient each. */
  names: string[];
  beta: number[];
  centre: FeatureCentre;
  /** Evidence weights of the tried penalties. */
  penalties: { sd: number; weight: number }[];
}

export function fitCorrection(
  windows: readonly Window[],
  options: { horizonDays: number; centre: FeatureCentre; signals?: readonly Signal[] },
): Correction {
  const { horizonDays, centre, signals = [] } = options;
  const rows = logitRows(windows, centre, signals);
  const fits = penalties.map((sd) => {
    const spread = new Float64Array(rows.columns).fill(sd);
    spread[0] = levelSd;
    spread.fill(levelSd, rows.columns - windows.length);
    return ridgeLogit(rows, spread);
  });
  const { beta, weights } = averageByEvidence(fits);
  const names = [...featureNames, ...signals.map((s) => s.name)];
  return {
    horizonDays,
    names,
    beta: Array.from(beta.slice(0, names.length)),
    centre,
    penalties: penalties.map((sd, i) => ({ sd, weight: weights[i] ?? 0 })),
  };
}
