// What an owner should know of a backtest, as facts without words; report-texts.ts says them.
import type { Tier } from '../schema.ts';
import type { LearntShop } from './learn-shop.ts';
import type { Backtest, MethodName, MethodResult } from './schema.ts';

export type Fact =
  | { key: 'nothing-to-try'; customers: number }
  | { key: 'tier'; tier: Tier; customers: number }
  | { key: 'chosen'; method: MethodName; methods: number; dates: number; customers: number }
  | { key: 'kept'; method: MethodName; other: MethodName }
  | { key: 'too-few'; method: MethodName }
  | { key: 'cut'; date: string; days: number; predicted: number; actual: number }
  | { key: 'counts'; predicted: number; actual: number }
  | { key: 'list'; size: number; precision: number; capturedValue: number }
  | { key: 'list-recency'; size: number; precision: number }
  | { key: 'pairs'; share: number }
  | { key: 'season' };

/** In the order in which they are told. Shares run from 0 to 1. */
export function reportFacts({ backtest, tier, customers }: LearntShop): Fact[] {
  const facts: Fact[] = [{ key: 'tier', tier, customers }];
  const inForce = resultOf(backtest, backtest.inForce);
  if (!inForce) return [...facts, { key: 'nothing-to-try', customers }];
  facts.push(choice(backtest));
  for (const { date, days, predictedSilent, actualSilent } of backtest.cuts) {
    facts.push({ key: 'cut', date, days, predicted: predictedSilent, actual: actualSilent });
  }
  const total = (of: (cut: Backtest['cuts'][number]) => number) =>
    backtest.cuts.reduce((sum, cut) => sum + of(cut), 0);
  facts.push({
    key: 'counts',
    predicted: Math.round(total((cut) => cut.predictedPurchases)),
    actual: total((cut) => cut.actualPurchases),
  });
  return [...facts, ...listFacts(backtest, inForce), { key: 'season' }];
}

function choice({ inForce, reason, methods, cuts }: Backtest): Fact {
  if (reason === 'too-few') return { key: 'too-few', method: inForce };
  const [best] = [...methods].sort((a, b) => (a.logLoss.value ?? 9) - (b.logLoss.value ?? 9));
  if (reason === 'tied' && best) return { key: 'kept', method: inForce, other: best.name };
  const customers = cuts.reduce((sum, cut) => sum + cut.customers, 0);
  return { key: 'chosen', method: inForce, methods: methods.length, dates: cuts.length, customers };
}

function listFacts(backtest: Backtest, inForce: MethodResult): Fact[] {
  const facts: Fact[] = [];
  const { precision, capturedValue } = inForce.top;
  const size = backtest.listSize;
  if (precision.value !== null && capturedValue.value !== null) {
    facts.push({ key: 'list', size, precision: precision.value, capturedValue: capturedValue.value });
  }
  const recency = resultOf(backtest, 'recency')?.top.precision.value;
  if (typeof recency === 'number') facts.push({ key: 'list-recency', size, precision: recency });
  if (inForce.auc.value !== null) facts.push({ key: 'pairs', share: inForce.auc.value });
  return facts;
}

const resultOf = ({ methods }: Backtest, name: MethodName) => methods.find((method) => method.name === name);
