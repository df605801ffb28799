// A customer's score from their stats and the model in force: the same function for the nightly pass and for the fold.
import type { Signals, Stats } from '../customers/schema.ts';
import { toMajor } from '../platform/money.ts';
import { sigmoid } from '../stats/logs.ts';
import { riskScorer } from './backtest/method.ts';
import { bandOf, lostChance } from './bands.ts';
import { purchaseFactor } from './calibration/count-scale.ts';
import type { ScoredCustomer } from './calibration/features.ts';
import { featureNames, logOddsOf } from './calibration/features.ts';
import { type CustomerHistory, historyOf, meanRepeatSpend, netSpend } from './history.ts';
import type { GammaGammaParams } from './models/gamma-gamma.ts';
import { createScorer, type Scorer } from './models/score.ts';
import { type Current, ListedBand, type Model, type Score } from './schema.ts';
import { defaultSettings } from './settings.ts';
import { type SignalRisks, signalRisks } from './signal-risks.ts';

export type ScoredStats = Omit<Stats, 'version' | 'watermark' | 'seen' | 'otherCurrencyOrders' | 'orders'>;

export interface Unscored {
  stats: ScoredStats;
  /** What is known beyond purchases; it counts where the model in force has given it a weight. */
  signals?: Omit<Signals, 'version'> | undefined;
  previous?: Score | undefined;
}

/** What a score needs of `Program` nightly/current. */
export type InForce = Pick<Current, 'model' | 'bands' | 'quiet'>;

/** Band edges of a model that does not say: about what the two public shops show. */
export const USUAL_RETURN_DAYS = 100;
/** Below this chance to be alive, the value of somebody alive cannot be told from the quotient any more. */
const TINY = 1e-100;

/** DynamoDB knows no number between 0 and 1e-130. */
const storable = (value: number) => (value < TINY ? 0 : value);

interface Tools {
  scorer: Scorer;
  riskOf: ((customer: ScoredCustomer) => number) | undefined;
  /** Signals with a weight. */
  signals: readonly string[];
}

const prepared = new WeakMap<Model, Tools>();

/** Everybody spends the mean: what is known before anyone has bought twice. */
const sameForAll = (mean: number): GammaGammaParams => ({ p: 1, q: 1e9 + 1, v: mean * 1e9 });

function toolsOf(model: Model): Tools {
  const known = prepared.get(model);
  if (known) return known;
  const { params, k, spend, meanSpend, horizonDays, method } = model;
  const tools: Tools = {
    scorer: createScorer({
      timing: { ...params, k },
      spend: spend ?? sameForAll(meanSpend),
      horizonWeeks: horizonDays / 7,
    }),
    riskOf: method && riskScorer(method, horizonDays),
    signals: method?.correction?.names.slice(featureNames.length) ?? [],
  };
  prepared.set(model, tools);
  return tools;
}

/** The scores of customers as of a day, in their order. Deterministic; every customer's purchases end by that day. */
export function scoreAll(customers: readonly Unscored[], current: InForce, asOfDay: number): Score[] {
  const { scorer, riskOf, signals } = toolsOf(current.model);
  const { currency } = current.model;
  const histories = customers.map(({ stats }) => historyOf(stats, asOfDay, current.quiet));
  const column = (of: (history: CustomerHistory) => number) => Float64Array.from(histories, of);
  const [x, tx, T] = [column((h) => h.x), column((h) => h.tx), column((h) => h.T)];
  const mx = Float64Array.from(customers, ({ stats }) => meanRepeatSpend(stats));
  const now = scorer.scores({ x, tx, T, mx });
  const fresh = scorer.risks({ x, tx, T: tx });
  return customers.map((customer, i) => {
    const history = histories[i] ?? { x: 0, tx: 0, T: 0, litt: 0 };
    const spend = currency ? toMajor(netSpend(customer.stats), currency) : netSpend(customer.stats);
    const modelRisk = now.probabilityNoPurchase[i] ?? 0;
    const risks = riskOf
      ? signalRisks(riskOf, { ...history, spend, noPurchase: modelRisk }, signals, customer, asOfDay)
      : { risk: modelRisk, without: modelRisk };
    const modelRiskWhenFresh = fresh.probabilityNoPurchase[i] ?? 0;
    return scored(customer, current, asOfDay, {
      history,
      modelRisk,
      ...risks,
      // Without the signals: silence is not all that costs a chance, a complaint on the day after a purchase does too.
      riskWhenFresh: riskOf ? shifted(modelRiskWhenFresh, modelRisk, risks.without) : modelRiskWhenFresh,
      pAlive: now.probabilityAlive[i] ?? 0,
      purchases: now.expectedPurchases[i] ?? 0,
      spendPerPurchase: now.spendPerPurchase[i] ?? 0,
      clv: now.clv[i] ?? 0,
    });
  });
}

