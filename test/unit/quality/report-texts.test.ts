import { describe, expect, test } from 'vitest';
import { areas } from '../../../shared/docs/areas.ts';
import { dimensionDefinitions, measureDefinitions } from '../../../shared/quality/report/definitions.ts';
import { Finding } from '../../../shared/quality/report/finding-schema.ts';
import { stepOf } from '../../../shared/quality/report/finding-steps.ts';
import { meantBy } from '../../../shared/quality/report/lookalike.ts';
import { Dimension, MeasureName } from '../../../shared/quality/report/report-schema.ts';
import { sentenceOf } from '../../../shared/quality/report/report-texts.ts';
import { reportView } from '../../../shared/quality/report/report-view.ts';
import {
  aFreshness,
  aProfileTally,
  aReport,
  aSourceDay,
  someDays,
  someDuplicates,
} from '../../support/quality-report.ts';

const said = (over: Parameters<typeof aReport>[0], language: 'en' | 'am' = 'en') =>
  aReport({ nameOf: (source) => `the ${source}`, ...over }).findings.map((one) => sentenceOf(one, language));
const fromTill = (over: Parameters<typeof aSourceDay>[0]) => ({
  days: someDays((ago) => (ago === 0 ? { till: aSourceDay(over) } : {})),
  freshness: [],
});
const silent = aFreshness({ state: 'silent', lastDate: '2026-11-17', silentDays: 4 });

const aTill = { source: 'till', name: 'the till' };

/** All there are, in one report. */
const everything = aReport({
  ...fromTill({
    counts: { purchase: 1_300 },
    rejected: 12,
    flagged: 1_240,
    unplanned: 240,
    unplannedNames: ['Order Complet', 'Coffee Tasted'],
    violations: [
      { event: 'Order Completed', pointer: '/properties/order_id', rule: 'required', events: 1_240 },
    ],
  }),
  freshness: [
    silent,
    aFreshness({ source: 'till', gaps: [{ from: '2026-11-09', to: '2026-11-10' }] }),
    aFreshness({ source: 'site', kind: 'visit', dropped: { usual: 280, lately: 40 } }),
  ],
  profiles: { ...aProfileTally({ contact: 688, name: 900, consent: 500, language: 10 }), unreadable: 2 },
  duplicates: someDuplicates({
    pairs: { strong: 60, likely: 24, possible: 9 },
    customers: 160,
    sharedByMany: [{ evidence: 'same-phone', customers: 214 }],
  }),
});

