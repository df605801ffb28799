// Gamma-gamma model of spend: each customer's purchases vary around their own mean, the means vary between customers.
// Fader & Hardie (2013), "The Gamma-Gamma Model of Monetary Value", brucehardie.com/notes/025. It assumes that spend
// per purchase has nothing to do with the number of purchases: the fit reports their correlation.

import { minimise } from '../../stats/minimise.ts';
import { digamma, logGamma } from '../../stats/special.ts';
import { type SpendGroups, spendCorrelation, spendQuantile } from './spend-groups.ts';

export interface GammaGammaParams {
  /** Shape of one purchase around the customer's mean. */
  readonly p: number;
  /** Shape and scale of the customers' rates; v carries the currency unit. */
  readonly q: number;
  readonly v: number;
}

export interface SpendFitOptions {
  /** As for the timing models: 'weak' (default) is MAP, 'none' maximum likelihood. */
  readonly prior?: 'weak' | 'none';
  /** Larger mean spends count as this quantile of them: 0.99 keeps one huge order from moving the fit. Default 1: off. */
  readonly winsoriseAt?: number;
  /** Spend expected of a shop in which nobody has bought twice yet, such as the mean first purchase. Default 0. */
  readonly typicalSpend?: number;
}

export interface SpendFit {
  readonly params: GammaGammaParams;
  readonly logLikelihood: number;
  readonly iterations: number;
  readonly converged: boolean;
  /** Customers with a repeat purchase and positive spend. */
  readonly customers: number;
  /** Of x and mx: near 0 if the model's assumption holds. */
  readonly correlation: number;
  /** The largest mean spend taken at face value; null without winsorising. */
  readonly cap: number | null;
}

/** Infinite means (shape <= 1) and nearly infinite ones are held at this many medians. */
const MEDIANS_AT_MOST = 5;

/** Mean of p / rate for a gamma rate of this shape and scale. */
function meanSpend(p: number, shape: number, scale: number): number {
  const median = Math.max(shape - 1 / 3, shape * 2 ** (-1 / shape));
  const held = MEDIANS_AT_MOST / median;
  return p * scale * (shape > 1 ? Math.min(held, 1 / (shape - 1)) : held);
}

/** E[M | x, mx] = p (v + x mx) / (p x + q - 1): the spend per purchase to expect of a customer with this past. */
export function expectedSpend({ p, q, v }: GammaGammaParams, x: number, mx: number): number {
  return x > 0 && mx > 0 ? meanSpend(p, p * x + q, v + x * mx) : meanSpend(p, q, v);
}

/** Mean spend per purchase over all customers, p v / (q - 1). */
export function populationSpend(params: GammaGammaParams): number {
  return expectedSpend(params, 0, 0);
}

/** ln L of the grouped spends, then its derivatives by p, q, v. */
function logLikelihood(
  { p, q, v }: GammaGammaParams,
  { x, mx, weight }: SpendGroups,
): [number, number, number, number] {
  const byX = new Map<number, { logs: number; psiSum: number; psiP: number }>();
  const [logGammaQ, psiQ, logV] = [logGamma(q), digamma(q), Math.log(v)];
  const tabulate = (count: number) => {
    const [shape, all] = [p * count, p * count + q];
    const logs = logGamma(all) - logGamma(shape) - logGammaQ + q * logV + shape * Math.log(count);
    const entry = { logs, psiSum: digamma(all), psiP: digamma(shape) - Math.log(count) };
    byX.set(count, entry);
    return entry;
  };
  let [value, byP, byQ, byV] = [0, 0, 0, 0];
  for (let i = 0; i < x.length; i += 1) {
    const [count, spend, w] = [x[i] ?? 0, mx[i] ?? 0, weight[i] ?? 0];
    const { logs, psiSum, psiP } = byX.get(count) ?? tabulate(count);
    const scale = v + count * spend;
    const [logScale, logSpend] = [Math.log(scale), Math.log(spend)];
    const shape = p * count + q;
    value += w * (logs + (p * count - 1) * logSpend - shape * logScale);
    byP += w * count * (psiSum - psiP + logSpend - logScale);
    byQ += w * (psiSum - psiQ + logV - logScale);
    byV += w * (q / v - shape / scale);
  }
  return [value, byP, byQ, byV];
}

export function spendLogLikelihood(params: GammaGammaParams, groups: SpendGroups): number {
  return logLikelihood(params, groups)[0];
}

/** Weighted geometric mean of the spends: the scale on which the prior and the start stand. */
function typicalOf({ mx, weight }: SpendGroups): number {
  const logs = mx.reduce((sum, spend, i) => sum + (weight[i] ?? 0) * Math.log(spend), 0);
  return Math.exp(logs / weight.reduce((sum, w) => sum + w, 0));
}

/** Centres and standard deviations of ln p, ln q, ln(p v / (q typical)): round numbers near three public data sets. */
const PRIOR = { p: [Math.log(4), 1], q: [Math.log(4), 0.8], scale: [0, 1.5] } as const;
/** Below q = 1/2 even five medians would be absurd; the other bounds only keep the numbers finite. */
const BOX = { lower: [-9, Math.log(0.5), -12], upper: [9, 9, 12] };

function priorAt([p = 0, q = 0, v = 0]: readonly number[]) {
  const pull = (value: number, [mean, sd]: readonly [number, number]) => (value - mean) / sd;
  const [ofP, ofQ, ofScale] = [pull(p, PRIOR.p), pull(q, PRIOR.q), pull(p + v - q, PRIOR.scale)];
  const slope = ofScale / PRIOR.scale[1];
  return {
    value: -0.5 * (ofP * ofP + ofQ * ofQ + ofScale * ofScale),
    gradient: [-ofP / PRIOR.p[1] - slope, -ofQ / PRIOR.q[1] + slope, -slope],
  };
}

/** Fits p, q, v to customers with repeat purchases. Without any, the answer is the prior around `typicalSpend`. */
export function fitSpend(groups: SpendGroups, options: SpendFitOptions = {}): SpendFit {
  const { prior = 'weak', winsoriseAt = 1, typicalSpend = 0 } = options;
  const cap = spendQuantile(groups, winsoriseAt);
  const customers = groups.weight.reduce((sum, weight) => sum + weight, 0);
  const capped = { ...groups, mx: groups.mx.map((spend) => Math.min(spend, cap)) };
  const typical = customers > 0 ? typicalOf(capped) : typicalSpend;
  const relative = { ...capped, mx: capped.mx.map((spend) => spend / typical) };
  const scale = 1 / Math.max(1, customers);
  const negative = (logs: readonly number[]) => {
    const [p = 1, q = 1, v = 1] = logs.map(Math.exp);
    const [value, byP, byQ, byV] = logLikelihood({ p, q, v }, relative);
    const density = prior === 'weak' || customers === 0 ? priorAt(logs) : { value: 0, gradient: [0, 0, 0] };
    const slopes = [byP * p, byQ * q, byV * v];
    const gradient = slopes.map((slope, i) => -scale * (slope + (density.gradient[i] ?? 0)));
    return { value: -scale * (value + density.value), gradient };
  };
  const best = minimise(negative, [Math.log(4), Math.log(4), 0], { bounds: BOX });
  const [p = 1, q = 1, v = 1] = best.x.map(Math.exp);
  const params = { p, q, v: v * typical };
  return {
    params,
    logLikelihood: customers > 0 ? spendLogLikelihood(params, capped) : 0,
    iterations: best.iterations,
    converged: best.converged,
    customers,
    correlation: spendCorrelation(capped),
    cap: Number.isFinite(cap) ? cap : null,
  };
}
