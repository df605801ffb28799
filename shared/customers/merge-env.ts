// Environments of the functions that merge.
import * as z from 'zod';
import { BusinessEnv } from '../platform/business.ts';

const name = z.string().min(1);
const tables = { CUSTOMERS_TABLE: name, IDENTITIES_TABLE: name, ACTIVITY_TABLE: name };

/** Customers who may be one are in the program table. */
export const MergeApiEnv = z.object({ ...tables, PROGRAM_TABLE: name, MERGE_QUEUE_URL: z.url() });

export const OnMergeEnv = BusinessEnv.pick({ CURRENCY: true, COUNTRY: true, TIME_ZONE: true }).extend({
  ...tables,
  PROGRAM_TABLE: name,
  MERGE_QUEUE_URL: z.url(),
});
