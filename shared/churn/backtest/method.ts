// A way of judging customers: learnt from what was known on a day, applied to any states.
import { correctedRisk, fitCorrection } from '../calibration/correction.ts';
import { purchaseFactor } from '../calibration/count-scale.ts';
import type { ScoredCustomer } from '../calibration/features.ts';
import { centreOf } from '../calibration/features.ts';
import type { Histories, States } from '../calibration/histories.ts';
import { type ReplayDates, replay, rowOf, type Signal, type Window } from '../calibration/replay.ts';
import { statesAt } from '../calibration/states.ts';
import { isCorrectable } from '../calibration/tier.ts';
import { fitRule, riskByRule } from './rules.ts';
import { type Method, type MethodName, ModelName, RuleName, type StoredModel } from './schema.ts';
import { fitStored, noPurchaseBy, timingFor } from './stored-models.ts';

/** Day numbers: the shop's first purchase and the last day known; risks are over `horizonDays` from there. */
export type LearningDate = ReplayDates;

/** Replays with MBG/CNBD-k, `today` being its fit as of now. */
export function replayPast(histories: Histories, at: LearningDate, today: StoredModel): Window[] {
  const fit = (states: States) => timingFor(fitStored('mbg-cnbd-k', states));
  return replay(histories, at, { fit, today: timingFor(today) });
}

/**
 * MBG/CNBD-k with its correction; without one while the shop is too small or too young to learn it.
 * `today` and `customers` are the model and number of customers of the whole shop where the histories are a sample.
 */
export function learnCorrected(
  histories: Histories,
  at: LearningDate,
  given: { today?: StoredModel; customers?: number; signals?: readonly Signal[] } = {},
): { method: Method; windows: Window[] } {
  const states = statesAt(histories, at.now);
  const model = given.today ?? fitStored('mbg-cnbd-k', states);
  const windows = replayPast(histories, at, model);
  if (!isCorrectable(given.customers ?? states.x.length, windows.length)) {
    return { method: { name: 'corrected', model }, windows };
  }
  const options = { horizonDays: at.horizonDays, centre: centreOf(states), signals: given.signals ?? [] };
  return { method: { name: 'corrected', model, correction: fitCorrection(windows, options) }, windows };
}

/** The named methods, each as it would have been learnt on that day; `signals` are those the correction looks at. */
export function learnMethods(
  histories: Histories,
  at: LearningDate,
  { names, signals = [] }: { names: readonly MethodName[]; signals?: readonly Signal[] },
): Method[] {
  const states = statesAt(histories, at.now);
  const base = fitStored('mbg-cnbd-k', states);
  return names.map((name) => {
    if (name === 'corrected') return learnCorrected(histories, at, { today: base, signals }).method;
    const rule = RuleName.safeParse(name);
    if (rule.success) return { name, model: base, rule: fitRule(rule.data, histories, at) };
    return { name, model: name === 'mbg-cnbd-k' ? base : fitStored(ModelName.parse(name), states) };
  });
}

export interface Judgement {
  /** P(no purchase in the horizon) by the method, and by its model alone. */
  risk: Float64Array;
  noPurchase: Float64Array;
  /** Purchase days expected in the horizon, agreeing with the risk. */
  expected: Float64Array;
}

/** `signals`: their values for a row of the states, in the order of the correction's names. */
export function judge(
  method: Method,
  states: States,
  horizonDays: number,
  signals?: (row: number) => readonly number[],
): Judgement {
  const timing = timingFor(method.model);
  const noPurchase = timing.noPurchase(states, horizonDays / 7);
  const expected = timing.expectedPurchases(states, horizonDays / 7);
  if (!method.rule && !method.correction) return { risk: noPurchase, noPurchase, expected };
  const score = riskScorer(method, horizonDays);
  const risk = noPurchase.map((p, i) =>
    score({ ...rowOf(states, i), noPurchase: p, ...(signals && { signals: signals(i) }) }),
  );
  const scale = method.correction?.countScale ?? 1;
  const follows = expected.map((e, i) => e * purchaseFactor(noPurchase[i] ?? 0, risk[i] ?? 0, scale));
  return { risk, noPurchase, expected: follows };
}

/**
 * P(no purchase in the horizon) of one customer by the method; `noPurchase` is what MBG/CNBD-k says. All a
 * daily score needs: a dot product and a small quadratic form.
 */
export function riskScorer(
  { rule, correction, model }: Method,
  horizonDays: number,
): (c: ScoredCustomer) => number {
  if (rule) return riskByRule(rule);
  if (correction) return correctedRisk(correction);
  if (model.name === 'mbg-cnbd-k') return (customer) => customer.noPurchase;
  return (customer) => noPurchaseBy(model, customer, horizonDays / 7);
}
