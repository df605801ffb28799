import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  completeness,
  freshness,
  GAP_DAYS,
  kindWeights,
  MIN_EVENTS,
  overall,
  uniqueness,
  validity,
} from '../../../shared/quality/report/scores.ts';
import { CountedKind, ProfileField } from '../../../shared/quality/schema.ts';
import { aFlow, aProfileTally, aSourceReport, someDuplicates } from '../../support/quality-report.ts';

const events = fc.record({
  accepted: fc.nat(5_000),
  rejected: fc.nat(500),
  flagged: fc.nat(500),
  unplanned: fc.nat(500),
});
const flow = fc
  .record({
    kind: fc.constantFrom(...CountedKind.options),
    state: fc.constantFrom('fresh' as const, 'silent' as const, 'learning' as const, 'retired' as const),
    days: fc.nat(GAP_DAYS),
  })
  .map(({ days, ...rest }) => aFlow({ ...rest, gaps: [{ from: '2026-11-01', to: '2026-11-01', days }] }));
const between = (score: number | null) => score === null || (score >= 0 && score <= 100);
const notAbove = (worse: number | null, better: number | null) => {
  if (worse !== null && better !== null) expect(worse).toBeLessThanOrEqual(better);
};

describe('a score', () => {
  test('is 100 only where nothing is wrong, and 100 there', () => {
    expect(completeness(aProfileTally()).score).toBe(100);
    expect(validity([aSourceReport()]).score).toBe(100);
    expect(uniqueness(someDuplicates(), 100).score).toBe(100);
    expect(freshness([aSourceReport()]).score).toBe(100);
    expect(validity([aSourceReport({ accepted: 1_000_000, flagged: 1 })]).score).toBeLessThan(100);
  });

  test('is none where there is nothing to judge', () => {
    expect(completeness(undefined).score).toBeNull();
    expect(completeness({ ...aProfileTally({}, 0), customers: 0 }).score).toBeNull();
    expect(validity([]).score).toBeNull();
    expect(validity([aSourceReport({ accepted: MIN_EVENTS - 1 })]).score).toBeNull();
    expect(uniqueness(someDuplicates(), 1).score).toBeNull();
    expect(uniqueness(undefined, 100).score).toBeNull();
    expect(freshness([aSourceReport({ flows: [aFlow({ state: 'learning' })] })]).score).toBeNull();
    const none = { score: null };
    expect(overall({ completeness: none, validity: none, uniqueness: none, freshness: none })).toBeNull();
  });

  test('over all is the mean of those there are', () => {
    const none = { score: null };

    expect(
      overall({ completeness: { score: 50 }, validity: none, uniqueness: { score: 100 }, freshness: none }),
    ).toBe(75);
  });

  test('over all is none while only one dimension has one', () => {
    const none = { score: null };

    expect(
      overall({ completeness: { score: 50 }, validity: none, uniqueness: none, freshness: none }),
    ).toBeNull();
  });
});

describe('completeness', () => {
  test('is of buyers, where there are any', () => {
    const tally = aProfileTally();
    const known = { ...tally.known, contact: { customers: 0, buyers: 1_000 } };

    expect(completeness({ ...tally, known }).score).toBe(100);
  });

  test('is 0 when no record can be read, and falls with each that cannot', () => {
    const one = completeness({ ...aProfileTally(), unreadable: 1 }).score;

    expect(one).toBeLessThan(100);
    expect(completeness({ ...aProfileTally(), unreadable: 1_200 }).score).toBe(50);
  });

  test('never rises when a field is known of fewer', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ProfileField.options),
        fc.nat(1_000),
        fc.nat(1_000),
        (field, one, other) => {
          const fewer = completeness(aProfileTally({ [field]: Math.min(one, other) })).score;
          const more = completeness(aProfileTally({ [field]: Math.max(one, other) })).score;
          notAbove(fewer, more);
          expect(between(fewer)).toBe(true);
        },
      ),
    );
  });
});

describe('validity', () => {
  test('never rises when one more event is rejected, flagged or unplanned', () => {
    fc.assert(
      fc.property(
        fc.array(events, { minLength: 1, maxLength: 5 }),
        fc.nat(4),
        fc.constantFrom('rejected' as const, 'flagged' as const, 'unplanned' as const),
        fc.integer({ min: 1, max: 2_000 }),
        (sources, at, what, more) => {
          const worse = sources.map((source, i) =>
            i === at % sources.length ? { ...source, [what]: source[what] + more } : source,
          );
          const { score } = validity(worse);
          notAbove(score, validity(sources).score);
          expect(between(score)).toBe(true);
        },
      ),
    );
  });

  test('of a broken till is not hidden by a busy web site', () => {
    const site = aSourceReport({ accepted: 100_000 });
    const till = aSourceReport({ accepted: 100, flagged: 100 });

    expect(validity([site, till]).score).toBeLessThan(80);
  });

  test('holds a rejected event for worse than a flagged one, and that for worse than an unplanned one', () => {
    const scoreWith = (over: object) => validity([aSourceReport({ accepted: 1_000, ...over })]).score ?? 0;

    expect(scoreWith({ rejected: 100 })).toBeLessThan(scoreWith({ flagged: 100 }));
    expect(scoreWith({ flagged: 100 })).toBeLessThan(scoreWith({ unplanned: 100 }));
  });
});

describe('uniqueness', () => {
  test('never rises with more customers in pairs, and does not mind merely possible ones', () => {
    fc.assert(
      fc.property(fc.nat(1_000), fc.nat(1_000), (one, other) => {
        const scoreOf = (customers: number) => uniqueness(someDuplicates({ customers }), 1_000).score;
        notAbove(scoreOf(Math.max(one, other)), scoreOf(Math.min(one, other)));
      }),
    );
    const possible = someDuplicates({ pairs: { strong: 0, likely: 0, possible: 40 } });
    expect(uniqueness(possible, 1_000).score).toBe(100);
  });
});

describe('freshness', () => {
  test('never rises when one more flow falls silent or has a longer gap', () => {
    fc.assert(
      fc.property(fc.array(flow, { minLength: 1, maxLength: 12 }), fc.nat(11), (flows, at) => {
        const one = flows[at % flows.length] ?? aFlow();
        const withFlow = (over: object) =>
          freshness([
            aSourceReport({ flows: flows.map((each) => (each === one ? { ...one, ...over } : each)) }),
          ]);
        const { score } = freshness([aSourceReport({ flows })]);
        expect(between(score)).toBe(true);
        if (one.state === 'fresh') notAbove(withFlow({ state: 'silent' }).score, score);
        const longer = one.gaps.map((gap) => ({ ...gap, days: gap.days + 1 }));
        notAbove(withFlow({ gaps: longer }).score, score);
      }),
    );
  });

  test('suffers more from silent sales than from anything else', () => {
    const scoreWithout = (silent: CountedKind) =>
      freshness([
        aSourceReport({
          flows: CountedKind.options.map((kind) =>
            aFlow({ kind, state: kind === silent ? 'silent' : 'fresh' }),
          ),
        }),
      ]).score ?? 0;

    for (const kind of CountedKind.options.filter((one) => one !== 'purchase')) {
      expect(scoreWithout('purchase')).toBeLessThan(scoreWithout(kind));
      expect(kindWeights[kind]).toBeGreaterThan(0);
    }
  });

  test('falls with a flow that has become thin', () => {
    const thin = aFlow({ dropped: { usual: 280, lately: 70 } });

    expect(freshness([aSourceReport({ flows: [thin] })]).score).toBe(25);
  });
});
