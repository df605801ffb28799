// The metrics over HTTP.
import * as z from 'zod';
import { Tier } from '../churn/schema.ts';
import { DateAnswer, MoneyAnswer } from '../platform/answers.ts';
import { defineRoutes, everyRole } from '../platform/routes.ts';
import { MetricName } from './schema.ts';

const Both = z.object({ en: z.string(), am: z.string() });

export const MetricView = z
  .object({
    metric: MetricName,
    name: Both,
    unit: z.enum(['customers', 'share', 'orders per buyer', 'money']),
    value: z
      .number()
      .nullable()
      .meta({ description: 'Null where there is nobody to count. Of unit `money`: see `money`.' }),
    money: MoneyAnswer.nullable().meta({ description: 'The value as money; null for other units.' }),
    definition: Both,
    formula: z.string(),
    window: z.string(),
    sampleSize: z.int().meta({ description: 'Customers the number was counted from.' }),
    asOf: DateAnswer.meta({ description: 'Last day counted.' }),
  })
  .meta({ id: 'Metric' });

export const MetricsView = z
  .object({
    date: DateAnswer,
    metrics: z.array(MetricView),
    lifetimeValue: z
      .object({
        total: MoneyAnswer,
        mean: MoneyAnswer,
        p10: MoneyAnswer,
        p25: MoneyAnswer,
        p50: MoneyAnswer,
        p75: MoneyAnswer,
        p90: MoneyAnswer,
        p99: MoneyAnswer,
      })
      .meta({
        description:
          'Distribution over buyers; p90 is the value that 90 % of them do not exceed (within 1 %).',
      }),
    model: z.object({ version: z.string(), tier: Tier, customers: z.int() }),
    trend: z
      .array(z.object({ date: DateAnswer, values: z.record(MetricName, z.number().nullable()) }))
      .meta({ description: 'The same numbers on earlier nights, the oldest first; money in minor units.' }),
  })
  .meta({ id: 'Metrics' });
export type MetricsView = z.infer<typeof MetricsView>;

export const metricsRoutes = defineRoutes({
  'GET /v1/metrics': {
    audience: everyRole,
    summary: 'Read the metrics of a day',
    description:
      'Customers, churn and repeat-purchase rates, order value and lifetime value as the nightly pass counted them, ' +
      'each with its definition, formula and window. With `date` the newest snapshot up to that day; 404 before the ' +
      'first nightly pass.',
    query: z.object({ date: z.iso.date().optional().meta({ description: 'Default: the newest.' }) }),
    response: MetricsView,
    problems: ['not-found'],
  },
});
