import * as z from 'zod';
import { defineEvent } from '../platform/events.ts';

/** A purchase was added to the log. */
export const PurchaseRecorded = defineEvent(
  'purchase.recorded',
  z.object({
    customerId: z.string(),
    entryId: z.string(),
    at: z.string(),
    /** Minor units. */
    amount: z.int(),
    currency: z.string(),
  }),
);

/** A refund was added to the log. */
export const RefundRecorded = defineEvent('refund.recorded', PurchaseRecorded.schema);

/** Somebody asked to be written to, and must confirm it by the link in a mail. */
export const ConsentRequested = defineEvent(
  'consent.requested',
  z.object({
    customerId: z.string(),
    /** Sort key of the request in the log. */
    entryId: z.string(),
    at: z.string(),
  }),
);
