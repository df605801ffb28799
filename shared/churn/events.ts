import * as z from 'zod';
import { defineEvent } from '../platform/events.ts';
import { Band } from './schema.ts';

/** A known customer moved from one band to another. The first score of a customer is no change. */
export const RiskChanged = defineEvent(
  'churn.risk-changed',
  z.object({
    customerId: z.string(),
    from: Band,
    to: Band,
    /** Day number of the last purchase: names the episode; a new purchase starts a new one. */
    episode: z.int(),
    /** Day number of the business date. */
    asOf: z.int(),
    /** Minor units. */
    valueAtRisk: z.int(),
  }),
);
