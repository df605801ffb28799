// A report with its definitions, its sentences and the nights before it.
import { dimensionDefinitions, measureDefinitions, overallDefinition } from './definitions.ts';
import { stepOf } from './finding-steps.ts';
import type { DataQualityView } from './report-routes.ts';
import { Dimension, type Report, type ReportScores, type SourceReport } from './report-schema.ts';
import { sentenceOf } from './report-texts.ts';
import { violationSaid } from './violation-texts.ts';

const share = (part: number, whole: number): number | null => (whole > 0 ? Math.min(1, part / whole) : null);

const sourceView = (source: SourceReport): DataQualityView['sources'][number] => ({
  ...source,
  rejectedShare: share(source.rejected, source.accepted + source.rejected),
  flaggedShare: share(source.flagged, source.accepted),
  violations: source.violations.map((one) => ({ ...one, says: violationSaid(one.pointer, one.rule) })),
});

/** `earlier`: scores of older reports, the newest first. */
export function reportView(report: Report, earlier: readonly ReportScores[]): DataQualityView {
  const { businessDate, at, arrived, score, dimensions, sources, findings } = report;
  return {
    date: businessDate,
    at,
    arrived,
    overall: { ...overallDefinition, score },
    dimensions: Dimension.options.map((dimension) => ({
      dimension,
      ...dimensionDefinitions[dimension],
      score: dimensions[dimension].score,
      measures: dimensions[dimension].measures.map((one) => ({ ...measureDefinitions[one.measure], ...one })),
    })),
    findings: findings.map((finding) => ({
      code: finding.code,
      finding: { en: sentenceOf(finding, 'en'), am: sentenceOf(finding, 'am') },
      ...stepOf(finding),
      since: finding.since,
      worth: finding.worth,
      numbers: finding.numbers,
    })),
    sources: sources.map(sourceView),
    trend: earlier
      .map(({ businessDate: date, score: then, dimensions: all }) => ({
        date,
        score: then,
        completeness: all.completeness.score,
        validity: all.validity.score,
        uniqueness: all.uniqueness.score,
        freshness: all.freshness.score,
      }))
      .toReversed(),
  };
}