describe('a finding', () => {
  test('about a silent source says since when, and what is usual', () => {
    expect(said({ freshness: [silent] })).toEqual([
      'No sales from the web-shop since Tuesday 17 November; usually 40 a day.',
    ]);
    expect(said({ freshness: [silent] }, 'am')).toEqual([
      'ከማክሰኞ፣ ኅዳር 8 ወዲህ ከ«the web-shop» ምንም ሽያጭ አልደረሰም፤ ብዙ ጊዜ በቀን 40 ይደርሳል።',
    ]);
  });

  test('about a silent webhook leads to the endpoints, about any other source to the keys', () => {
    const routeOf = (source: string) =>
      aReport({ freshness: [{ ...silent, source }] }).findings.map(stepOf)[0]?.route;

    expect(routeOf('hook_01JMVT5KQ8X2Y7ZB4D6F9GHWRN')).toBe('GET /v1/hooks');
    expect(routeOf('web-shop')).toBe('GET /v1/write-keys');
  });

  test('about a seldom source says how seldom', () => {
    const seldom = aFreshness({ ...silent, kind: 'refund', usualPerDay: 0.34 });

    expect(said({ freshness: [seldom] })[0]).toContain('No refunds from');
    expect(said({ freshness: [seldom] })[0]).toContain('usually one every 3 days');
  });

  test('about buyers whom nobody can reach says how many of how many', () => {
    expect(said({ profiles: aProfileTally({ contact: 688 }) })).toEqual([
      '312 of 1,000 buyers have neither phone nor e-mail.',
    ]);
  });

  test('about an event says what is missing, how often, and what it costs', () => {
    const violations = [
      { event: 'Order Completed', pointer: '/properties/order_id', rule: 'required', events: 1_240 },
    ];

    expect(said(fromTill({ counts: { purchase: 1_300 }, violations }))).toEqual([
      'Order Completed from the till comes without order_id (about 1,200 of about 1,300): the same order sent twice cannot be recognised.',
    ]);
  });

  test.each([
    ['/properties/orderId', 'order-id', 'comes without orderId'],
    ['/traits/phone', 'phone', 'has a phone that is no phone number'],
    [
      '/properties/currency',
      'currency',
      'is no currency (3 of 40): the purchase counts, its money does not.',
    ],
    [
      '/properties/currency',
      'required',
      'comes without currency (3 of 40): it is counted in your own currency.',
    ],
    ['/properties/products/*/price', 'minimum', 'has a price not as planned (minimum)'],
    ['/properties/products/*', 'type', 'has products of another type than planned'],
    ['/traits/email', 'email', 'has an email that is no e-mail address'],
    ['/properties/rating', 'rating', 'comes without a rating that can be read'],
    ['/properties/*', 'additionalProperties', 'has a field that the plan does not have'],
    ['/properties/total', 'constructor', 'has a total not as planned (constructor)'],
  ])('about %s with the rule %s says so', (pointer, rule, words) => {
    const violations = [{ event: 'Order Completed', pointer, rule, events: 3 }];

    expect(said(fromTill({ violations }))[0]).toContain(words);
  });

  test('about doubles says how many pairs, and which value many share', () => {
    const duplicates = someDuplicates({
      pairs: { strong: 60, likely: 24, possible: 9 },
      customers: 160,
      sharedByMany: [{ evidence: 'same-phone', customers: 214 }],
    });

    expect(said({ duplicates })).toEqual([
      '84 pairs of customers look like one person.',
      'The phone number of 214 customers is the same.',
    ]);
  });

  test('about an unplanned name asks whether one of ours was meant', () => {
    const found = said(fromTill({ unplanned: 240, unplannedNames: ['Order Complet', 'Coffee Tasted'] }));

    expect(found[0]).toBe(
      'An event “Order Complet” from the till is not in the tracking plan: was “Order Completed” meant? As it is, it does not count as one. About 240 events from the till have a name that is not in the tracking plan.',
    );
    expect(found[1]).toContain('“Coffee Tasted”');
    expect(found[1]).not.toContain('Order Complet');
  });

  test('of every kind is said in both languages, without holes, and says what to do at a route that exists', () => {
    const routes = areas.flatMap(({ routes: some }) => Object.keys(some));
    const kinds = Finding.options.map(({ shape }) => shape.code.value);

    const { findings } = reportView(everything, []);

    expect(new Set(findings.map(({ code }) => code))).toEqual(new Set(kinds));
    for (const { finding, step, route } of findings) {
      for (const text of [finding.en, finding.am, step.en, step.am]) {
        expect(text).not.toMatch(/undefined|NaN|null|\{|\}/);
      }
      expect(finding.en).toMatch(/^\S.*[.?]$/);
      expect(finding.am).toMatch(/\p{Script=Ethiopic}.*።$/u);
      expect(step.am).toMatch(/\p{Script=Ethiopic}/u);
      expect(routes).toContain(route);
    }
  });

  test.each<[Pick<Finding, 'code' | 'numbers'>, string, string]>([
    [
      { code: 'unreadable', numbers: { customers: 1 } },
      '1 customer record cannot be read: that customer gets no score.',
      '1 የደንበኛ መዝገብ ሊነበብ አልቻለም፤ የእኚህ ደንበኛ የመልቀቅ ስጋት አይሰላም።',
    ],
    [
      { code: 'duplicates', numbers: { pairs: 1, customers: 2, isCut: false } },
      '1 pair of customers looks like one person.',
      '1 ጥንድ ደንበኞች አንድ ሰው ይመስላሉ።',
    ],
    [
      { code: 'dropped', numbers: { ...aTill, kind: 'purchase', usual: 30, lately: 1 } },
      'Only 1 sale from the till in the last 7 days; usually 30.',
      'ባለፉት 7 ቀናት ከ«the till» የደረሰው ሽያጭ 1 ብቻ ነው፤ ብዙ ጊዜ 30 ይደርሳል።',
    ],
    [
      { code: 'missing', numbers: { field: 'contact', customers: 1, of: 1, areBuyers: true } },
      '1 of 1 buyer has neither phone nor e-mail.',
      'ከ1 ገዢዎች 1 ስልክም ኢሜይልም አልተመዘገበላቸውም።',
    ],
    [
      { code: 'rejected', numbers: { ...aTill, events: 1, of: 40 } },
      '1 of 40 events from the till was rejected.',
      'ከ«the till» ከደረሱት 40 ክስተቶች 1 ውድቅ ተደርጓል።',
    ],
    [
      { code: 'unplanned', numbers: { ...aTill, events: 1, names: [] } },
      '1 event from the till has a name that is not in the tracking plan.',
      'ከ«the till» የደረሰ 1 ክስተት ስሙ በክትትል ዕቅዱ ውስጥ የለም።',
    ],
  ])('says one as one: %j', (finding, english, amharic) => {
    expect(sentenceOf(finding, 'en')).toBe(english);
    expect(sentenceOf(finding, 'am')).toBe(amharic);
  });

  test('says none as none', () => {
    const none = {
      code: 'dropped' as const,
      numbers: { ...aTill, kind: 'visit' as const, usual: 30, lately: 0 },
    };

    expect(sentenceOf(none, 'en')).toBe('No visits from the till in the last 7 days; usually 30.');
    expect(sentenceOf(none, 'am')).toBe('ባለፉት 7 ቀናት ከ«the till» ምንም ጉብኝት አልደረሰም፤ ብዙ ጊዜ 30 ይደርሳል።');
  });

  test.each([
    ['identify', 'A profile update from the till comes without phone (3)', 'የደንበኛ መረጃ፦'],
    ['page/screen', 'A page view from the till comes without phone (3)', 'የገጽ እይታ፦'],
    ['', 'An event from the till comes without phone (3)', 'የሚደርሰው ክስተት፦'],
    ['constructor', 'constructor from the till comes without phone (3)', 'constructor፦'],
  ])('about the event “%s” has a subject', (event, english, amharic) => {
    const numbers = { ...aTill, event, pointer: '/traits/phone', rule: 'required', events: 3 };

    expect(sentenceOf({ code: 'violation', numbers }, 'en')).toContain(english);
    expect(sentenceOf({ code: 'violation', numbers }, 'am')).toContain(amharic);
  });
});

