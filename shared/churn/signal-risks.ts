// A customer's risk with the signals at work, without them, and what each of them costs.
import type { Signals, Stats } from '../customers/schema.ts';
import type { ScoredCustomer } from './calibration/features.ts';
import { knownOf, signalValues } from './signals.ts';

export interface SignalRisks {
  risk: number;
  /** The risk if no signal were at work. */
  without: number;
  /** Share of the chance to return that each signal at work takes, by name; absent when none is. */
  costs?: Record<string, number>;
}

/** Reasons are ordered by costs: more digits would only make the item larger. */
const SHOWN_DIGITS = 3;

/** `names` are the signals with a weight, in the order of the correction. One dot product more per signal at work. */
export function signalRisks(
  riskOf: (customer: ScoredCustomer) => number,
  customer: ScoredCustomer,
  names: readonly string[],
  record: { stats: Pick<Stats, 'lastRefundDay'>; signals?: Omit<Signals, 'version'> | undefined },
  day: number,
): SignalRisks {
  const without = riskOf(customer);
  if (names.length === 0) return { risk: without, without };
  const values = signalValues(names, knownOf(record.stats, record.signals), day);
  if (values.every((value) => value === 0)) return { risk: without, without };
  const risk = riskOf({ ...customer, signals: values });
  const costs = names.flatMap((name, i): [string, number][] => {
    if (values[i] === 0) return [];
    const others = riskOf({ ...customer, signals: values.map((value, j) => (j === i ? 0 : value)) });
    const cost = others < 1 ? Math.max(0, (risk - others) / (1 - others)) : 0;
    return [[name, Number(cost.toFixed(SHOWN_DIGITS))]];
  });
  return { risk, without, costs: Object.fromEntries(costs) };
}
