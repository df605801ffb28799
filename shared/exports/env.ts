// What the functions of exports are told by infra.
import * as z from 'zod';

const text = z.string().min(1);

export const ExportApiEnv = z.object({ PROGRAM_TABLE: text, RUNS_BUCKET: text, EXPORT_ARN: text });

export const ExportStepEnv = z.object({
  PROGRAM_TABLE: text,
  IDENTITIES_TABLE: text,
  CUSTOMERS_TABLE: text,
  ACTIVITY_TABLE: text,
  RUNS_BUCKET: text,
});

export const ExportFailEnv = z.object({ PROGRAM_TABLE: text });
