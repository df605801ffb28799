import * as z from 'zod';
import { BusinessEnv } from '../platform/business.ts';

const table = z.string().min(1);

export const IngestApiEnv = BusinessEnv.pick({ CURRENCY: true }).extend({
  PROGRAM_TABLE: table,
  IDENTITIES_TABLE: table,
  CUSTOMERS_TABLE: table,
  ACTIVITY_TABLE: table,
  /** ISO 3166-1 alpha-2: phones written without a country code are of this country. */
  COUNTRY: z.string().length(2),
});

export const IngestAdminEnv = z.object({ PROGRAM_TABLE: table, ACTIVITY_TABLE: table });

export const ProjectorEnv = BusinessEnv.pick({ CURRENCY: true, TIME_ZONE: true }).extend({
  PROGRAM_TABLE: table,
  CUSTOMERS_TABLE: table,
  ACTIVITY_TABLE: table,
  COUNTRY: z.string().length(2),
});

export const PublisherEnv = z.object({ BUS_NAME: z.string().min(1) });
