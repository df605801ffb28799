// One event, any source: what clients send (Segment's HTTP shape) and what the log keeps.
import * as z from 'zod';
import { Flags } from '../quality/plan/violation.ts';

/** Kinds of log entries; the first part of an entry's sort key. */
export const Kind = z.enum([
  'purchase',
  'refund',
  'visit',
  // A complaint or a rating: what the churn score may look at beyond purchases (`signal`).
  'signal',
  'event',
  'identify',
  'consent',
  'message',
  'audit',
  // An identifier was linked to this customer (`id` is its key in `Identities`): what erasure follows.
  'identity',
]);
export type Kind = z.infer<typeof Kind>;

export const Product = z.object({
  id: z.string().optional(),
  name: z.string().optional(),
  category: z.string().optional(),
  quantity: z.number().optional(),
  /** Minor units. */
  price: z.int().optional(),
});
export type Product = z.infer<typeof Product>;

/** An order or a refund, in minor units of its own currency. */
export const Order = z.object({
  orderId: z.string().optional(),
  amount: z.int().min(0),
  currency: z.string().length(3),
  products: z.array(Product).max(50).optional(),
  /** A refund that names no amount: everything that is left of the order. */
  isWhole: z.literal(true).optional(),
});
export type Order = z.infer<typeof Order>;

/** What an event beyond purchases says: a case opened or settled, or how somebody rated us. */
export const SignalFact = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('complaint'),
    isOpen: z.boolean(),
    /** The case's id in the system that keeps it; absent: one that none names. */
    case: z.string().optional(),
  }),
  z.object({ type: z.literal('rating'), rating: z.number().min(0), outOf: z.number().positive() }),
]);
export type SignalFact = z.infer<typeof SignalFact>;

/** One entry of `Activity`: pk = customerId, sk = kind#raw instant#id. Appended, never edited. */
export const Entry = z.object({
  pk: z.string(),
  sk: z.string(),
  kind: Kind,
  /** The client's message id. */
  id: z.string(),
  /** Event name, e.g. `Order Completed`. */
  name: z.string(),
  /** Corrected time of the event, RFC 3339 UTC with milliseconds. */
  at: z.string(),
  /** Write key id or source that brought it. */
  source: z.string(),
  receivedAt: z.string(),
  order: Order.optional(),
  signal: SignalFact.optional(),
  /** Where it is not as the tracking plan says: nothing of what happened, so never part of a fold. */
  ...Flags.shape,
  /** The rest of the event as sent, deflated JSON. */
  body: z.instanceof(Uint8Array).optional(),
  /** Epoch seconds; absent for purchases. */
  expiresAt: z.int().optional(),
});
export type Entry = z.infer<typeof Entry>;

/** `sk` of an entry. The raw timestamp, not the corrected one: a retry must meet the same item. */
export const entryKey = (kind: Kind, rawInstant: string, id: string): string => `${kind}#${rawInstant}#${id}`;
