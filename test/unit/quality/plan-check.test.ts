// What an accepted event is marked with: places and rules, never a value, and never a refusal.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { type Accepted, judge, type Rules } from '../../../shared/ingest/accept.ts';
import { type CheckingPlan, checkingPlan } from '../../../shared/quality/plan/plan-check.ts';
import { aCheckingPlan, standardChecks } from '../../support/plans.ts';

const NOW = Date.parse('2026-10-05T09:00:00Z');
const envelope = { context: {}, sentAt: undefined, receivedAt: NOW };
const rules: Rules = { keyKind: 'server', currency: 'ETB', country: 'ET' };

function accepted(
  event: object,
  plan: CheckingPlan | undefined,
  at: Partial<typeof envelope> = {},
): Accepted {
  const call = { type: 'track', userId: 'c-1', messageId: 'm-1', ...event };
  const verdict = judge(call, { ...envelope, ...at }, { ...rules, plan });
  if ('rejected' in verdict) throw new Error(JSON.stringify(verdict.rejected.reasons));
  return verdict.accepted;
}
const flagsOf = (event: object, plan: CheckingPlan) => accepted(event, plan).flags;

const priced = {
  required: ['name'],
  additionalProperties: false,
  properties: {
    name: { type: 'string' },
    price: { type: 'number', minimum: 0 },
    lines: { items: { required: ['sku'], properties: { sku: { type: 'string' } } } },
  },
};

describe('violations', () => {
  const plan = aCheckingPlan({ 'Thing Priced': priced }, { version: 7 });
  const priceOf = (properties: object) => flagsOf({ event: 'Thing Priced', properties }, plan);

  test.each<[string, object, [string, string][]]>([
    ['what is missing', {}, [['/properties/name', 'required']]],
    ['a wrong type', { name: 5 }, [['/properties/name', 'type']]],
    ['what is too small', { name: 'a', price: -1 }, [['/properties/price', 'minimum']]],
    [
      'what should not be there',
      { name: 'a', colour: 'x' },
      [['/properties/colour', 'additionalProperties']],
    ],
    [
      'places in a list as one',
      { name: 'a', lines: [{ sku: 1 }, { sku: 2 }, {}] },
      [
        ['/properties/lines/*/sku', 'type'],
        ['/properties/lines/*/sku', 'required'],
      ],
    ],
    [
      'a name that may be somebody’s as one of many',
      { name: 'a', 'abebe@example.com': 1, id_251911234567: 1, ሰላም: 1 },
      [['/properties/*', 'additionalProperties']],
    ],
  ])('tell %s', (_, properties, found) => {
    expect(priceOf(properties)).toEqual({
      violations: found.map(([pointer, rule]) => ({ pointer, rule })),
      plan: 7,
    });
  });

  it('are none for an event that is as planned', () => {
    expect(priceOf({ name: 'a', price: 0, lines: [{ sku: 's' }] })).toEqual({});
  });

  it('of several spellings that are all missing name the first', () => {
    const either = aCheckingPlan({
      Seen: { anyOf: [{ required: ['order_id'] }, { required: ['orderId'] }] },
    });

    expect(flagsOf({ event: 'Seen' }, either)?.violations).toEqual([
      { pointer: '/properties/order_id', rule: 'required' },
    ]);
    expect(flagsOf({ event: 'Seen', properties: { orderId: 1 } }, either)).toEqual({});
  });

  it('of several spellings that are missing in several places of a list name the first as well', () => {
    const lines = aCheckingPlan({
      Seen: { properties: { lines: { items: { anyOf: [{ required: ['sku'] }, { required: ['name'] }] } } } },
    });

    expect(
      flagsOf({ event: 'Seen', properties: { lines: [{}, { sku: 1 }, {}] } }, lines)?.violations,
    ).toEqual([{ pointer: '/properties/lines/*/sku', rule: 'required' }]);
  });

  it.each([
    ['numbers', 15_000, 1, { pointer: '/properties/products/*', rule: 'type' }],
    ['empty objects', 9_000, {}, { pointer: '/properties/products/*/product_id', rule: 'required' }],
  ])('are found in a list of as many %s as an event can hold, and at once', (_, length, one, violation) => {
    const properties = { products: new Array<unknown>(length).fill(one) };
    const before = process.cpuUsage();

    expect(flagsOf({ event: 'Product List Viewed', properties }, standardChecks)?.violations).toEqual([
      violation,
    ]);
    // Looking at each place beside each other one took seconds; a browser key is public.
    expect(process.cpuUsage(before).user).toBeLessThan(1_000_000);
  });

  it.each([
    [1_000, undefined],
    [1_001, [{ pointer: '/properties/lines', rule: 'maxItems' }]],
  ])('of a list of %i places are exact where a plan sets the highest limit it may', (length, violations) => {
    const plan = aCheckingPlan({ Seen: { properties: { lines: { maxItems: 1_000 } } } });
    const properties = { lines: new Array<unknown>(length).fill(1) };

    expect(flagsOf({ event: 'Seen', properties }, plan)?.violations).toEqual(violations);
  });

  it('of one event are five at most', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

    expect(flagsOf({ event: 'Seen' }, aCheckingPlan({ Seen: { required: names } }))?.violations).toHaveLength(
      5,
    );
  });

  it('of identify are about traits, wherever the client put them', () => {
    const traits = aCheckingPlan({ identify: { required: ['name'] } });
    const identify = { type: 'identify', traits: { city: 'Adama' } };

    expect(flagsOf(identify, traits)?.violations).toEqual([{ pointer: '/traits/name', rule: 'required' }]);
    expect(flagsOf({ type: 'identify', context: { traits: identify.traits } }, traits)?.violations).toEqual([
      { pointer: '/context/traits/name', rule: 'required' },
    ]);
  });

  it('of a page are about its properties, whatever its name', () => {
    const pages = aCheckingPlan({ page: { required: ['path'] } });

    expect(flagsOf({ type: 'page', name: 'Home' }, pages)?.violations).toEqual([
      { pointer: '/properties/path', rule: 'required' },
    ]);
  });
});

