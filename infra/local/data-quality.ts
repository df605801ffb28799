// How good the data of a local run is: the report that its last night left, in short.
import type * as z from 'zod';
import { DataQualityView } from '../../shared/quality/report/report-routes.ts';
import { type Api, bearer } from './api.ts';

const FINDINGS = 5;

export interface DataQuality {
  date: string;
  score: number | null;
  /** By dimension; null while it is too early to tell. */
  scores: Record<string, number | null>;
  /** The most worthwhile first. */
  findings: Pick<
    z.infer<typeof DataQualityView>['findings'][number],
    'code' | 'finding' | 'step' | 'numbers'
  >[];
}

export async function dataQuality(api: Api, token: string): Promise<DataQuality> {
  const answer = await api.call('GET', '/v1/data-quality', bearer(token));
  const { date, overall, dimensions, findings } = DataQualityView.parse(answer);
  return {
    date,
    score: overall.score,
    scores: Object.fromEntries(dimensions.map(({ dimension, score }) => [dimension, score])),
    findings: findings
      .slice(0, FINDINGS)
      .map(({ code, finding, step, numbers }) => ({ code, finding, step, numbers })),
  };
}

/** The same for the terminal. */
export function qualityLines({ score, scores, findings }: DataQuality): string {
  const said = (value: number | null) => (value === null ? 'too early to tell' : String(value));
  const each = Object.entries(scores).map(([dimension, value]) => `${dimension} ${said(value)}`);
  const lines = findings.map(({ finding, step }) => `    ${finding.en} ${step.en}`);
  return [`  Data quality, of 100: ${said(score)} (${each.join(', ')})`, ...lines].join('\n');
}
