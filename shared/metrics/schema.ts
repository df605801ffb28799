// A day's metrics as stored (Program `metrics`/<date>) and as answered.
import * as z from 'zod';
import { Tier } from '../churn/schema.ts';

export const MetricName = z.enum([
  'customers',
  'buyers',
  'active',
  'new',
  'lapsed',
  'churnRate',
  'repeatPurchaseRate',
  'purchaseFrequency',
  'averageOrderValue',
  'customerLifetimeValue',
]);
export type MetricName = z.infer<typeof MetricName>;

/** Minor units. `mean` and quantiles are over buyers; a quantile is right to within 1 %. */
export const ClvDistribution = z.object({
  total: z.int(),
  mean: z.int(),
  p10: z.int(),
  p25: z.int(),
  p50: z.int(),
  p75: z.int(),
  p90: z.int(),
  p99: z.int(),
});
export type ClvDistribution = z.infer<typeof ClvDistribution>;

export const Snapshot = z.object({
  businessDate: z.iso.date(),
  /** ISO 4217. */
  currency: z.string().length(3),
  /** Length of the window of `active` and of each of the two periods of the churn rate. */
  periodDays: z.int(),
  model: z.string(),
  tier: Tier,
  /** Customers the model was fitted on. */
  modelCustomers: z.int(),
  /** Null where nobody is there to be counted. Money in minor units. */
  values: z.record(MetricName, z.number().nullable()),
  clv: ClvDistribution,
  /** What the churn rate was counted from: as of which day, and among how many customers. */
  churn: z.object({ asOf: z.iso.date(), active: z.int(), retained: z.int(), sample: z.int() }).optional(),
});
export type Snapshot = z.infer<typeof Snapshot>;