describe('a name that is meant for one of ours', () => {
  test.each([
    ['Order Complet', 'Order Completed'],
    ['order_completed', 'Order Completed'],
    ['Consent Withdrawm', 'Consent Withdrawn'],
    ['Order Cancelled', undefined],
    ['Coffee Tasted', undefined],
  ])('%s: %s', (name, meant) => {
    expect(meantBy(name)).toBe(meant);
  });
});

test('every number and every score is defined in both languages', () => {
  for (const { name, definition, formula } of [
    ...MeasureName.options.map((one) => measureDefinitions[one]),
    ...Dimension.options.map((one) => dimensionDefinitions[one]),
  ]) {
    expect(name.en + definition.en).toMatch(/^\S/);
    expect(name.am).toMatch(/\p{Script=Ethiopic}/u);
    expect(definition.am).toMatch(/\p{Script=Ethiopic}/u);
    expect(formula.length).toBeGreaterThan(5);
  }
});

test('the trend is told the oldest first', () => {
  const night = (businessDate: string, score: number) => {
    const of = { score };
    return {
      businessDate,
      score,
      dimensions: { completeness: of, validity: of, uniqueness: of, freshness: of },
    };
  };

  const { trend } = reportView(aReport(), [night('2026-11-20', 91), night('2026-11-19', 90)]);

  expect(trend.map(({ date, score, freshness }) => [date, score, freshness])).toEqual([
    ['2026-11-19', 90, 90],
    ['2026-11-20', 91, 91],
  ]);
});
