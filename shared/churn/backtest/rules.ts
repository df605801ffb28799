// The simple rivals as logits: weeks since the last purchase, the RFM quintile sum, and a plain regression.
import { logit, sigmoid } from '../../stats/logs.ts';
import type { CustomerState } from '../calibration/features.ts';
import type { Histories, States } from '../calibration/histories.ts';
import { rowOf } from '../calibration/replay.ts';
import { ridgeLogit } from '../calibration/ridge-logit.ts';
import { outcomes, statesAt } from '../calibration/states.ts';
import type { Rule, RuleName } from './schema.ts';

/**
 * Learns on one past window: features at max(now - horizon, middle of the history), silence from there
 * to now. Where all did the same there is nothing to learn, and everybody gets that share, smoothed.
 */
export function fitRule(
  name: RuleName,
  histories: Histories,
  at: { first: number; now: number; horizonDays: number },
): Rule {
  const cut = Math.max(at.now - at.horizonDays, Math.floor((at.first + at.now) / 2));
  const states = statesAt(histories, cut);
  const { count } = outcomes(histories, states, cut, at.now);
  const silent = Uint8Array.from(count, (c) => (c === 0 ? 1 : 0));
  const edges = quintilesOf(states);
  const rows = Array.from(states.x, (_, i) => featuresOf(name, rowOf(states, i), edges));
  const { mean, sd } = spreadOf(rows);
  const share = (silent.reduce((a, b) => a + b, 0) + 0.5) / (silent.length + 1);
  const [intercept = 0, ...beta] =
    silent.includes(0) && silent.includes(1)
      ? learn(
          rows.map((row) => standardised(row, mean, sd)),
          silent,
        )
      : [logit(share), ...mean.map(() => 0)];
  const quintiles = quintilesOf(statesAt(histories, at.now));
  return { name, horizonDays: at.horizonDays, quintiles, mean, sd, intercept, beta };
}

/** P(no purchase) of a customer by the rule. */
export function riskByRule(rule: Rule): (customer: CustomerState) => number {
  const { name, quintiles, mean, sd, beta, intercept } = rule;
  return (customer) => {
    const row = standardised(featuresOf(name, customer, quintiles), mean, sd);
    return sigmoid(row.reduce((sum, value, j) => sum + value * (beta[j] ?? 0), intercept));
  };
}

const standardised = (row: readonly number[], mean: readonly number[], sd: readonly number[]) =>
  row.map((value, j) => (value - (mean[j] ?? 0)) / (sd[j] ?? 1));

function spreadOf(rows: readonly number[][]) {
  const average = (value: (row: readonly number[]) => number) =>
    rows.reduce((sum, row) => sum + value(row), 0) / Math.max(1, rows.length);
  const mean = Array.from(rows[0] ?? [], (_, j) => average((row) => row[j] ?? 0));
  const sd = mean.map((m, j) => Math.sqrt(average((row) => ((row[j] ?? 0) - m) ** 2)) || 1);
  return { mean, sd };
}

/** Unit ridge on standardised columns, none to speak of on the intercept: the usual default of libraries. */
function learn(rows: readonly number[][], silent: Uint8Array): Float64Array {
  const columns = 1 + (rows[0]?.length ?? 0);
  const z = Float64Array.from(rows.flatMap((row) => [1, ...row]));
  const sd = new Float64Array(columns).fill(1);
  sd[0] = 1000;
  return ridgeLogit({ z, columns, offset: new Float64Array(silent.length), y: silent, weight: 1 }, sd).beta;
}

function featuresOf(
  name: RuleName,
  { x, tx, T, spend }: CustomerState,
  quintiles: Rule['quintiles'],
): number[] {
  const gap = T - tx;
  if (name === 'recency') return [Math.log1p(gap)];
  const [gapEdges, xEdges, spendEdges] = quintiles;
  if (name === 'rfm')
    return [6 - quintile(gap, gapEdges) + quintile(x, xEdges) + quintile(spend, spendEdges)];
  const rhythm = x > 0 ? Math.log((gap + 0.5) / (tx / x + 0.5)) : 0;
  const activeShare = T > 0 ? tx / T : 0;
  return [x, Math.log1p(x), gap, Math.log1p(gap), T, activeShare, rhythm, Math.log1p(Math.max(0, spend))];
}

const quintile = (value: number, edges: readonly number[]) =>
  1 + edges.reduce((above, edge) => above + (value > edge ? 1 : 0), 0);

function quintilesOf(states: States): Rule['quintiles'] {
  const edges = (column: Float64Array) => {
    const sorted = Float64Array.from(column).sort();
    return [0.2, 0.4, 0.6, 0.8].map((q) => sorted[Math.floor(q * (sorted.length - 1))] ?? 0);
  };
  return [edges(states.gap), edges(states.x), edges(states.spend)];
}
