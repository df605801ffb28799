// What the API shows of a customer: the same numbers as stored, under the words of the trade, with units and dates.
import * as z from 'zod';
import { Band, Tier } from '../churn/schema.ts';
import { Kind } from '../ingest/schema.ts';
import { DateAnswer, MoneyAnswer } from '../platform/answers.ts';
import { Violation } from '../quality/plan/violation.ts';
import { Channel, ConsentState, CustomerId, Profile, Purpose } from './schema.ts';
import { customerExample } from './view-example.ts';

const days = (description: string) => z.int().min(0).meta({ description });
const money = (description: string) => MoneyAnswer.meta({ description });

/** A consent as the API shows it: the stored state under its channel and purpose. */
export const ConsentView = ConsentState.omit({ addressHash: true })
  .extend({ channel: Channel, purpose: Purpose })
  .meta({
    id: 'Consent',
    description:
      'Who may be written to, since when and on what words. No record means: not asked, so not allowed.',
  });
export type ConsentView = z.infer<typeof ConsentView>;

export const PurchasesView = z
  .object({
    asOf: DateAnswer.meta({ description: 'The day the day counts refer to: today at the business.' }),
    firstPurchaseOn: DateAnswer,
    lastPurchaseOn: DateAnswer,
    silentDays: days('Days since the last purchase: the recency of an RFM analysis.'),
    tenureDays: days('Days since the first purchase: T of the models.'),
    recencyDays: days('Days from the first to the last purchase: t_x of the models.'),
    frequency: days('Repeat purchase days: x of the models. Two orders on one day are one purchase day.'),
    usualIntervalDays: z
      .number()
      .nullable()
      .meta({ description: 'Usual days between purchases; null before the second purchase day.' }),
    monetaryValue: MoneyAnswer.nullable().meta({
      description: 'Mean net spend of a repeat purchase day; null before the second purchase day.',
    }),
    orders: days('Distinct orders.'),
    averageOrderValue: money('Net revenue per order.'),
    revenue: money('All orders, before refunds.'),
    refunded: money('All refunds.'),
    otherCurrencyOrders: days('Orders in another currency: their days count, their money does not.'),
  })
  .meta({ id: 'Purchases', description: 'What the customer has bought. Dates are days of the business.' });

export const ScoreView = z
  .object({
    asOf: DateAnswer.meta({ description: 'The business day the score was computed for.' }),
    band: Band,
    since: DateAnswer.meta({ description: 'The day this band began.' }),
    previousBand: Band.nullable(),
    horizonDays: z.int(),
    risk: z.number().min(0).max(1).meta({ description: 'Probability of no purchase within `horizonDays`.' }),
    probabilityAlive: z
      .number()
      .min(0)
      .max(1)
      .meta({ description: 'Probability that the customer has not left for good.' }),
    expectedPurchases: z.number().meta({ description: 'Expected purchase days within `horizonDays`.' }),
    expectedSpend: money('Expected spend within `horizonDays`.'),
    lifetimeValue: money('Expected discounted spend of the next 12 months.'),
    lifetimeValueRange: z.object({ low: MoneyAnswer, high: MoneyAnswer }).nullable().meta({
      description: 'Holds the lifetime value with a probability of 80 %; null while nobody has bought twice.',
    }),
    nextPurchase: z
      .object({
        probability: z.number().min(0).max(1).meta({ description: 'That there is a next purchase at all.' }),
        earliest: DateAnswer.meta({ description: 'If there is one: one in ten falls before this day.' }),
        likely: DateAnswer.meta({ description: 'If there is one: half fall before this day.' }),
        latest: DateAnswer.nullable().meta({
          description: 'If there is one: one in ten falls after this day; null when that is years away.',
        }),
      })
      .nullable()
      .meta({ description: 'When to expect the customer, as of today; null when the data cannot tell.' }),
    valueAtRisk: money('What there is to lose: the value of keeping the customer times the risk.'),
    model: z.string(),
    tier: Tier.meta({ description: 'How far the shop’s own data carries the score.' }),
    sampleSize: z.int().meta({ description: 'Customers the model was fitted on.' }),
    reasons: z
      .array(
        z.object({
          code: z.string().meta({ description: 'Kind of reason, for programs.', example: 'silence' }),
          en: z.string(),
          am: z.string(),
        }),
      )
      .meta({ description: 'Why, in words for a shop owner, in both languages; the weightiest first.' }),
    nextStep: z
      .object({ en: z.string(), am: z.string() })
      .nullable()
      .meta({ description: 'What to do about it; null when there is no reason to do anything.' }),
  })
  .meta({ id: 'Score', description: 'How likely the customer is to leave, what that would cost, and why.' });

export type ScoreView = z.infer<typeof ScoreView>;

export const CustomerView = z
  .object({
    id: CustomerId,
    externalId: z
      .string()
      .nullable()
      .meta({ description: 'The business’s own id of the customer: `userId` of its events.' }),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    profile: Profile,
    consents: z.array(ConsentView),
    purchases: PurchasesView.nullable().meta({ description: 'Null before the first purchase.' }),
    score: ScoreView.nullable().meta({ description: 'Null before the first purchase.' }),
  })
  .meta({ id: 'Customer', examples: [customerExample] });
export type CustomerView = z.infer<typeof CustomerView>;

export const MatchedBy = z
  .enum(['id', 'externalId', 'email', 'phone', 'name'])
  .meta({ description: 'What of the customer the query met.' });
export type MatchedBy = z.infer<typeof MatchedBy>;

export const FoundCustomer = z
  .object({
    id: CustomerId,
    externalId: z.string().nullable(),
    matchedBy: MatchedBy,
    name: z.string().nullable(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    lastPurchaseOn: DateAnswer.nullable(),
    band: Band.nullable(),
    valueAtRisk: MoneyAnswer.nullable(),
  })
  .meta({ id: 'FoundCustomer' });
export type FoundCustomer = z.infer<typeof FoundCustomer>;

export const ActivityView = z
  .object({
    id: z.string().meta({ description: 'Unique among the customer’s entries of this kind.' }),
    kind: Kind,
    name: z.string().meta({ description: 'Name of the event.', example: 'Order Completed' }),
    at: z.iso.datetime().meta({ description: 'When it happened, the sender’s clock corrected.' }),
    receivedAt: z.iso.datetime(),
    source: z.string().meta({ description: 'The write key, user or part of the system that brought it.' }),
    order: z
      .object({
        orderId: z.string().optional(),
        amount: MoneyAnswer,
        products: z.array(
          z.object({
            id: z.string().optional(),
            name: z.string().optional(),
            category: z.string().optional(),
            quantity: z.number().optional(),
            price: MoneyAnswer.optional(),
          }),
        ),
      })
      .optional()
      .meta({ description: 'Of purchases and refunds.' }),
    message: z
      .object({
        campaign: z.string(),
        state: z.string(),
        stateAt: z.string(),
        reason: z.string().optional(),
        language: z.string().optional(),
      })
      .optional()
      .meta({ description: 'Of messages we sent or decided not to send, and why.' }),
    properties: z
      .record(z.string(), z.unknown())
      .optional()
      .meta({ description: 'What the sender told about the event, as sent.' }),
    violations: z
      .array(Violation)
      .optional()
      .meta({ description: 'Where it was not as the tracking plan says when it came in.' }),
    isUnplanned: z.literal(true).optional().meta({ description: 'The tracking plan named no such event.' }),
  })
  .meta({ id: 'Activity', description: 'One entry of the customer’s history.' });
export type ActivityView = z.infer<typeof ActivityView>;
