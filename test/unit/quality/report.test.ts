import { describe, expect, test } from 'vitest';
import { newlySilent } from '../../../shared/quality/report/report.ts';
import { Report } from '../../../shared/quality/report/report-schema.ts';
import {
  aFreshness,
  aProfileTally,
  aReport,
  aSourceDay,
  BUSINESS_DATE,
  someDays,
  someDuplicates,
} from '../../support/quality-report.ts';

const silent = aFreshness({ state: 'silent', lastDate: '2026-11-17', silentDays: 4, chance: 0.001 });
const codes = (report: Report) => report.findings.map(({ code }) => code);

describe('a report', () => {
  test('of a shop with nothing wrong is 100 and finds nothing', () => {
    const report = aReport();

    expect(report).toMatchObject({ businessDate: BUSINESS_DATE, score: 100, findings: [] });
    expect(Report.parse(report)).toEqual(report);
  });

  test('of the same input is the same', () => {
    const input = { freshness: [silent], duplicates: someDuplicates({ customers: 12 }) };

    expect(aReport(input)).toEqual(aReport(input));
  });

  test('on the first night says that it is too early to tell, and makes up no score', () => {
    const report = aReport({
      days: someDays(() => ({}), 1),
      freshness: [],
      profiles: { ...aProfileTally({}, 0), customers: 0 },
    });

    expect(report.score).toBeNull();
    expect(Object.values(report.dimensions).map(({ score }) => score)).toEqual([null, null, null, null]);
    expect(report.findings).toEqual([]);
  });

  test('judges what came today by what came, while it learns what is usual', () => {
    const report = aReport({
      days: someDays((ago) => (ago === 0 ? { 'web-shop': aSourceDay({ flagged: 10 }) } : {})),
      freshness: [aFreshness({ state: 'learning', lastDate: '2026-11-22' })],
    });

    expect(report.dimensions.freshness.score).toBeNull();
    expect(report.dimensions.validity.score).toBe(87.5);
    expect(report.sources[0]).toMatchObject({
      state: 'learning',
      lastDate: '2026-11-22',
      accepted: 40,
      flows: [{ state: 'learning', usualPerDay: null }],
    });
  });

  test('counts a week and the day so far: what was mended before is forgotten', () => {
    const badUntil = (daysAgo: number) =>
      aReport({
        days: someDays((ago) => ({ 'web-shop': aSourceDay({ rejected: ago >= daysAgo ? 40 : 0 }) })),
      });

    expect(badUntil(7).dimensions.validity.score).toBeLessThan(100);
    expect(badUntil(8).dimensions.validity.score).toBe(100);
    expect(badUntil(8)).toMatchObject({ arrived: { from: '2026-11-15', to: '2026-11-22' }, findings: [] });
  });

  test('takes a file that somebody brought for no rhythm', () => {
    const report = aReport({
      days: someDays(() => ({ import: aSourceDay() })),
      freshness: [aFreshness({ source: 'import' })],
    });

    expect(report.dimensions.freshness.score).toBeNull();
    expect(report.sources[0]).toMatchObject({ state: 'fresh', flows: [{ usualPerDay: null }] });
  });

  test('without the records still tells what arrived', () => {
    const report = aReport({ profiles: undefined, duplicates: undefined, freshness: [silent] });

    expect(report.dimensions.completeness.score).toBeNull();
    expect(report.dimensions.uniqueness.score).toBeNull();
    expect(report.dimensions.freshness.score).toBe(0);
  });

  test('adds up the mistakes of days, the most frequent first, and keeps five of a source', () => {
    const mistake = (i: number) => ({
      event: 'Order Completed',
      pointer: `/properties/p${i}`,
      rule: 'type',
      events: i + 1,
    });
    const report = aReport({
      days: someDays(() => ({ till: aSourceDay({ violations: [0, 1, 2, 3, 4, 5].map(mistake) }) })),
    });

    expect(report.sources[0]?.violations.map(({ pointer, events }) => [pointer, events])).toEqual([
      ['/properties/p5', 48],
      ['/properties/p4', 40],
      ['/properties/p3', 32],
      ['/properties/p2', 24],
      ['/properties/p1', 16],
    ]);
  });

  test('is made whatever senders call their sources, events and fields', () => {
    const name = 'constructor';
    const violations = [{ event: name, pointer: `/properties/${name}`, rule: name, events: 4 }];

    const report = aReport({
      days: someDays((ago) => (ago === 0 ? { [name]: aSourceDay({ flagged: 4, violations }) } : {})),
      freshness: [aFreshness({ source: name, state: 'learning' })],
    });

    expect(Report.parse(report)).toEqual(report);
    expect(report.sources).toMatchObject([{ source: name, accepted: 40, lastDate: '2026-11-22' }]);
    expect(report.findings).toMatchObject([{ code: 'violation', worth: 4 }]);
  });

  test('puts silent sources first, then those that bring most', () => {
    const report = aReport({
      days: someDays(() => ({ a: aSourceDay(), b: aSourceDay({ counts: { visit: 900 } }) })),
      freshness: [{ ...silent, source: 'c' }, aFreshness({ source: 'a' })],
    });

    expect(report.sources.map(({ source }) => source)).toEqual(['c', 'b', 'a']);
  });

  test('leaves out gaps that are long over, and the silence that is not over yet', () => {
    const gaps = [
      { from: '2026-10-01', to: '2026-10-04' },
      { from: '2026-11-09', to: '2026-11-10' },
      { from: '2026-11-18', to: '2026-11-21' },
    ];
    const [source] = aReport({ freshness: [{ ...silent, gaps }] }).sources;

    expect(source?.flows[0]?.gaps).toEqual([{ from: '2026-11-09', to: '2026-11-10', days: 2 }]);
  });

  test('orders what to do by urgency, then by what it costs: silent sales first, unreadable records before doubles', () => {
    const report = aReport({
      freshness: [silent],
      profiles: { ...aProfileTally({ contact: 0, name: 900 }), unreadable: 3 },
      duplicates: someDuplicates({ pairs: { strong: 5, likely: 5, possible: 0 }, customers: 20 }),
    });

    expect(codes(report)).toEqual(['silence', 'missing', 'unreadable', 'missing', 'duplicates']);
    const [first = 0, ...worths] = report.findings.map(({ worth }) => worth);
    expect(first).toBeLessThan(Math.max(...worths));
    expect(worths).toEqual(worths.toSorted((a, b) => b - a));
  });

  test('remembers since when a finding stands, while its numbers change', () => {
    const profiles = (contact: number) => aProfileTally({ contact });
    const before = aReport({ businessDate: '2026-11-20', profiles: profiles(700) });

    const [still] = aReport({ profiles: profiles(688), previous: before }).findings;
    const [fresh] = aReport({ profiles: profiles(688) }).findings;

    expect(still).toMatchObject({ code: 'missing', since: '2026-11-20', numbers: { customers: 312 } });
    expect(fresh?.since).toBe(BUSINESS_DATE);
  });
});

describe('a source', () => {
  const refunds = aFreshness({ ...silent, kind: 'refund' });
  const newly = (now: Report, before?: Report) => newlySilent(now, before);

  test('is newly silent the first night only', () => {
    const now = aReport({ freshness: [silent] });

    expect(newly(now)).toEqual(['web-shop']);
    expect(newly(now, aReport())).toEqual(['web-shop']);
    expect(newly(now, now)).toEqual([]);
  });

  test('is newly silent when its sales stop after its refunds had', () => {
    const refundsOnly = aReport({ freshness: [refunds] });

    expect(newly(aReport({ freshness: [silent, refunds] }), refundsOnly)).toEqual(['web-shop']);
    expect(newly(aReport({ freshness: [silent, refunds] }), aReport({ freshness: [silent] }))).toEqual([]);
  });

  test('does not hide another that falls silent later', () => {
    const before = aReport({ freshness: [silent] });
    const till = aFreshness({ ...silent, source: 'till' });

    expect(newly(aReport({ freshness: [silent, till] }), before)).toEqual(['till']);
  });
});