/**
 * A risk moved by as many log-odds as `from` is from `to`. So the risk on the day of the last purchase gets what the
 * method in force makes of the customer today: a correction learnt from customers as they are says little of a day of
 * purchase, and asked there it would set everybody's starting point by extrapolation.
 */
const shifted = (risk: number, from: number, to: number) =>
  sigmoid(logOddsOf(risk) + logOddsOf(to) - logOddsOf(from));

interface Quantities extends SignalRisks {
  history: CustomerHistory;
  modelRisk: number;
  riskWhenFresh: number;
  pAlive: number;
  purchases: number;
  spendPerPurchase: number;
  clv: number;
}

function scored(customer: Unscored, current: InForce, asOf: number, all: Quantities): Score {
  const { model, bands = defaultSettings.bands } = current;
  const { history, modelRisk, risk, riskWhenFresh, pAlive } = all;
  // Only a correction says how many purchases follow from its risk; a rule leaves the model's numbers alone.
  const scale = model.method?.correction?.countScale ?? 1;
  const factor = model.method?.correction ? purchaseFactor(modelRisk, risk, scale) : 1;
  const purchases = all.purchases * factor;
  const standing = {
    repeatDays: history.x,
    silentDays: Math.round((history.T - history.tx) * 7),
    risk,
    riskWhenFresh,
    usualReturnDays: model.usualReturnDays ?? USUAL_RETURN_DAYS,
  };
  const band = bandOf(standing, customer.previous?.band, bands);
  // Kept means alive: all purchases to come are P(alive) times those of somebody alive.
  const clvIfKept = pAlive > TINY ? (all.clv / pAlive) * scale : 0;
  return {
    asOf,
    model: model.version,
    tier: model.tier,
    n: model.customers,
    band,
    ...changeSince(customer.previous, band, asOf),
    risk: storable(risk),
    lostChance: storable(lostChance(standing)),
    ...(model.method && { modelRisk: storable(modelRisk) }),
    ...(all.costs && { signals: all.costs }),
    pAlive: storable(pAlive),
    expectedPurchases: storable(purchases),
    expectedSpend: Math.round(purchases * all.spendPerPurchase),
    clv: Math.round(all.clv * factor),
    valueAtRisk: Math.round(clvIfKept * risk),
  };
}

/** What changed since the score before. A pass repeated for a day compares with the same score as the first time. */
function changeSince(previous: Score | undefined, band: Score['band'], asOf: number) {
  if (!previous) return { since: asOf };
  const previousRisk = previous.asOf < asOf ? previous.risk : previous.previousRisk;
  const moved = previous.band !== band;
  const previousBand = moved ? previous.band : previous.previousBand;
  return {
    since: moved ? asOf : previous.since,
    ...(previousBand && { previousBand }),
    ...(previousRisk !== undefined && { previousRisk }),
  };
}

/** The score of one customer. `asOfDay` is a day number, no earlier than the last purchase. */
export function scoreOf(
  stats: ScoredStats,
  previous: Score | undefined,
  current: InForce,
  asOfDay: number,
): Score {
  const [score] = scoreAll([{ stats, previous }], current, asOfDay);
  if (!score) throw new Error('one customer has one score');
  return score;
}

/** The attributes of the `atRisk` index; both undefined (so: absent) for bands that are not listed. */
export function indexAttributes(score: Score): {
  riskBand: ListedBand | undefined;
  valueAtRisk: number | undefined;
} {
  const listed = ListedBand.safeParse(score.band);
  return {
    riskBand: listed.data,
    valueAtRisk: listed.success ? score.valueAtRisk : undefined,
  };
}
