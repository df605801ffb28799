// What a backtest finds, as stored and answered: which way of judging customers held best on the shop's own past.
import * as z from 'zod';
import { Correction } from '../calibration/schema.ts';

export const ModelName = z.enum(['mbg-cnbd-k', 'mbg-nbd', 'bg-nbd', 'pareto-nbd']);
export type ModelName = z.infer<typeof ModelName>;

export const RuleName = z.enum(['recency', 'rfm', 'logit']);
export type RuleName = z.infer<typeof RuleName>;

/** `corrected` is mbg-cnbd-k with the correction learnt from the replayed past. */
export const MethodName = z.enum(['corrected', ...ModelName.options, ...RuleName.options]);
export type MethodName = z.infer<typeof MethodName>;

const Edges = z.array(z.number());

/** A simple rule fitted as a logit; plain numbers. */
export const Rule = z.object({
  name: RuleName,
  horizonDays: z.int().min(1),
  /** Quintile edges of weeks since last purchase, repeat days and spend among the customers of "now". */
  quintiles: z.tuple([Edges, Edges, Edges]),
  mean: z.array(z.number()),
  sd: z.array(z.number()),
  intercept: z.number(),
  beta: z.array(z.number()),
});
export type Rule = z.infer<typeof Rule>;

const DropoutModel = z.object({ r: z.number(), alpha: z.number(), a: z.number(), b: z.number() });

/** Parameters in weeks. */
export const StoredModel = z.discriminatedUnion('name', [
  z.object({ name: z.literal('mbg-cnbd-k'), params: DropoutModel.extend({ k: z.int().min(1) }) }),
  z.object({ name: z.literal('mbg-nbd'), params: DropoutModel }),
  z.object({ name: z.literal('bg-nbd'), params: DropoutModel }),
  z.object({
    name: z.literal('pareto-nbd'),
    params: z.object({ r: z.number(), alpha: z.number(), s: z.number(), beta: z.number() }),
  }),
]);
export type StoredModel = z.infer<typeof StoredModel>;

/** How risks are made: a model, and at most one of a correction of it and a rule in place of its risk. */
export const Method = z.object({
  name: MethodName,
  model: StoredModel,
  correction: Correction.optional(),
  rule: Rule.optional(),
});
export type Method = z.infer<typeof Method>;

/** A value with its 95 % interval; null where it cannot be told (everybody did the same). */
export const Interval = z.object({
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
});
export type Interval = z.infer<typeof Interval>;

export const CalibrationBin = z.object({
  customers: z.int(),
  /** Mean predicted probability of silence, and the share that was silent. */
  predicted: z.number(),
  actual: z.number(),
});
export type CalibrationBin = z.infer<typeof CalibrationBin>;

export const MethodResult = z.object({
  name: MethodName,
  auc: Interval,
  logLoss: Interval,
  brier: Interval,
  /** This method minus the one in force, drawn on the same customers; above 0 is worse. */
  logLossMore: Interval,
  calibration: z.array(CalibrationBin),
  /** Share of all who stayed away found among the riskiest 10 %, 20 %, ... 100 % of customers. */
  lift: z.array(z.number()),
  /** Of the first lines of the list by value at risk: share who stayed away; share of all value that went. */
  top: z.object({ precision: Interval, capturedValue: Interval }),
  /** Predicted over actual, minus 1; null for a rule, which counts nothing. */
  countBias: Interval.nullable(),
  revenueBias: Interval.nullable(),
});
export type MethodResult = z.infer<typeof MethodResult>;

/** One past date: what was said that day of the days after it, and what happened. */
export const CutResult = z.object({
  date: z.iso.date(),
  days: z.int(),
  customers: z.int(),
  predictedSilent: z.number(),
  actualSilent: z.number(),
  predictedPurchases: z.number(),
  actualPurchases: z.number(),
});
export type CutResult = z.infer<typeof CutResult>;

export const Backtest = z.object({
  horizonDays: z.int(),
  /** Last day of the data used. */
  until: z.iso.date(),
  customers: z.int(),
  inForce: MethodName,
  /**
   * `best`: least log-loss. `tied`: another had less, but not beyond chance. `too-few`: not enough customers
   * or past to compare.
   */
  reason: z.enum(['best', 'tied', 'too-few']),
  listSize: z.int(),
  cuts: z.array(CutResult),
  methods: z.array(MethodResult),
});
export type Backtest = z.infer<typeof Backtest>;

/** A date of the past on which today's way of learning was replayed: what the model of that day said, and what happened. */
export const ReplayedWindow = z.object({
  date: z.iso.date(),
  days: z.int(),
  customers: z.int(),
  predictedSilent: z.number(),
  actualSilent: z.number(),
});
export type ReplayedWindow = z.infer<typeof ReplayedWindow>;

/** What a signal beyond purchases (an open case, a low rating) added to the forecasts of the past. */
export const SignalTrial = z.object({
  name: z.string(),
  /** Log-loss with the signal minus without, on the same customers; below 0 it helped. */
  logLossMore: Interval,
  /** Helped beyond chance: only then is it used. */
  helps: z.boolean(),
});
export type SignalTrial = z.infer<typeof SignalTrial>;
