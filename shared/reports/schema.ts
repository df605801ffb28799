// The at-risk list: the object the nightly reduce leaves in S3, and the summary kept of each list that was mailed.
import * as z from 'zod';
import { Message } from '../campaigns/schema.ts';
import { Band } from '../churn/schema.ts';

/** Ids and numbers only: names and addresses are read when the list is mailed, so an erased person is not in it. */
export const AtRiskMember = z.object({
  customerId: z.string(),
  /** Minor units of the tenant's currency. */
  valueAtRisk: z.int(),
  /** Day number of the last purchase when the list was made: a later one means they came back. */
  lastDay: z.int(),
});
export type AtRiskMember = z.infer<typeof AtRiskMember>;

export const BandTotal = z.object({
  customers: z.int().min(0),
  /** Sum of value at risk, minor units; 0 for bands that are not listed. */
  valueAtRisk: z.int(),
});
export type BandTotal = z.infer<typeof BandTotal>;

/** S3 `nightly/<businessDate>/at-risk.json`. `members`: band at-risk by value at risk, the most valuable first. */
export const AtRiskList = z.object({
  businessDate: z.iso.date(),
  currency: z.string().length(3),
  horizonDays: z.int(),
  /** Every band, over all customers; `bands['at-risk'].customers` may exceed the members kept. */
  bands: z.record(Band, BandTotal),
  members: z.array(AtRiskMember),
});
export type AtRiskList = z.infer<typeof AtRiskList>;

export const atRiskListKey = (businessDate: string): string => `nightly/${businessDate}/at-risk.json`;

/** Program `at-risk-list`/<businessDate>: what was mailed, for the change since last time and the trend. */
export const MailedList = AtRiskList.pick({ businessDate: true, bands: true }).extend({
  mailedAt: z.iso.datetime(),
});
export type MailedList = z.infer<typeof MailedList>;

/** Program `list-mail#<businessDate>`/<recipient hash>: at most one mail per date and recipient. */
export const ListClaim = z.object({
  state: z.enum(['sending', 'sent', 'failed', 'unknown']),
  at: z.iso.datetime(),
  reason: z.string().optional(),
});
export type ListClaim = z.infer<typeof ListClaim>;

/** A source that usually sends sales and has stopped; `day`: day number of the last one. */
export interface SilentSales {
  name: string;
  day: number;
}

/** What the list says of a customer's retention mail. */
export const RetentionNote = Message.pick({ pk: true, state: true, stateAt: true, reason: true });
export type RetentionNote = z.infer<typeof RetentionNote>;
