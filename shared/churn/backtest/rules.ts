// The simple rivals as logits: weeks since the last purchase, the RFM quintile sum, and a plain regression.
import { sigmoid } from '../../stats/logs.ts';
import type { Histories, States } from '../calibration/histories.ts';
import { ridgeLogit } from '../calibration/ridge-logit.ts';
import { outcomes, statesAt } from '../calibration/states.ts';

export type RuleName = 'recency' | 'rfm' | 'logit';

/** A fitted rule; plain JSON. */
export interface Rule {
  name: RuleName;
  horizonDays: number;
  /** Quintile edges of weeks since last purchase, repeat days and spend among the customers of "now". */
  quintiles: [number[], number[], number[]];
  mean: number[];
  sd: number[];
  intercept: number;
  beta: number[];
}

/**
 * Learns on one past window: features at max(now - horizon, middle of the history), silence from there
 * to now. Undefined when that window holds nobody or everybody in it did the same.
 */
export function fitRule(
  name: RuleName,
  histories: Histories,
  at: { first: number; now: number; horizonDays: number },
): Rule | undefined {
  const cut = Math.max(at.now - at.horizonDays, Math.floor((at.first + at.now) / 2));
  const states = statesAt(histories, cut);
  const { count } = outcomes(histories, states, cut, at.now);
  const silent = Uint8Array.from(count, (c) => (c === 0 ? 1 : 0));
  const silentCount = silent.reduce((a, b) => a + b, 0);
  if (silentCount === 0 || silentCount === silent.length) return undefined;
  const columns = columnsOf(name, states, quintilesOf(states));
  const mean = columns.map(average);
  const sd = columns.map((c, j) => Math.sqrt(average(c.map((v) => (v - (mean[j] ?? 0)) ** 2))) || 1);
  const [intercept = 0, ...beta] = learn(standardised(columns, mean, sd), silent);
  const quintiles = quintilesOf(statesAt(histories, at.now));
  return { name, horizonDays: at.horizonDays, quintiles, mean, sd, intercept, beta };
}

/** P(no purchase) by the rule, for each row. */
export function riskByRule(rule: Rule, states: States): Float64Array {
  const columns = standardised(columnsOf(rule.name, states, rule.quintiles), rule.mean, rule.sd);
  return states.x.map((_, i) =>
    sigmoid(columns.reduce((sum, c, j) => sum + (c[i] ?? 0) * (rule.beta[j] ?? 0), rule.intercept)),
  );
}

const standardised = (columns: Float64Array[], mean: number[], sd: number[]) =>
  columns.map((c, j) => c.map((v) => (v - (mean[j] ?? 0)) / (sd[j] ?? 1)));

/** Unit ridge on standardised columns, none to speak of on the intercept: the usual default of libraries. */
function learn(columns: Float64Array[], silent: Uint8Array): Float64Array {
  const width = columns.length + 1;
  const z = new Float64Array(silent.length * width);
  for (let i = 0; i < silent.length; i++) {
    z[i * width] = 1;
    for (const [j, c] of columns.entries()) z[i * width + j + 1] = c[i] ?? 0;
  }
  const offset = new Float64Array(silent.length);
  const sd = new Float64Array(width).fill(1);
  sd[0] = 1000;
  return ridgeLogit({ z, columns: width, offset, y: silent, weight: 1 }, sd).beta;
}

function columnsOf(name: RuleName, s: States, quintiles: Rule['quintiles']): Float64Array[] {
  if (name === 'recency') return [s.gap];
  if (name === 'rfm') return [rfmSum(s, quintiles)];
  const logSpend = s.spend.map((money) => Math.log1p(Math.max(0, money)));
  const overInterval = s.x.map((x, i) => {
    const gap = s.gap[i] ?? 0;
    return x > 0 ? Math.log((gap + 0.5) / ((s.tx[i] ?? 0) / x + 0.5)) : 0;
  });
  const activeShare = s.tx.map((tx, i) => ((s.T[i] ?? 0) > 0 ? tx / (s.T[i] ?? 1) : 0));
  return [s.x, s.x.map(Math.log1p), s.gap, s.gap.map(Math.log1p), s.T, activeShare, overInterval, logSpend];
}

/** Quintile 1 to 5 of each of recency (reversed), frequency and spend, added up. */
function rfmSum(s: States, [gapEdges, xEdges, spendEdges]: Rule['quintiles']): Float64Array {
  return s.gap.map(
    (gap, i) =>
      6 - quintile(gap, gapEdges) + quintile(s.x[i] ?? 0, xEdges) + quintile(s.spend[i] ?? 0, spendEdges),
  );
}

const quintile = (value: number, edges: readonly number[]) => 1 + edges.filter((edge) => value > edge).length;

function quintilesOf(states: States): Rule['quintiles'] {
  const edges = (column: Float64Array) => {
    const sorted = Float64Array.from(column).sort();
    return [0.2, 0.4, 0.6, 0.8].map((q) => sorted[Math.floor(q * (sorted.length - 1))] ?? 0);
  };
  return [edges(states.gap), edges(states.x), edges(states.spend)];
}

const average = (column: Float64Array) => column.reduce((a, b) => a + b, 0) / column.length;
