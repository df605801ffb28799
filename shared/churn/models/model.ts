// The one interface of the purchase-timing models, and how to use it.
//
//   const groups = groupHistories(histories)              histories.ts: counts, mergeable, serialisable
//   const fit = mbgCnbdK.fit(groups)                       MAP with the weak prior; { prior: 'none' } for ML
//   mbgCnbdK.probabilityNoPurchase(fit.params, history, 13)
//
// Models: bgNbd, mbgNbd, mbgCnbdK (the default), paretoNbd. Spend: gamma-gamma.ts. Money: clv.ts.
// Many customers at once, as typed arrays: score.ts.
// All times are in weeks (days / 7). Purchases of one customer on one day count once.

/** What a model knows of one customer, in the notation of the papers. */
export interface History {
  /** Repeat purchase days: distinct purchase days after the first one. */
  readonly x: number;
  /** Weeks from the first to the last purchase (recency); 0 if x = 0. */
  readonly tx: number;
  /** Weeks from the first purchase to now (age). */
  readonly T: number;
  /** Sum of ln(weeks between consecutive purchase days); only the likelihood for k > 1 reads it. */
  readonly litt?: number;
}

/** Histories counted by equal (x, tx, T): all a fit needs. Rows have no order that means anything. */
export interface HistoryGroups {
  readonly x: Float64Array;
  readonly tx: Float64Array;
  readonly T: Float64Array;
  /** How many customers share the row. */
  readonly weight: Float64Array;
  /** Sum of litt over all customers: it enters ln L linearly, so its total is enough. */
  readonly litt: number;
}

export interface FitOptions {
  /** 'weak' (default) gives MAP estimates that stay sane for a handful of customers; 'none' gives maximum likelihood. */
  readonly prior?: 'weak' | 'none';
}

export interface Fit<Params> {
  readonly params: Params;
  /** ln L at params, without the prior, litt terms included: comparable between models. */
  readonly logLikelihood: number;
  /** What was maximised: ln L plus the log prior (equal to ln L without a prior). */
  readonly objective: number;
  readonly iterations: number;
  readonly converged: boolean;
  readonly customers: number;
  /**
   * Standard errors of the logs of the four parameters, in their order: a 90 % interval is param e^(+-1.645 error).
   * null where the data leave a parameter open.
   */
  readonly logErrors: readonly (number | null)[];
  /** Gain in ln L over the best fit without any drop-out. */
  readonly dropoutEvidence: number;
  /** False if the data show next to no drop-out: then its parameters mean nothing, though predictions are sound. */
  readonly dropoutIdentified: boolean;
}

export interface Model<Params, FitResult extends Fit<Params> = Fit<Params>> {
  readonly name: 'bg-nbd' | 'mbg-nbd' | 'mbg-cnbd-k' | 'pareto-nbd';
  /** Never throws for want of convergence: `converged` says so. */
  readonly fit: (groups: HistoryGroups, options?: FitOptions) => FitResult;
  /** ln L of grouped customers. */
  readonly logLikelihood: (params: Params, groups: HistoryGroups) => number;
  /** P(not dropped out | history). Not the chance of another purchase soon: see probabilityNoPurchase. */
  readonly probabilityAlive: (params: Params, history: History) => number;
  /** P(no purchase in the next t weeks | history): the churn risk over t. */
  readonly probabilityNoPurchase: (params: Params, history: History, tWeeks: number) => number;
  /** E[purchase days in the next t weeks | history]. */
  readonly expectedPurchases: (params: Params, history: History, tWeeks: number) => number;
  /**
   * Weeks from now within which the next purchase falls with the given probability (0 to 1), as of today, *provided
   * that there is one*: whoever has dropped out has no next date, so a plain quantile would often be infinite.
   * Show it beside the chance that there is one, 1 - probabilityNoPurchase(..., Infinity).
   */
  readonly nextPurchaseWeeks: (params: Params, history: History, probability: number) => number;
}
