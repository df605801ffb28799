import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextStepOf, sentenceOf } from '../../../shared/churn/reason-texts.ts';
import { Reason, type ReasonRecord, reasonsOf } from '../../../shared/churn/reasons.ts';
import { visitDaysOf, withVisit } from '../../../shared/ingest/visit-days.ts';
import { dayOfDate } from '../../../shared/platform/days.ts';
import { aScore, someStats } from '../../support/factories.ts';

const asOf = dayOfDate('2026-10-05');

const aRecord = (over: Partial<ReasonRecord> = {}): ReasonRecord => ({
  stats: someStats(),
  score: aScore({ lostChance: 0.55 }),
  usualReturnDays: 40,
  ...over,
});
const visitsOn = (...days: number[]) =>
  days.reduce<ReturnType<typeof withVisit> | undefined>((known, day) => withVisit(known, day), undefined);
const sentencesOf = (record: ReasonRecord, language: 'am' | 'en' = 'en') =>
  reasonsOf(record, asOf).map((reason) => sentenceOf(reason, language, 'ETB'));

describe('reasons', () => {
  test('hold silence against the own rhythm', () => {
    const record = aRecord();

    expect(sentencesOf(record)).toEqual(['Usually buys every 12 days; silent for 31.']);
    expect(sentencesOf(record, 'am')).toEqual(['ብዙ ጊዜ በየ12 ቀኑ ይገዛሉ፤ አሁን ግን ከገዙ 31 ቀን ሆኗቸዋል።']);
  });

  test('hold a first-time buyer against the usual time of the shop', () => {
    const day = asOf - 64;
    const record = aRecord({ stats: someStats({ firstDay: day, lastDay: day, repeatDays: 0 }) });

    expect(sentencesOf(record)).toEqual(['Bought once, 64 days ago; others here come back within 40.']);
    expect(sentencesOf(record, 'am')).toEqual(['አንድ ጊዜ ብቻ የገዙት ከ64 ቀን በፊት ነው፤ ሌሎች ደንበኞች በ40 ቀን ውስጥ ይመለሳሉ።']);
  });

  test('do not call one interval a habit', () => {
    const stats = someStats({ firstDay: asOf - 65, lastDay: asOf - 45, repeatDays: 1 });

    expect(sentencesOf(aRecord({ stats }))).toEqual(['Came back once, after 20 days; silent for 45.']);
  });

  test('are none for somebody who bought within their rhythm', () => {
    const stats = someStats({ lastDay: asOf - 2 });

    expect(sentencesOf(aRecord({ stats, score: aScore({ band: 'safe', lostChance: 0 }) }))).toEqual([]);
  });

  test('are never none for a customer on a list', () => {
    const stats = someStats({ firstDay: asOf - 90, lastDay: asOf - 30, repeatDays: 1 });

    expect(sentencesOf(aRecord({ stats }))).toEqual(['Last bought 30 days ago.']);
  });

  test('name a refund that is a tenth of the spend or more', () => {
    const stats = (refunded: number) => someStats({ revenue: 600_000, refunded });

    expect(sentencesOf(aRecord({ stats: stats(150_000) }))).toContain(
      'Bought for ETB 6,000 in all and returned ETB 1,500 of it.',
    );
    expect(sentencesOf(aRecord({ stats: stats(59_999) }))).toHaveLength(1);
  });

  test('come in the order of what they cost', () => {
    const signals = {
      complaintSince: asOf - 20,
      rating: { rating: 3, outOf: 10, day: dayOfDate('2026-10-02') },
      visits: visitsOn(asOf - 33, asOf - 40, asOf - 50),
      mail: { day: asOf - 4, isBounced: true },
    };
    const codes = reasonsOf(aRecord({ signals }), asOf).map(({ code }) => code);

    expect(codes).toEqual(['complaint', 'silence', 'rating', 'visits', 'bounce']);
  });

  test('cost what the score says where the shop’s own past has given a signal a weight', () => {
    const signals = { complaintSince: asOf - 20, rating: { rating: 1, outOf: 5, day: asOf - 2 } };
    const score = aScore({ lostChance: 0.55, signals: { complaint: 0.1, rating: 0.7 } });
    const reasons = reasonsOf(aRecord({ signals, score }), asOf);

    expect(reasons.map(({ code, contribution }) => [code, contribution])).toEqual([
      ['rating', 0.7],
      ['silence', 0.55],
      ['complaint', 0.1],
    ]);
    expect(nextStepOf(reasons, 'en')).toMatch(/^Settle the complaint first/);
  });

  test('forget a complaint that nobody closed, an old rating and an old bounce', () => {
    const signals = {
      complaintSince: asOf - 181,
      rating: { rating: 1, outOf: 5, day: asOf - 181 },
      mail: { day: asOf - 181, isBounced: true },
    };

    expect(reasonsOf(aRecord({ signals }), asOf).map(({ code }) => code)).toEqual(['silence']);
  });

  test('count everything that is known beyond purchases only when it is known', () => {
    const signals = {
      rating: { rating: 9, outOf: 10, day: asOf },
      visits: visitsOn(asOf - 1, asOf - 40),
      mail: { day: asOf - 4, isBounced: false },
    };

    expect(reasonsOf(aRecord({ signals }), asOf).map(({ code }) => code)).toEqual(['silence']);
  });

  test('say which days of the silence did not count', () => {
    const quiet = [[asOf - 10, asOf - 5]] as const;

    expect(sentencesOf(aRecord({ quiet })).at(-1)).toBe(
      'Of this time, 6 days were holidays, fasts or closed and do not count.',
    );
  });
});

