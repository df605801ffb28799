// The report on the quality of the data over HTTP.
import * as z from 'zod';
import { DateAnswer } from '../../platform/answers.ts';
import { defineRoutes, everyRole } from '../../platform/routes.ts';
import { SourceDay } from '../schema.ts';
import { reportExample } from './report-example.ts';
import { Dimension, Flow, MeasureName, QualityScore, SourceReport } from './report-schema.ts';

const Both = z.object({ en: z.string(), am: z.string() });
const Defined = z.object({ name: Both, definition: Both, formula: z.string(), window: z.string() });

const MeasureView = Defined.omit({ window: true })
  .extend({
    measure: MeasureName,
    unit: z.enum(['share', 'pairs']),
    value: z
      .number()
      .nullable()
      .meta({ description: 'A share is 0 to 1. Null where there is nobody to count.' }),
    sampleSize: z.int().meta({ description: 'Customers, events or flows the number was counted from.' }),
  })
  .meta({ id: 'DataQualityMeasure' });

const DimensionView = Defined.extend({
  dimension: Dimension,
  score: QualityScore.meta({ description: '0 to 100; null while it is too early to tell.' }),
  measures: z.array(MeasureView),
}).meta({ id: 'DataQualityDimension' });

const SourceView = SourceReport.extend({
  accepted: SourceReport.shape.accepted.meta({
    description:
      'Events of the days of `arrived`, as are the counts below. Each distinct event counts once; a count above 200 a day ' +
      'is an estimate with a standard error of about 7 %.',
  }),
  flows: z.array(Flow).meta({ description: 'What it brings of each kind, and how it usually does.' }),
  rejectedShare: z.number().nullable(),
  flaggedShare: z.number().nullable(),
  violations: z.array(SourceDay.shape.violations.element.extend({ says: Both })),
}).meta({ id: 'DataSource' });

const FindingView = z
  .object({
    code: z.string(),
    finding: Both,
    step: Both.meta({ description: 'What to do about it.' }),
    route: z.string().meta({ description: 'Where to look, or what to call.' }),
    since: DateAnswer.meta({ description: 'The first night of those on end that found it.' }),
    worth: z.number().meta({
      description:
        'Customers or events concerned, times how bad it is for one of them: findings of equal urgency are ordered by it.',
    }),
    numbers: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'DataQualityFinding' });

export const DataQualityView = z
  .object({
    date: DateAnswer,
    at: z.string().meta({ description: 'When the pass began: what had arrived by then is in the report.' }),
    arrived: z
      .object({ from: DateAnswer, to: DateAnswer })
      .meta({ description: 'Days of arrival that validity was counted from; the last one was not over.' }),
    overall: Defined.extend({ score: QualityScore }),
    dimensions: z.array(DimensionView),
    findings: z.array(FindingView).meta({
      description:
        'What to do: sources that are silent or bring much less than usual, then the rest; the most worthwhile first.',
    }),
    sources: z.array(SourceView),
    trend: z
      .array(z.object({ date: DateAnswer, score: QualityScore, ...scoresOf(Dimension.options) }))
      .meta({ description: 'The scores of up to 30 earlier nights, the oldest first.' }),
  })
  .meta({ id: 'DataQuality', examples: [reportExample] });
export type DataQualityView = z.infer<typeof DataQualityView>;

function scoresOf(dimensions: readonly Dimension[]) {
  return Object.fromEntries(dimensions.map((name) => [name, QualityScore])) as Record<
    Dimension,
    typeof QualityScore
  >;
}

export const qualityReportRoutes = defineRoutes({
  'GET /v1/data-quality': {
    audience: everyRole,
    summary: 'Read how good the data is',
    description:
      'Completeness, validity, uniqueness and freshness as the nightly pass found them, each number with its definition; ' +
      'what every source brings and whether it has fallen silent; and what to do about it, the most urgent first. ' +
      'With `date` the newest report up to that day; 404 before the first nightly pass.',
    query: z.object({ date: z.iso.date().optional().meta({ description: 'Default: the newest.' }) }),
    response: DataQualityView,
    problems: ['not-found'],
  },
});
