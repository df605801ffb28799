// What a shop may set about its churn scores. Stored in Program (pk `settings`, sk `churn`); every default is stated here.
import * as z from 'zod';

const IsoDate = z.iso.date();
const Share = z.number().min(0).max(1);

/** A stretch of days on which silence says nothing: the shop was shut, out of stock, or its customers were fasting. */
export const QuietPeriod = z
  .object({ from: IsoDate, to: IsoDate })
  .refine(({ from, to }) => from <= to, 'a period ends after it begins');
export type QuietPeriod = z.infer<typeof QuietPeriod>;

/** Calendars whose days are quiet when switched on (calendar.ts). Off by default: most shops sell on most of them. */
export const QuietCalendar = z.enum(['ethiopian-public-holidays', 'great-lent', 'ramadan']);
export type QuietCalendar = z.infer<typeof QuietCalendar>;

export const BandThresholds = z
  .object({
    /** Share of the chance to return that silence has used up, from which a band begins. See bands.ts. */
    watch: Share.default(0.2),
    atRisk: Share.default(0.4),
    lapsed: Share.default(0.7),
    /** Nobody is at-risk below this risk, however much of their chance is gone: they are likelier to return than not. */
    likely: Share.default(0.5),
    /** How far below its threshold a customer must be to leave a band for a better one. */
    margin: Share.default(0.05),
  })
  .refine(({ watch, atRisk, lapsed }) => watch < atRisk && atRisk < lapsed, 'watch < atRisk < lapsed');
export type BandThresholds = z.infer<typeof BandThresholds>;

export const ChurnSettings = z.object({
  bands: BandThresholds.prefault({}),
  quiet: z.array(QuietPeriod).max(200).default([]),
  calendars: z.array(QuietCalendar).default([]),
  /** Expect half of what the same weeks of last year had of their own: for shops with a season that returns. */
  sameWeeksLastYear: z.boolean().default(false),
  /** A pass that would move more than this share of the scored customers per night stops and waits for a person. */
  maxChangeShare: Share.default(0.15),
  /** Fewer changes than this never stop a pass: in a small shop a few people are a large share. */
  minChangesToHold: z.int().min(0).default(20),
});
export type ChurnSettings = z.infer<typeof ChurnSettings>;

export const defaultSettings: ChurnSettings = ChurnSettings.parse({});
