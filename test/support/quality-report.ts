// Reports and what they are made of, with overrides.
import { dateOfDay, dayOfDate } from '../../shared/platform/days.ts';
import type { Freshness } from '../../shared/quality/flow/silence.ts';
import { type ReportInput, reportOf } from '../../shared/quality/report/report.ts';
import type { Flow, Report, SourceReport } from '../../shared/quality/report/report-schema.ts';
import {
  type DuplicateSummary,
  type FlowDay,
  ProfileField,
  type ProfileTally,
  type SourceDay,
} from '../../shared/quality/schema.ts';

export const TODAY = '2026-11-22';
export const BUSINESS_DATE = '2026-11-21';

export const aSourceDay = (over: Partial<SourceDay> = {}): SourceDay => ({
  counts: { purchase: 40 },
  rejected: 0,
  flagged: 0,
  unplanned: 0,
  unplannedNames: [],
  violations: [],
  ...over,
});

/** The last days up to today, each with what `sourcesOf` says of it (0: today). */
export const someDays = (
  sourcesOf: (daysAgo: number) => Record<string, SourceDay | undefined> = () => ({
    'web-shop': aSourceDay(),
  }),
  count = 15,
): FlowDay[] =>
  Array.from({ length: count }, (_, i) => ({
    date: dateOfDay(dayOfDate(TODAY) - (count - 1 - i)),
    sources: Object.fromEntries(
      Object.entries(sourcesOf(count - 1 - i)).flatMap(([source, day]) => (day ? [[source, day]] : [])),
    ),
  }));

export const aFreshness = (over: Partial<Freshness> = {}): Freshness => ({
  source: 'web-shop',
  kind: 'purchase',
  state: 'fresh',
  lastDate: BUSINESS_DATE,
  usualPerDay: 40.2,
  silentDays: 0,
  chance: 1,
  gaps: [],
  ...over,
});

export const aProfileTally = (
  over: Partial<Record<ProfileField, number>> = {},
  buyers = 1_000,
): ProfileTally => ({
  customers: buyers + 200,
  buyers,
  known: Object.fromEntries(
    ProfileField.options.map((field) => [
      field,
      { customers: over[field] ?? buyers + 200, buyers: over[field] ?? buyers },
    ]),
  ) as ProfileTally['known'],
  unreadable: 0,
});

export const someDuplicates = (over: Partial<DuplicateSummary> = {}): DuplicateSummary => ({
  pairs: { strong: 0, likely: 0, possible: 0 },
  customers: 0,
  isCut: false,
  sharedByMany: [],
  ...over,
});

export const aReport = (over: Partial<ReportInput> = {}): Report =>
  reportOf({
    businessDate: BUSINESS_DATE,
    at: `${BUSINESS_DATE}T22:00:00.000Z`,
    days: someDays(),
    freshness: [aFreshness()],
    nameOf: (source) => source,
    profiles: aProfileTally(),
    duplicates: someDuplicates(),
    previous: undefined,
    ...over,
  });

export const aFlow = (over: Partial<Flow> = {}): Flow => ({
  kind: 'purchase',
  state: 'fresh',
  lastDate: BUSINESS_DATE,
  usualPerDay: 40.2,
  silentDays: 0,
  gaps: [],
  ...over,
});

export const aSourceReport = (over: Partial<SourceReport> = {}): SourceReport => ({
  source: 'web-shop',
  name: 'web-shop',
  state: 'fresh',
  lastDate: BUSINESS_DATE,
  flows: [aFlow()],
  accepted: 300,
  rejected: 0,
  flagged: 0,
  unplanned: 0,
  violations: [],
  ...over,
});
