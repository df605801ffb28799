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
    ['/properties/products/*/price', 'minimum', 'has a price that is not as planned (minimum)'],
    ['/properties/total', 'constructor', 'has a total that is not as planned (constructor)'],
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

  test('says one as one', () => {
    const one = { profiles: { ...aProfileTally(), unreadable: 1 } };
    const pair = someDuplicates({ pairs: { strong: 1, likely: 0, possible: 0 }, customers: 2 });

    expect(said(one)).toEqual(['1 customer record cannot be read: that customer gets no score.']);
    expect(said({ duplicates: pair })).toEqual(['1 pair of customers looks like one person.']);
    expect(stepOf({ code: 'duplicates', numbers: { pairs: 1, customers: 2, isCut: false } }).route).toBe(
      'GET /v1/customers/duplicates',
    );
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
