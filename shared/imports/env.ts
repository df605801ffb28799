// What the functions of imports are told by infra.
import * as z from 'zod';
import { BusinessEnv } from '../platform/business.ts';

const text = z.string().min(1);

export const ImportApiEnv = z.object({ PROGRAM_TABLE: text, RUNS_BUCKET: text, IMPORT_ARN: text });

export const ImportStepEnv = BusinessEnv.pick({ CURRENCY: true, COUNTRY: true, TIME_ZONE: true }).extend({
  PROGRAM_TABLE: text,
  RUNS_BUCKET: text,
});

export const ImportWorkEnv = ImportStepEnv.extend({
  IDENTITIES_TABLE: text,
  CUSTOMERS_TABLE: text,
  ACTIVITY_TABLE: text,
});

export const ImportFailEnv = z.object({ PROGRAM_TABLE: text });
