// A snapshot with its definitions and the nights before it.
import { definitionsFor } from './definitions.ts';
import type { MetricsView } from './routes.ts';
import { MetricName, type Snapshot } from './schema.ts';

/** `earlier`: older snapshots, the newest first. */
export function metricsView(snapshot: Snapshot, earlier: readonly Snapshot[]): MetricsView {
  const { businessDate, currency, periodDays, values, clv, churn, model, tier, modelCustomers } = snapshot;
  const definitions = definitionsFor(periodDays);
  const money = (amount: number) => ({ amount, currency });
  const everybody = { customers: values.customers ?? 0, buyers: values.buyers ?? 0 };
  return {
    date: businessDate,
    metrics: MetricName.options.map((metric) => {
      const value = values[metric];
      const { unit, ...words } = definitions[metric];
      const counted = metric === 'customers' ? everybody.customers : everybody.buyers;
      return {
        metric,
        ...words,
        unit,
        value,
        money: unit === 'money' && value !== null ? money(value) : null,
        sampleSize: metric === 'churnRate' ? (churn?.sample ?? 0) : counted,
        asOf: metric === 'churnRate' ? (churn?.asOf ?? businessDate) : businessDate,
      };
    }),
    lifetimeValue: {
      total: money(clv.total),
      mean: money(clv.mean),
      p10: money(clv.p10),
      p25: money(clv.p25),
      p50: money(clv.p50),
      p75: money(clv.p75),
      p90: money(clv.p90),
      p99: money(clv.p99),
    },
    model: { version: model, tier, customers: modelCustomers },
    trend: earlier.map(({ businessDate: date, values: then }) => ({ date, values: then })).toReversed(),
  };
}