test('a rating is dated in the calendar of the language', () => {
  const rating: Reason = {
    code: 'rating',
    numbers: { rating: 3, outOf: 10, day: dayOfDate('2026-10-02') },
    contribution: 0.3,
  };

  expect(sentenceOf(rating, 'en', 'ETB')).toBe('Rated us 3 out of 10 on Oct 2.');
  expect(sentenceOf(rating, 'am', 'ETB')).toBe('በመስከረም 22 ከ10 3 ሰጥተውናል።');
});

const small = fc.integer({ min: 0, max: 400 });
const records: fc.Arbitrary<ReasonRecord> = fc.record({
  stats: fc
    .record({
      silent: small,
      span: small,
      repeatDays: fc.integer({ min: 0, max: 30 }),
      money: small,
      back: small,
    })
    .map(({ silent, span, repeatDays, money, back }) =>
      someStats({
        repeatDays,
        firstDay: asOf - silent - (repeatDays > 0 ? Math.max(span, repeatDays) : 0),
        lastDay: asOf - silent,
        revenue: money * 100,
        refunded: Math.min(money, back) * 100,
      }),
    ),
  score: fc.record({
    band: fc.constantFrom('new', 'safe', 'watch', 'at-risk', 'lapsed'),
    risk: fc.double({ min: 0, max: 1, noNaN: true }),
    lostChance: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  usualReturnDays: small,
  quiet: fc.constant([[asOf - 20, asOf - 11]] as const),
  signals: fc.record(
    {
      complaintSince: small.map((days) => asOf - days),
      rating: fc.record({
        rating: fc.integer({ min: 0, max: 10 }),
        outOf: fc.constant(10),
        day: fc.constant(asOf),
      }),
      visits: fc.array(small, { minLength: 1, maxLength: 20 }).map((ages) => {
        const visits = visitsOn(...ages.map((age) => asOf - age));
        if (!visits) throw new Error('somebody visited');
        return visits;
      }),
      mail: fc.constant({ day: asOf, isBounced: true }),
    },
    { requiredKeys: [] },
  ),
});

const visitsWithin = (visits: Parameters<typeof visitDaysOf>[0], from: number) =>
  visitDaysOf(visits).filter((day) => asOf - day >= from && asOf - day < from + 30).length;
const numbersIn = (text: string) =>
  (text.match(/\d[\d,]*/g) ?? []).map((digits) => Number(digits.replaceAll(',', '')));

describe('sentences', () => {
  test('contain no number that the record does not give', () => {
    fc.assert(
      fc.property(records, (record) => {
        const { stats, signals = {}, usualReturnDays } = record;
        const known = new Set([
          asOf - stats.lastDay,
          usualReturnDays,
          Math.max(1, Math.round((stats.lastDay - stats.firstDay) / Math.max(1, stats.repeatDays))),
          stats.revenue / 100,
          stats.refunded / 100,
          asOf - (signals.complaintSince ?? asOf),
          ...Object.values(signals.rating ?? {}),
          visitsWithin(signals.visits, 0),
          visitsWithin(signals.visits, 30),
          30, // the stretch that visits are counted over
          10, // quiet days at most
          1, // "1 day"
          5, // October 5
          25, // መስከረም 25
        ]);
        const quiet = Math.max(0, Math.min(10, asOf - 11 - stats.lastDay));
        for (const reason of reasonsOf(record, asOf)) {
          for (const language of ['en', 'am'] as const) {
            const unknown = numbersIn(sentenceOf(reason, language, 'ETB')).filter(
              (number) => !known.has(number) && number !== quiet,
            );
            expect(unknown).toEqual([]);
          }
        }
      }),
    );
  });

  test('say the same numbers in both languages', () => {
    const said = (reason: Reason, language: 'am' | 'en') =>
      numbersIn(sentenceOf(reason, language, 'ETB')).toSorted((a, b) => a - b);
    fc.assert(
      fc.property(records, (record) => {
        for (const reason of reasonsOf(record, asOf)) {
          // Dates are in two calendars, and "1 day", "once" are words in one of them.
          if (
            reason.code === 'rating' ||
            reason.code === 'bounce' ||
            Object.values(reason.numbers).includes(1)
          )
            continue;
          const [en, am] = [said(reason, 'en'), said(reason, 'am')];
          expect(new Set(am)).toEqual(new Set(en));
        }
      }),
    );
  });

  test('and next steps exist in both scripts for every code, and no text is the other language’s', () => {
    const examples: Reason[] = [
      { code: 'silence', numbers: { usualDays: 1, silentDays: 9 }, contribution: 0 },
      { code: 'second-purchase', numbers: { intervalDays: 2, silentDays: 9 }, contribution: 0 },
      { code: 'first-purchase', numbers: { silentDays: 9, usualReturnDays: 3 }, contribution: 0 },
      { code: 'last-purchase', numbers: { silentDays: 1 }, contribution: 0 },
      { code: 'refund', numbers: { refunded: 100, bought: 200 }, contribution: 0 },
      { code: 'complaint', numbers: { openDays: 0 }, contribution: 0 },
      { code: 'rating', numbers: { rating: 1, outOf: 10, day: asOf }, contribution: 0 },
      { code: 'visits', numbers: { visitsBefore: 3, visitsNow: 0, days: 30 }, contribution: 0 },
      { code: 'bounce', numbers: { day: asOf }, contribution: 0 },
      { code: 'quiet-days', numbers: { quietDays: 3 }, contribution: 0 },
    ];
    expect(examples.map(({ code }) => code)).toEqual(Reason.options.map((option) => option.shape.code.value));
    for (const reason of examples) {
      for (const text of [sentenceOf(reason, 'am', 'ETB'), nextStepOf([reason], 'am') ?? '']) {
        expect(text).toMatch(/^[\p{Script=Ethiopic}\d\s,()]+$/u);
        expect(text).toMatch(/።$/);
      }
      for (const text of [sentenceOf(reason, 'en', 'ETB'), nextStepOf([reason], 'en') ?? '']) {
        expect(text).toMatch(/^[A-Z][\x20-\x7e]+\.$/);
      }
    }
  });
});

test('without a reason there is no next step', () => {
  expect(nextStepOf([], 'en')).toBeUndefined();
});
