// A night's report on the quality of the data, as stored: Program `data-quality`/<business date>.
import * as z from 'zod';
import { Confidence, CountedKind, ProfileField, SourceDay } from '../schema.ts';
import { Finding } from './finding-schema.ts';

const Count = z.int().min(0);
const IsoDate = z.iso.date();

export const Dimension = z.enum(['completeness', 'validity', 'uniqueness', 'freshness']);
export type Dimension = z.infer<typeof Dimension>;

/** The numbers behind the scores: fields known of customers, and what is named here. */
export const MeasureName = z.enum([
  ...ProfileField.options,
  'readable',
  'accepted',
  'asPlanned',
  'inPlan',
  'worstSource',
  'apart',
  ...Confidence.options,
  'arriving',
]);
export type MeasureName = z.infer<typeof MeasureName>;

export const Measure = z.object({
  measure: MeasureName,
  /** A share of `sampleSize`, 0 to 1, or a number of pairs. Null where there is nobody to count. */
  value: z.number().min(0).nullable(),
  sampleSize: Count,
});
export type Measure = z.infer<typeof Measure>;

/** 0 to 100; null when there is nothing, or too little, to judge. */
export const QualityScore = z.number().min(0).max(100).nullable();

export const DimensionReport = z.object({ score: QualityScore, measures: z.array(Measure) });
export type DimensionReport = z.infer<typeof DimensionReport>;

/** `learning`: too few days with events to know what is usual. `retired`: closed, or silent for so long that it is over. */
export const FlowState = z.enum(['silent', 'fresh', 'learning', 'retired']);
export type FlowState = z.infer<typeof FlowState>;

/** Days without events among days with them, both ends included. */
export const Gap = z.object({ from: IsoDate, to: IsoDate, days: Count });

/** What one source brings of one kind. */
export const Flow = z.object({
  kind: CountedKind,
  state: FlowState,
  lastDate: IsoDate.nullable(),
  /** Events a day; null while learning, and of files: they come when somebody brings one. */
  usualPerDay: z.number().min(0).nullable(),
  /** Complete days without an event since the last one. */
  silentDays: Count,
  gaps: z.array(Gap),
  /** Far fewer events than usual, of seven days each. */
  dropped: z.object({ usual: z.number().min(0), lately: z.number().min(0) }).optional(),
});
export type Flow = z.infer<typeof Flow>;

export const SourceReport = z.object({
  source: z.string(),
  name: z.string(),
  state: FlowState,
  lastDate: IsoDate.nullable(),
  flows: z.array(Flow),
  accepted: Count,
  rejected: Count,
  flagged: Count,
  unplanned: Count,
  violations: SourceDay.shape.violations,
});
export type SourceReport = z.infer<typeof SourceReport>;

export const Report = z.object({
  businessDate: IsoDate,
  /** When the pass began: what had arrived by then is in the report. */
  at: z.iso.datetime(),
  /** Days of arrival that validity is counted from; the last one was not over. */
  arrived: z.object({ from: IsoDate, to: IsoDate }),
  score: QualityScore,
  dimensions: z.record(Dimension, DimensionReport),
  sources: z.array(SourceReport),
  /** What to do, the most urgent first. */
  findings: z.array(Finding),
});
export type Report = z.infer<typeof Report>;

/** The scores alone, for the trend. */
export const ReportScores = Report.pick({ businessDate: true, score: true }).extend({
  dimensions: z.record(Dimension, DimensionReport.pick({ score: true })),
});
export type ReportScores = z.infer<typeof ReportScores>;
