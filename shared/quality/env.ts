// What the functions of data quality are told by infra.
import * as z from 'zod';
import { BusinessEnv } from '../platform/business.ts';

export const QualityApiEnv = BusinessEnv.pick({ CURRENCY: true, COUNTRY: true }).extend({
  PROGRAM_TABLE: z.string().min(1),
});
