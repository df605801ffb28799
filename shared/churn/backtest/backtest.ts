// Tries every method on past dates of the shop and puts the best one in force.
import { dateOfDay } from '../../platform/days.ts';
import { seededRandom } from '../../stats/random.ts';
import { type Histories, span } from '../calibration/histories.ts';
import type { Signal } from '../calibration/replay.ts';
import { centralInterval, resample } from './bootstrap.ts';
import { cutDates } from './cuts.ts';
import { type Figures, figuresOf } from './figures.ts';
import { calibrationByDecile, liftByDecile } from './measures.ts';
import {
  type Backtest,
  type CutResult,
  type Interval,
  MethodName,
  type MethodResult,
  RuleName,
} from './schema.ts';
import { type Trial, tryOn } from './trial.ts';

export interface BacktestOptions {
  /** Last day known; nothing after it is used. */
  now: number;
  horizonDays: number;
  names?: readonly MethodName[];
  /** Signals that have proved themselves (signals.ts): the correction looks at them. Default none. */
  signals?: readonly Signal[];
  /** Let the correction expect half of last year's season again. Default false. */
  sameWeeksLastYear?: boolean;
  /** Resamples for the intervals. Default 200. */
  resamples?: number;
  seed?: number;
}

/** Fewer customers than this, over all dates, say nothing about which method is better. */
const enoughRows = 100;
/** The list that would have been sent: one customer in twenty, 10 to 100. */
const listShare = 0.05;

export function backtest(histories: Histories, options: BacktestOptions): Backtest {
  const { now, horizonDays, names = MethodName.options, signals = [], sameWeeksLastYear = false } = options;
  const { first } = span(histories);
  const trials = cutDates(first, now, horizonDays)
    .map((cut) => tryOn(cut, histories, { names, signals, sameWeeksLastYear }))
    .filter((trial) => trial.silent.length > 0);
  return { ...summarise(trials, options), until: dateOfDay(now), customers: histories.ids.length };
}

/** The report over trials, and which method is in force after them. */
export function summarise(
  trials: readonly Trial[],
  { horizonDays, names = MethodName.options, resamples = 200, seed = 1 }: BacktestOptions,
): Omit<Backtest, 'until' | 'customers'> {
  const rows = trials.reduce((sum, trial) => sum + trial.silent.length, 0);
  const meanRows = rows / Math.max(1, trials.length);
  const listSize = Math.min(100, Math.max(10, Math.round(listShare * meanRows)));
  const share = listSize / Math.max(1, meanRows);
  const figures = figuresOf(trials, { names, listShare: share });
  const draws = resampleFigures(trials, { names, share, resamples, seed });
  const findings = { trials, figures, draws };
  const { inForce, reason } = rows < enoughRows ? tooFew : choose(findings);
  const methods = trials.length === 0 ? [] : names.map((name) => resultOf(name, inForce, findings));
  return {
    horizonDays,
    inForce,
    reason,
    listSize,
    cuts: trials.map((trial) => cutResult(trial, inForce)),
    methods,
  };
}

const tooFew = { inForce: 'corrected', reason: 'too-few' } as const;

/**
 * The least log-loss wins, but `corrected` gives way only to what is better beyond chance: on subsamples of
 * two public shops and on simulated ones, following every lucky winner cost 0.003 of log-loss in the mean.
 */
function choose(findings: Findings): Pick<Backtest, 'inForce' | 'reason'> {
  let best: MethodName = 'corrected';
  const logLoss = (name: MethodName) => findings.figures.get(name)?.logLoss ?? Number.POSITIVE_INFINITY;
  for (const name of findings.figures.keys()) if (logLoss(name) < logLoss(best)) best = name;
  if (best === 'corrected') return { inForce: best, reason: 'best' };
  const { low } = difference('corrected', best, findings);
  return low !== null && low > 0
    ? { inForce: best, reason: 'best' }
    : { inForce: 'corrected', reason: 'tied' };
}

/** Log-loss of one method minus another's on the same customers. */
function difference(name: MethodName, other: MethodName, findings: Findings): Interval {
  const more = (of: ReadonlyMap<MethodName, Figures>) =>
    (of.get(name)?.logLoss ?? Number.NaN) - (of.get(other)?.logLoss ?? Number.NaN);
  return centralInterval(more(findings.figures), findings.draws.map(more));
}

type Draws = Map<MethodName, Figures>[];

function resampleFigures(
  trials: readonly Trial[],
  options: { names: readonly MethodName[]; share: number; resamples: number; seed: number },
): Draws {
  const random = seededRandom(options.seed);
  const everyone = Int32Array.from(new Set(trials.flatMap((trial) => Array.from(trial.customer))));
  const size = everyone.reduce((most, i) => Math.max(most, i + 1), 0);
  return Array.from({ length: trials.length > 0 ? options.resamples : 0 }, () => {
    const times = resample(everyone, size, random.uniform);
    return figuresOf(trials, { names: options.names, listShare: options.share, times });
  });
}

interface Findings {
  trials: readonly Trial[];
  figures: ReadonlyMap<MethodName, Figures>;
  draws: Draws;
}

function resultOf(name: MethodName, inForce: MethodName, findings: Findings): MethodResult {
  const { trials, figures, draws } = findings;
  const own = (figure: keyof Figures) =>
    centralInterval(
      figures.get(name)?.[figure] ?? Number.NaN,
      draws.map((draw) => draw.get(name)?.[figure] ?? Number.NaN),
    );
  const counts = !RuleName.safeParse(name).success;
  const risk = joined(trials.map((trial) => trial.judgements.get(name)?.risk ?? new Float64Array()));
  const silent = Uint8Array.from(trials.flatMap((trial) => Array.from(trial.silent)));
  return {
    name,
    auc: own('auc'),
    logLoss: own('logLoss'),
    brier: own('brier'),
    logLossMore: difference(name, inForce, findings),
    calibration: calibrationByDecile(risk, silent),
    lift: liftByDecile(risk, silent),
    top: { precision: own('precision'), capturedValue: own('capturedValue') },
    countBias: counts ? own('countBias') : null,
    revenueBias: counts ? own('revenueBias') : null,
  };
}

const joined = (columns: readonly Float64Array[]) => Float64Array.from(columns.flatMap((c) => Array.from(c)));

function cutResult({ cut, days, silent, count, judgements }: Trial, inForce: MethodName): CutResult {
  const judged = judgements.get(inForce);
  const total = (column: ArrayLike<number> = []) => Array.from(column).reduce((a, b) => a + b, 0);
  return {
    date: dateOfDay(cut),
    days,
    customers: silent.length,
    predictedSilent: total(judged?.risk) / silent.length,
    actualSilent: total(silent) / silent.length,
    predictedPurchases: total(judged?.expected),
    actualPurchases: total(count),
  };
}
