// What the functions of ingest are told by infra.
import * as z from 'zod';
import { BusinessEnv } from '../platform/business.ts';

const table = z.string().min(1);

export const IngestApiEnv = BusinessEnv.pick({ CURRENCY: true, COUNTRY: true }).extend({
  PROGRAM_TABLE: table,
  IDENTITIES_TABLE: table,
  CUSTOMERS_TABLE: table,
  ACTIVITY_TABLE: table,
});

/** Replaying goes the same road as taking in, and webhooks go through their queue. */
export const IngestAdminEnv = IngestApiEnv.extend({ HOOKS_QUEUE_URL: z.url() });

export const ProjectorEnv = BusinessEnv.pick({ CURRENCY: true, COUNTRY: true, TIME_ZONE: true }).extend({
  PROGRAM_TABLE: table,
  CUSTOMERS_TABLE: table,
  ACTIVITY_TABLE: table,
  IDENTITIES_TABLE: table,
  MERGE_QUEUE_URL: z.url(),
});

export const PublisherEnv = z.object({ BUS_NAME: z.string().min(1) });
