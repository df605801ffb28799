// An example for the documentation; a test holds it against its schema.
import { dimensionDefinitions, measureDefinitions, overallDefinition } from './definitions.ts';
import { stepOf } from './finding-steps.ts';
import { sentenceOf } from './report-texts.ts';

const silence = {
  code: 'silence' as const,
  numbers: {
    source: 'web-shop',
    name: 'web-shop',
    kind: 'purchase' as const,
    lastDate: '2026-11-17',
    usualPerDay: 40.2,
    silentDays: 4,
  },
};

export const reportExample = {
  date: '2026-11-21',
  at: '2026-11-21T22:00:00.000Z',
  arrived: { from: '2026-11-15', to: '2026-11-22' },
  overall: { ...overallDefinition, score: 79.9 },
  dimensions: [
    {
      dimension: 'freshness',
      ...dimensionDefinitions.freshness,
      score: 58.3,
      measures: [{ ...measureDefinitions.arriving, measure: 'arriving', value: 0.75, sampleSize: 4 }],
    },
  ],
  findings: [
    {
      ...silence,
      finding: { en: sentenceOf(silence, 'en'), am: sentenceOf(silence, 'am') },
      ...stepOf(silence),
      since: '2026-11-19',
      worth: 804,
    },
  ],
  sources: [
    {
      source: 'web-shop',
      name: 'web-shop',
      state: 'silent',
      lastDate: '2026-11-17',
      flows: [
        {
          kind: 'purchase',
          state: 'silent',
          lastDate: '2026-11-17',
          usualPerDay: 40.2,
          silentDays: 4,
          gaps: [],
        },
      ],
      accepted: 122,
      rejected: 0,
      flagged: 3,
      unplanned: 0,
      rejectedShare: 0,
      flaggedShare: 0.0246,
      violations: [],
    },
  ],
  trend: [
    {
      date: '2026-11-20',
      score: 84.1,
      completeness: 71.2,
      validity: 98.4,
      uniqueness: 96.9,
      freshness: 69.4,
    },
  ],
};
