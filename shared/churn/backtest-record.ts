// A backtest as stored (Program `backtest`/<id>) and answered: asked for, then done or failed.
import * as z from 'zod';
import { Backtest } from './backtest/schema.ts';

export const StoredBacktest = z
  .object({
    /** `bkt_...` when asked for; the model's version when it was made with the model. */
    id: z.string(),
    state: z.enum(['running', 'done', 'failed']),
    requestedAt: z.iso.datetime().optional(),
    horizonDays: z.int(),
    /** Why it failed, in words. */
    reason: z.string().optional(),
    /** Customers in the sample, and in the whole shop. */
    sample: z.int().optional(),
    customers: z.int().optional(),
    report: Backtest.optional(),
  })
  .meta({ id: 'Backtest' });
export type StoredBacktest = z.infer<typeof StoredBacktest>;