describe('a planned event', () => {
  const plan = aCheckingPlan({
    'completed order': { required: ['till'] },
    'Thing Seen': { required: ['a'] },
  });

  it.each(['Thing Seen', 'thing seen', 'THING SEEN'])('is known in any letter case: %s', (event) => {
    expect(flagsOf({ event }, plan)?.violations).toEqual([{ pointer: '/properties/a', rule: 'required' }]);
  });

  it('is known by the names of older clients', () => {
    const properties = { total: 5 };

    expect(flagsOf({ event: 'Order Completed', properties }, plan)?.violations).toEqual([
      { pointer: '/properties/till', rule: 'required' },
    ]);
  });

  it('is not held against a rule that came after it happened', () => {
    const since = aCheckingPlan(
      {},
      { events: [{ name: 'Seen', schema: { required: ['a'] }, since: '2026-09-01' }] },
    );
    const at = (timestamp: string) => flagsOf({ event: 'Seen', timestamp }, since);

    expect(at('2026-08-31T23:59:59Z')).toEqual({});
    expect(at('2026-09-01T00:00:00Z')?.violations).toHaveLength(1);
  });
});

describe('an event that the plan does not name', () => {
  const seen = { Seen: {} };

  it('is marked, and flagged where the owner wants that', () => {
    expect(flagsOf({ event: 'Heard' }, aCheckingPlan(seen, { version: 3 }))).toEqual({
      isUnplanned: true,
      plan: 3,
    });
    expect(flagsOf({ event: 'Heard' }, aCheckingPlan(seen, { version: 3, unplanned: 'flag' }))).toEqual({
      violations: [{ pointer: '/event', rule: 'unplanned' }],
      isUnplanned: true,
      plan: 3,
    });
  });

  it('is a track event only, also one that is called like another call', () => {
    const flagging = aCheckingPlan({ identify: {} }, { unplanned: 'flag' });

    expect(flagsOf({ type: 'page', name: 'Home' }, flagging)).toEqual({});
    expect(flagsOf({ type: 'alias', previousId: 'x' }, flagging)).toEqual({});
    expect(flagsOf({ event: 'identify' }, flagging)?.isUnplanned).toBe(true);
  });
});

describe('a plan that cannot be used', () => {
  it('flags nothing, refuses nothing, and is told of once', () => {
    const failures: string[] = [];
    const events = [{ name: 'Seen', schema: { properties: { a: { pattern: '(' } } } }];
    const plan = checkingPlan({ version: 1, unplanned: 'allow', events }, (_, what) => failures.push(what));

    expect(flagsOf({ event: 'Seen', properties: { a: 'b' } }, plan)).toEqual({});
    expect(flagsOf({ event: 'Seen', properties: { a: 'b' } }, plan)).toEqual({});
    expect(failures).toEqual(['seen']);
  });
});

const anyEvent = fc.oneof(
  fc.anything(),
  fc.record(
    {
      type: fc.constantFrom('track', 'identify', 'page', 'screen', 'alias', 'group'),
      userId: fc.constant('c-1'),
      event: fc.oneof(
        fc.constantFrom('Order Completed', 'Order Refunded', 'Product Reviewed', 'Survey Answered', 'Heard'),
        fc.string(),
      ),
      properties: fc.oneof(
        fc.dictionary(fc.constantFrom('order_id', 'total', 'currency', 'products', 'rating'), fc.jsonValue()),
        fc.jsonValue(),
      ),
      traits: fc.oneof(
        fc.dictionary(
          fc.constantFrom('phone', 'email', 'language', 'country', 'timezone', 'address', '__proto__'),
          fc.jsonValue(),
        ),
        fc.jsonValue(),
      ),
      context: fc.jsonValue(),
    },
    { requiredKeys: ['type', 'userId', 'event'] },
  ),
);

describe('whatever comes in', () => {
  it('is taken in or refused exactly as without a plan, with the same entry but for its marks', () => {
    const strict = aCheckingPlan(
      { 'Order Completed': priced, identify: { additionalProperties: false }, page: { required: ['x'] } },
      { unplanned: 'flag' },
    );
    fc.assert(
      fc.property(anyEvent, fc.constantFrom(standardChecks, strict), (event, plan) => {
        const without = judge(event, envelope, rules);
        const withPlan = judge(event, envelope, { ...rules, plan });

        if ('accepted' in withPlan) withPlan.accepted.flags = undefined;
        expect(withPlan).toEqual(without);
      }),
      { numRuns: 500 },
    );
  });

  it('never shows a value in what is kept', () => {
    const secret = 'selam-0911';
    const values = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.constant(secret),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom('name', 'price', 'lines', 'sku', secret), tie('value')),
      ),
    })).value;
    const plan = aCheckingPlan({
      'Thing Priced': { ...priced, properties: { ...priced.properties, name: { enum: ['x'] } } },
    });
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('name', 'price', 'lines', secret), values), (properties) => {
        const flags = flagsOf({ event: 'Thing Priced', properties }, plan);

        expect(JSON.stringify(flags)).not.toContain(secret);
      }),
    );
  });
});
