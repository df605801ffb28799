// The nightly pass as a plan: which day, how many workers, whether to fit. Names of its results in S3.
import * as z from 'zod';
import { dateOf, dayOfDate } from '../platform/days.ts';
import { conflict } from '../platform/errors.ts';
import { Band, type Current } from './schema.ts';
import { BandThresholds } from './settings.ts';

const IsoDate = z.iso.date();

/** Started by the schedule with its planned instant, or by a person with a date. */
export const NightlyInput = z.object({
  scheduledAt: z.iso.datetime({ offset: true }).optional(),
  businessDate: IsoDate.optional(),
  /** A person has looked at a pass that was held, and wants it. */
  approved: z.boolean().default(false),
});
export type NightlyInput = z.output<typeof NightlyInput>;

/** One worker's share of a parallel scan. */
export const Task = z.object({
  businessDate: IsoDate,
  segment: z.int().min(0),
  total: z.int().min(1),
});
export type Task = z.infer<typeof Task>;

/** What travels between the steps; whatever is larger lies in S3 under keys made from it. */
export const Plan = z.object({
  businessDate: IsoDate,
  approved: z.boolean(),
  isFitDue: z.boolean(),
  total: z.int().min(1),
  tasks: z.array(Task),
});
export type Plan = z.infer<typeof Plan>;

/** What all steps of a pass must agree on, however long it takes: S3 `nightly/<date>/context.json`. */
export const Context = z.object({
  businessDate: IsoDate,
  /** Version of the model to score with; a fitting night makes it. */
  model: z.string(),
  bands: BandThresholds,
  quiet: z.array(z.tuple([z.int(), z.int()])),
  sameWeeksLastYear: z.boolean().default(false),
  maxChangeShare: z.number(),
  minChangesToHold: z.int(),
  nights: z.int().min(1),
  /** When the pass began: what had arrived by then is in the report on the data. Absent in passes of before. */
  startedAt: z.iso.datetime().optional(),
});
export type Context = z.infer<typeof Context>;

/** The record of a pass: Program `run#<date>`/`nightly`. */
export const Run = z.object({
  businessDate: IsoDate,
  state: z.enum(['done', 'held']),
  model: z.string(),
  customers: z.int(),
  buyers: z.int(),
  scored: z.int(),
  later: z.int(),
  unreadable: z.int(),
  scoredBefore: z.int(),
  bandChanges: z.int(),
  /** Share from which the pass is held. */
  limit: z.number(),
  written: z.int(),
  /** Scores not written because the customer bought in the meantime; the next pass sees them. */
  overtaken: z.int(),
  bands: z.record(Band, z.int()),
});
export type Run = z.infer<typeof Run>;

const FIT_EVERY_DAYS = 7;
/** A shop that has grown by half since the last fit is another shop. */
const GROWTH_TO_FIT = 1.5;
/** Some 25 pages of a megabyte: a worker is done in seconds. */
const CUSTOMERS_PER_WORKER = 30_000;
const MOST_WORKERS = 32;
/** For a first pass over many customers, when nobody has counted them yet. */
const WORKERS_FOR_MANY = 16;

/** The last complete day of the business before `instant`. */
export const lastCompleteDate = (instant: string | number, timeZone: string): string => {
  const today = dayOfDate(dateOf(instant, timeZone));
  return new Date((today - 1) * 86_400_000).toISOString().slice(0, 10);
};

/** Scores never go back in time: a day before the one in force is refused (409). */
export function businessDateOf(
  input: NightlyInput,
  current: Current | undefined,
  { now, timeZone }: { now: number; timeZone: string },
): string {
  const date = input.businessDate ?? lastCompleteDate(input.scheduledAt ?? now, timeZone);
  if (current && date < current.businessDate) {
    throw conflict(`Scores are of ${current.businessDate} already; a pass for ${date} would take them back.`);
  }
  return date;
}

export const modelVersion = (businessDate: string): string => `mdl_${businessDate}`;

/** Workers for so many customers; `many` when all that is known is that one worker is not enough. */
export const segmentCount = (customers: number | 'many'): number =>
  customers === 'many'
    ? WORKERS_FOR_MANY
    : Math.min(MOST_WORKERS, Math.max(1, Math.ceil(customers / CUSTOMERS_PER_WORKER)));

/** Whether a model must be fitted for the date: none yet, a week old, another horizon, or a much larger shop. */
export function isFitDue(
  current: Current | undefined,
  at: { businessDate: string; horizonDays: number; buyers: number },
): boolean {
  if (!current) return true;
  const { fittedFor, horizonDays, customers } = current.model;
  if (fittedFor === at.businessDate && horizonDays === at.horizonDays) return false;
  const age = dayOfDate(at.businessDate) - dayOfDate(fittedFor);
  return (
    age >= FIT_EVERY_DAYS ||
    horizonDays !== at.horizonDays ||
    at.buyers >= GROWTH_TO_FIT * Math.max(1, customers)
  );
}

const folder = (date: string) => `nightly/${date}`;

export const contextKey = (date: string): string => `${folder(date)}/context.json`;
/** Of one worker; the number of workers is in the name, so that passes of other plans do not mix. */
export const partKey = (
  stage: 'gathered' | 'scored' | 'changes' | 'quality',
  { businessDate, segment, total }: Task,
) => `${folder(businessDate)}/${stage}/${segment}-of-${total}.json.gz`;
export const mergedKey = (date: string): string => `${folder(date)}/scored.json.gz`;
/** The sample a model was proved on; kept for backtests on demand. */
export const sampleKey = (date: string): string => `${folder(date)}/sample.json.gz`;

export const tasksOf = (businessDate: string, total: number): Task[] =>
  Array.from({ length: total }, (_, segment) => ({ businessDate, segment, total }));
