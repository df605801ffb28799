// What is known about the quality of the data: how events keep to the tracking plan, what each source brings, how whole the
// customers' records are, who may be there twice, and the report of a night.
import * as z from 'zod';
import { Kind } from '../ingest/schema.ts';
import { Violation } from './plan/violation.ts';

export { Violation };

const Count = z.int().min(0);

/** Kinds of log entries that sources bring; ours (message, audit, identity) are not counted. */
export const CountedKind = Kind.extract([
  'purchase',
  'refund',
  'visit',
  'signal',
  'event',
  'identify',
  'consent',
]);
export type CountedKind = z.infer<typeof CountedKind>;

/** What one source brought on one day, by day of arrival in the business's zone. Sent twice is counted once. */
export const SourceDay = z.object({
  counts: z.partialRecord(CountedKind, Count),
  rejected: Count,
  /** Accepted, but not as planned. */
  flagged: Count,
  /** Of events that no plan names: how many, and some of their names. */
  unplanned: Count,
  unplannedNames: z.array(z.string()),
  /** The most frequent first, a few. */
  violations: z.array(Violation.extend({ event: z.string(), events: Count })),
});
export type SourceDay = z.infer<typeof SourceDay>;

/** All sources of a day, by source: a write key's source name or id, a webhook endpoint, `import`. */
export const FlowDay = z.object({ date: z.iso.date(), sources: z.record(z.string(), SourceDay) });
export type FlowDay = z.infer<typeof FlowDay>;

/** Fields of a customer's record that the report looks for. `contact`: an e-mail address or a phone number. */
export const ProfileField = z.enum([
  'name',
  'fullName',
  'phone',
  'email',
  'contact',
  'language',
  'ownId',
  'consent',
]);
export type ProfileField = z.infer<typeof ProfileField>;

/** How whole the records are: of how many customers, and of how many buyers among them, each field is known. */
export const ProfileTally = z.object({
  customers: Count,
  buyers: Count,
  known: z.record(ProfileField, z.object({ customers: Count, buyers: Count })),
  /** Items that could not be read. */
  unreadable: Count,
});
export type ProfileTally = z.infer<typeof ProfileTally>;

export const Evidence = z.enum(['same-phone', 'same-email', 'similar-email', 'same-name']);
export type Evidence = z.infer<typeof Evidence>;

export const Confidence = z.enum(['strong', 'likely', 'possible']);
export type Confidence = z.infer<typeof Confidence>;

/** Two customers who may be one person; `one` < `other`. Ids and evidence only. */
export const DuplicatePair = z.object({
  one: z.string(),
  other: z.string(),
  evidence: z.array(Evidence).min(1),
  confidence: Confidence,
});
export type DuplicatePair = z.infer<typeof DuplicatePair>;

/** What a night's search for duplicates found. */
export const DuplicateSummary = z.object({
  pairs: z.record(Confidence, Count),
  /** Customers in a pair that is strong or likely. */
  customers: Count,
  /** Pairs found, but more than are kept. */
  isCut: z.boolean(),
  /** Values that too many customers share to tell anything: placeholders, a shop's own number. */
  sharedByMany: z.array(z.object({ evidence: Evidence, customers: Count })),
});
export type DuplicateSummary = z.infer<typeof DuplicateSummary>;
