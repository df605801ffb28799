// What the churn routes show.
import * as z from 'zod';
import { CustomerId } from '../customers/schema.ts';
import { DateAnswer, MoneyAnswer } from '../platform/answers.ts';
import { ReplayedWindow } from './backtest/schema.ts';
import { Band, ListedBand, Model, Tier } from './schema.ts';

const Both = z.object({ en: z.string(), am: z.string() });
const Probability = z.number().min(0).max(1);

export const AtRiskRow = z
  .object({
    customerId: CustomerId,
    externalId: z.string().nullable().meta({ description: 'The business’s own id for the customer.' }),
    name: z.string().nullable(),
    band: ListedBand,
    since: DateAnswer.meta({ description: 'The day this band began.' }),
    previousBand: Band.nullable().meta({ description: 'The band before this one; null if there was none.' }),
    asOf: DateAnswer.meta({ description: 'The business day the score was computed for.' }),
    previousRisk: Probability.nullable().meta({ description: 'The risk of the score before this one.' }),
    risk: Probability.meta({ description: 'Probability of no purchase within the horizon.' }),
    probabilityAlive: Probability.meta({
      description: 'Probability that the customer has not left for good.',
    }),
    valueAtRisk: MoneyAnswer.meta({ description: 'Value of keeping the customer times the risk.' }),
    lifetimeValue: MoneyAnswer.meta({ description: 'Expected discounted spend of the next 12 months.' }),
    expectedSpend: MoneyAnswer.meta({ description: 'Expected spend within the horizon.' }),
    lastPurchaseOn: DateAnswer,
    silentDays: z.int(),
    usualIntervalDays: z.int().nullable().meta({ description: 'Null before the second purchase day.' }),
    tier: Tier.meta({ description: 'How far the shop’s own data carries the score.' }),
    sampleSize: z.int().meta({ description: 'Customers the model was fitted on.' }),
    reasons: z.array(Both).meta({ description: 'Why, the weightiest first.' }),
    nextStep: Both.nullable().meta({ description: 'What to do about the weightiest reason.' }),
  })
  .meta({ id: 'AtRiskCustomer' });
export type AtRiskRow = z.infer<typeof AtRiskRow>;

export const ModelView = Model.omit({ method: true, replayed: true })
  .extend({
    inForce: z.boolean(),
    method: z
      .string()
      .meta({ description: 'How risks are made: the timing model, a correction of it, or a rule.' }),
    replayed: z
      .array(ReplayedWindow)
      .meta({ description: 'Past dates: the share said to stay away, and who did.' }),
    /** Id for GET /v1/churn/backtests/{id}. */
    backtest: z.string().meta({ description: 'Id of the backtest made with the model.' }),
  })
  .meta({ id: 'ChurnModel' });
export type ModelView = z.infer<typeof ModelView>;
