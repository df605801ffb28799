// Environment of the customers function.
import * as z from 'zod';
import { BusinessEnv } from '../platform/business.ts';

export const CustomersEnv = z.object({
  ...BusinessEnv.shape,
  CUSTOMERS_TABLE: z.string().min(1),
  IDENTITIES_TABLE: z.string().min(1),
  ACTIVITY_TABLE: z.string().min(1),
  PROGRAM_TABLE: z.string().min(1),
});
