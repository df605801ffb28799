// What the functions of webhooks are told by infra.
import * as z from 'zod';
import { BusinessEnv } from '../platform/business.ts';

const name = z.string().min(1);

/** What the log says of a delivery that the queue did not take; an alarm reads it. */
export const NOT_HANDED_ON = 'hook not handed on';

export const HooksApiEnv = z.object({
  PROGRAM_TABLE: name,
  ACTIVITY_TABLE: name,
  TOKEN_SECRET_ARN: name,
  RAW_BUCKET: name,
  HOOKS_QUEUE_URL: name,
});

export const HooksAdminEnv = z.object({
  PROGRAM_TABLE: name,
  CUSTOMERS_TABLE: name,
  TOKEN_SECRET_ARN: name,
  /** Base of the addresses that senders call, without a trailing slash. */
  PUBLIC_URL: z.url(),
});

export const HooksMapEnv = BusinessEnv.pick({ CURRENCY: true, COUNTRY: true }).extend({
  PROGRAM_TABLE: name,
  IDENTITIES_TABLE: name,
  CUSTOMERS_TABLE: name,
  ACTIVITY_TABLE: name,
  TOKEN_SECRET_ARN: name,
  RAW_BUCKET: name,
  /** How often a delivery is tried before its queue sets it aside. */
  TRIES: z.coerce.number().int().min(1),
  /** Where Chapa's transactions are looked up; another address in tests. */
  CHAPA_URL: z.url().default('https://api.chapa.co'),
});
