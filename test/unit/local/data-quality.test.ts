import { expect, it } from 'vitest';
import { dataQuality, qualityLines } from '../../../infra/local/data-quality.ts';
import { reportView } from '../../../shared/quality/report/report-view.ts';
import { aFreshness, aProfileTally, aReport } from '../../support/quality-report.ts';

const learning = aFreshness({ state: 'learning' });
const report = aReport({ freshness: [learning], profiles: aProfileTally({ contact: 688, consent: 900 }) });
const api = { url: '', call: async () => JSON.parse(JSON.stringify(reportView(report, []))) };

it('of a local run says each score, none that is made up, and what to do first', async () => {
  const found = await dataQuality(api, 'token');

  expect(found).toMatchObject({
    date: '2026-11-21',
    score: report.score,
    scores: { uniqueness: 100, freshness: null },
    findings: [{ code: 'missing', numbers: { field: 'contact', customers: 312 } }, { code: 'missing' }],
  });
  expect(qualityLines(found)).toContain('freshness too early to tell)');
  expect(qualityLines(found)).toContain(
    '    312 of 1,000 buyers have neither phone nor e-mail. Ask for it at the till.',
  );
});
