// One day's metrics from what the nightly workers counted.
import type { Model } from '../churn/schema.ts';
import type { ClvDistribution, Snapshot } from './schema.ts';
import { clvQuantile, type Tally } from './tally.ts';

const ratio = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);

export function snapshotOf(
  { tally }: { tally: Tally },
  model: Model,
  day: { businessDate: string; currency: string; horizonDays: number },
): Snapshot {
  const { retention } = model;
  const churn = retention && {
    asOf: model.fittedFor,
    active: retention.active,
    retained: retention.retained,
    sample: retention.customers,
  };
  const orderValue = ratio(tally.revenue - tally.refunded, tally.pricedOrders);
  const clv = distribution(tally);
  return {
    businessDate: day.businessDate,
    currency: day.currency,
    periodDays: day.horizonDays,
    model: model.version,
    tier: model.tier,
    modelCustomers: model.customers,
    values: {
      customers: tally.customers,
      buyers: tally.buyers,
      active: tally.active,
      new: tally.newBuyers,
      lapsed: tally.lapsed,
      churnRate: churn ? ratio(churn.active - churn.retained, churn.active) : null,
      repeatPurchaseRate: ratio(tally.repeatBuyers, tally.buyers),
      purchaseFrequency: ratio(tally.orders, tally.buyers),
      averageOrderValue: orderValue === null ? null : Math.round(orderValue),
      customerLifetimeValue: tally.buyers > 0 ? clv.mean : null,
    },
    clv,
    ...(churn && { churn }),
  };
}

function distribution(tally: Tally): ClvDistribution {
  const at = (share: number) => clvQuantile(tally, share);
  return {
    total: tally.clvTotal,
    mean: Math.round(ratio(tally.clvTotal, tally.buyers) ?? 0),
    p10: at(0.1),
    p25: at(0.25),
    p50: at(0.5),
    p75: at(0.75),
    p90: at(0.9),
    p99: at(0.99),
  };
}
