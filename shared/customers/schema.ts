// One customer, as stored: the profile, the fold of their purchases (stats) and their score.
import * as z from 'zod';
import { ListedBand, Score } from '../churn/schema.ts';

export const Language = z.enum(['am', 'en']);
export type Language = z.infer<typeof Language>;

export const CustomerId = z
  .string()
  .regex(/^cus_[0-9A-HJKMNP-TV-Z]{26}$/, 'a customer id looks like cus_ and 26 characters');

/** Ethiopian names are given + father's + grandfather's; people are addressed by given name. */
export const Profile = z.object({
  name: z.string().optional(),
  givenName: z.string().optional(),
  fatherName: z.string().optional(),
  grandfatherName: z.string().optional(),
  /** Lower-cased domain, trimmed. */
  email: z.string().optional(),
  /** E.164. */
  phone: z.string().optional(),
  language: Language.optional(),
  timeZone: z.string().optional(),
  /** ISO 3166-1 alpha-2. */
  country: z.string().optional(),
  city: z.string().optional(),
});
export type Profile = z.infer<typeof Profile>;

export const Channel = z.enum(['email', 'sms', 'telegram', 'phone']);
export const Purpose = z.enum(['marketing']);
/** A record, not a flag: who may be written to, since when, on what words. */
export const ConsentState = z.object({
  status: z.enum(['granted', 'withdrawn']),
  /** Where it was given: a form, a till, an unsubscribe link. */
  source: z.string().min(1).max(100),
  /** RFC 3339. */
  at: z.string(),
  wordingVersion: z.string().max(100).optional(),
  /** Of a consent that a link proved: keyed hash of the one address it holds for. Default: whatever address they have. */
  addressHash: z.string().optional(),
});
export type ConsentState = z.infer<typeof ConsentState>;
/** Keyed `channel:purpose`, e.g. `email:marketing`. Absent means: not asked, so not allowed. */
export const Consents = z.record(z.string(), ConsentState);
export type Consents = z.infer<typeof Consents>;
export const consentKey = (channel: z.infer<typeof Channel>, purpose: z.infer<typeof Purpose>): string =>
  `${channel}:${purpose}`;

/**
 * The fold of a customer's purchases and refunds (ingest/fold.ts): always equal to a plain fold over the distinct
 * entries of the log. Days are day numbers in the business's zone; money is minor units of the tenant's currency.
 */
export const Stats = z.object({
  version: z.int(),
  /** The newest purchase or refund folded. */
  watermark: z.object({ at: z.string(), id: z.string() }),
  firstDay: z.int(),
  lastDay: z.int(),
  /** Repeat purchase days (the model's x). */
  repeatDays: z.int().min(0),
  /** Sum of ln(weeks between consecutive purchase days). */
  logGaps: z.number(),
  /** Distinct orders. */
  orders: z.int().min(0),
  /** Gross of refunds. */
  revenue: z.int(),
  refunded: z.int(),
  /** Day of the newest refund; absent without one. */
  lastRefundDay: z.int().optional(),
  /** Net spend of the first purchase day: not part of the repeat mean (gamma-gamma convention). */
  firstDayNet: z.int(),
  /** Orders in another currency: their days count, their money does not. */
  otherCurrencyOrders: z.int().min(0),
  /** Bloom filter of the order ids folded (ingest/seen.ts), base64. */
  seen: z.string(),
});
export type Stats = z.infer<typeof Stats>;

/** What is known beyond purchases (ingest/signals.ts). Days are day numbers in the business's zone. */
export const Signals = z.object({
  version: z.int(),
  /** Day on which the oldest case that is still open was opened. */
  complaintSince: z.int().optional(),
  /** The newest rating. */
  rating: z.object({ rating: z.number().min(0), outOf: z.number().positive(), day: z.int() }).optional(),
  /** Bits of the days up to `until`, the newest visit, in base64 (ingest/visit-days.ts). */
  visits: z.object({ until: z.int(), days: z.string() }).optional(),
  /** The newest word on our mail to them: delivered, or bounced for good. */
  mail: z.object({ day: z.int(), isBounced: z.boolean() }).optional(),
});
export type Signals = z.infer<typeof Signals>;

/** The first identifier of each strong kind; a second one that only a weaker id links belongs to somebody else. */
export const StrongIds = z.object({
  user: z.string().optional(),
  email: z.string().optional(),
  phone: z.string().optional(),
});
export type StrongIds = z.infer<typeof StrongIds>;

/** Of a customer who was merged into another: since when, by whose hand, and what un-merging starts from. */
export const Merge = z.object({
  /** RFC 3339. */
  at: z.string(),
  /** User id, or `sign-in` when the program did it. */
  by: z.string(),
  /** The history has been copied, and looked at again after everything on its way had arrived. */
  isDone: z.boolean(),
  /** Attributes of the customer before the merge. */
  before: z.record(z.string(), z.unknown()),
});
export type Merge = z.infer<typeof Merge>;

/** Of a customer who is being parted from `from` again; gone when everything has gone back. */
export const Parting = z.object({
  from: CustomerId,
  /** Since when the two had been one. */
  since: z.string(),
  at: z.string(),
  by: z.string(),
});
export type Parting = z.infer<typeof Parting>;

export const Customer = z.object({
  pk: CustomerId,
  createdAt: z.string(),
  updatedAt: z.string(),
  /** The business's own id for the customer is `ids.user`. */
  ids: StrongIds.optional(),
  profile: Profile,
  /** Corrected time of the identify call each profile came from, so that a late one does not win. */
  profileAt: z.string().optional(),
  consents: Consents,
  stats: Stats.optional(),
  signals: Signals.optional(),
  score: Score.optional(),
  /** Index attributes: present only in listed bands, and with a name. */
  riskBand: ListedBand.optional(),
  valueAtRisk: z.int().optional(),
  nameInitial: z.string().optional(),
  nameKey: z.string().optional(),
  /** This customer is part of another now: a pointer, without a profile, consents or purchases of its own. */
  mergedInto: CustomerId.optional(),
  merge: Merge.optional(),
  parting: Parting.optional(),
  /** Customers who were merged into this one. */
  mergedFrom: z.set(CustomerId).optional(),
  /** Customers whom somebody parted this one from: a sign-in does not join them again. */
  partedFrom: z.set(CustomerId).optional(),
  /** Customers who are being parted from this one. */
  losing: z.set(CustomerId).optional(),
});
export type Customer = z.infer<typeof Customer>;
