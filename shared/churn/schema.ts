// What the churn area stores and shows: a customer's score, the model that made it, the nightly run that carried it.
import * as z from 'zod';
import { Method, ReplayedWindow, SignalTrial } from './backtest/schema.ts';
import { BandThresholds } from './settings.ts';

/** Where a customer stands against their own rhythm; thresholds in bands.ts. */
export const Band = z.enum(['new', 'safe', 'watch', 'at-risk', 'lapsed']);
export type Band = z.infer<typeof Band>;

/** Bands a person may want to act on: these alone are in the `atRisk` index. */
export const ListedBand = z.enum(['watch', 'at-risk', 'lapsed']);
export type ListedBand = z.infer<typeof ListedBand>;

/** How much the shop's own data carries the score. */
export const Tier = z.enum(['prior', 'blended', 'fitted']);
export type Tier = z.infer<typeof Tier>;

/** Money fields are integer minor units of the tenant's currency; days are day numbers (since 1970-01-01, business zone). */
export const Score = z.object({
  /** Day number of the business date the score was computed for. */
  asOf: z.int(),
  /** Model version, `mdl_...`. */
  model: z.string(),
  tier: Tier,
  /** Customers the model was fitted on. */
  n: z.int(),
  band: Band,
  /** Day number on which this band began. */
  since: z.int(),
  previousBand: Band.optional(),
  /** P(no purchase in the next H days). */
  risk: z.number().min(0).max(1),
  /** The risk of the score before this one, of an earlier day. */
  previousRisk: z.number().min(0).max(1).optional(),
  /** Share of the chance to return that silence has used up (bands.ts). */
  lostChance: z.number().min(0).max(1).optional(),
  /** The timing model's own P(no purchase), where a correction stands between it and `risk`. */
  modelRisk: z.number().min(0).max(1).optional(),
  /** What each signal with a weight costs: share of the chance to return that it takes; signals at work only. */
  signals: z.record(z.string(), z.number().min(0).max(1)).optional(),
  pAlive: z.number().min(0).max(1),
  /** Expected purchase days in the next H days. */
  expectedPurchases: z.number().min(0),
  /** Expected spend in the next H days, minor units. */
  expectedSpend: z.int(),
  /** Residual 12-month discounted CLV, minor units. */
  clv: z.int(),
  /** clv x risk, see design: what is worth saving; minor units. */
  valueAtRisk: z.int(),
});
export type Score = z.infer<typeof Score>;

export const TimingParameters = z.object({ r: z.number(), alpha: z.number(), a: z.number(), b: z.number() });
export const SpendParameters = z.object({ p: z.number(), q: z.number(), v: z.number() });

/** A fitted model as stored in `Program` (pk `model`, sk version). Timing in weeks; spend in minor units. */
export const Model = z.object({
  version: z.string(),
  /** Business date it was fitted for, `YYYY-MM-DD`. */
  fittedFor: z.string(),
  name: z.string(),
  k: z.int().min(1),
  params: TimingParameters,
  logLikelihood: z.number(),
  logLikelihoodByK: z.array(z.number()),
  /** False when the data cannot tell whether anyone ever leaves. */
  dropoutIdentified: z.boolean(),
  customers: z.int(),
  tier: Tier,
  /** Absent until somebody has bought twice for money. */
  spend: SpendParameters.optional(),
  /** Mean spend of a purchase day over all buyers, minor units: the stand-in while `spend` is absent. */
  meanSpend: z.number(),
  horizonDays: z.int(),
  /** Days within which two of three first-time buyers who return within a year have returned. */
  usualReturnDays: z.int().optional(),
  /** ISO 4217 code of all money in the model. */
  currency: z.string().length(3).optional(),
  /** How risks are made where the backtest put something better than the bare timing model in force. */
  method: Method.optional(),
  /** Past dates on which the model was tried: what it said, and what happened. */
  replayed: z.array(ReplayedWindow).optional(),
  /** Signals beyond purchases that were tried on the past; only those that helped have a weight. */
  signals: z.array(SignalTrial).optional(),
  /** Who of the period before was active in the last one, from the log of the customers looked at. */
  retention: z
    .object({ periodDays: z.int(), active: z.int(), retained: z.int(), customers: z.int() })
    .optional(),
  /** Correlation of spend and frequency, which the spend model takes to be 0; and the mean spend it was capped at. */
  spendCorrelation: z.number().optional(),
  spendCap: z.number().optional(),
});
export type Model = z.infer<typeof Model>;

/** Where the nightly pass stands: the model in force and the last business date scored. Program (pk `nightly`, sk `current`). */
export const Current = z.object({
  model: Model,
  businessDate: z.string(),
  /** Settings in force that night; the defaults of settings.ts where absent. */
  bands: BandThresholds.optional(),
  /** Quiet days as first and last day numbers, sorted, apart (quiet-days.ts). */
  quiet: z.array(z.tuple([z.int(), z.int()])).optional(),
});
export type Current = z.infer<typeof Current>;
