// What an owner may put as a plan, and how a bad one is told of.
import { describe, expect, it, test } from 'vitest';
import { patternProblem } from '../../../shared/quality/plan/pattern-cost.ts';
import { planProblems } from '../../../shared/quality/plan/plan-rules.ts';
import { standardPlan } from '../../../shared/quality/plan/standard-plan.ts';

const problemsOf = (schema: Record<string, unknown>) =>
  planProblems({ unplanned: 'allow', events: [{ name: 'Seen', schema }] }).map(
    ({ path, message }) => `${path.slice(3).join('.')} | ${message}`,
  );

/** Schemas in one another, `levels` deep. */
const nested = (levels: number): Record<string, unknown> =>
  levels === 0 ? {} : { items: nested(levels - 1) };

describe('a plan', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['a type that is none', { type: 'text' }, 'type | Seen: type: one of string, number'],
    ['a reference', { $ref: 'https://example.com/s.json' }, '$ref | Seen: $ref: references are not followed'],
    ['definitions', { $defs: { a: {} } }, '$defs | Seen: $defs: references are not followed'],
    [
      'a keyword that is not taken',
      { uniqueItems: true },
      'uniqueItems | Seen: uniqueItems: this keyword is not',
    ],
    ['a misspelt keyword', { propertys: {} }, 'propertys | Seen: propertys: this keyword is not supported'],
    ['a format that is not taken', { format: 'regex' }, 'format | Seen: format: one of date'],
    ['a schema that is none', { properties: { a: 5 } }, 'properties.a | Seen: a schema is an object'],
    [
      'a place far down',
      { properties: { a: { items: { minimum: '1' } } } },
      'properties.a.items.minimum | Seen',
    ],
    ['a list of no schemas', { anyOf: [] }, 'anyOf | Seen: a list of schemas'],
    ['a list longer than is looked at', { maxItems: 1_001 }, 'maxItems | Seen: maxItems: a whole number'],
    ['an object as a choice', { enum: [{}] }, 'enum | Seen: enum: 1 to 200 texts'],
    ['depth', nested(30), '| Seen: nested too deeply'],
    ['size', { description: 'x'.repeat(40_000) }, ' | Seen: the schema is larger than 32768 bytes'],
    [
      'many combined schemas',
      { anyOf: Array.from({ length: 21 }, () => ({})) },
      ' | Seen: more than 20 schemas under',
    ],
    [
      'many schemas',
      { properties: Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`p${index}`, {}])) },
      ' | Seen: more than 200 schemas within it',
    ],
    [
      'a dear pattern',
      { properties: { a: { pattern: '^(a+)+$' } } },
      'properties.a.pattern | Seen: pattern: may not',
    ],
    [
      'a pattern that nothing can be long enough for',
      { pattern: '^a', minLength: 200 },
      'minLength | Seen: texts with a pattern have at most 100 characters',
    ],
  ])('is refused for %s, by event and keyword', (_, schema, told) => {
    const problems = problemsOf(schema);

    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(told);
  });

  it('may say which draft it was written for, and explain itself', () => {
    expect(
      problemsOf({
        $schema: 'http://json-schema.org/draft-07/schema#',
        title: 'Seen',
        examples: [{ a: {} }],
      }),
    ).toEqual([]);
  });

  it('names each event once, in whatever spelling', () => {
    const names = ['Order Completed', 'Seen', 'completed order', 'SEEN'];
    const events = names.map((name) => ({ name, schema: {} }));

    expect(planProblems({ unplanned: 'allow', events }).map(({ path }) => path)).toEqual([
      ['events', 2, 'name'],
      ['events', 3, 'name'],
    ]);
  });

  it.each<[string, (inner: unknown) => unknown]>([
    ['schemas', (inner) => ({ items: inner })],
    ['examples', (inner) => ({ examples: [inner] })],
    ['lists', (inner) => [inner]],
  ])('is refused, and fails nowhere, however deep its %s go', (_, around) => {
    let schema: unknown = {};
    for (let level = 0; level < 50_000; level += 1) schema = around(schema);
    const events = [{ name: 'Seen', schema: { default: schema } }];

    expect(planProblems({ unplanned: 'allow', events })).toEqual([
      { path: ['events'], message: 'nested too deeply' },
    ]);
  });

  it('has at most 256 KB', () => {
    const description = 'ሰ'.repeat(2_000);
    const events = Array.from({ length: 50 }, (_, index) => ({
      name: `Seen ${index}`,
      description,
      schema: {},
    }));

    expect(planProblems({ unplanned: 'allow', events })).toMatchObject([{ path: [] }]);
  });

  it('may be the standard plan', () => {
    expect(planProblems(standardPlan)).toEqual([]);
  });
});

describe('a pattern', () => {
  it.each([
    '^[A-Z]{2,3}-\\d+$',
    '^\\+?\\d{9,15}$',
    '^(web|till|app)-[a-z0-9]+$',
    '^\\d{4}-\\d{2}-\\d{2}(T.*)?$',
    '^[^@]+@[^.]+\\.[a-z]{2,10}$',
    '^(?:web|till)-\\d+$|^old-.*$',
    '^(?:\\d{3}-){2}\\d{4}$',
    '-\\d+$',
    '^\\p{Script=Ethiopic}+$',
    '^\\u{1F600}[\\]a-z]*$',
  ])('may be %s', (pattern) => {
    expect(patternProblem(pattern)).toBeUndefined();
  });

  it.each([
    ['(a+)+', 'may not repeat a group'],
    ['^(a|a)*$', 'may not repeat a group'],
    ['^(a?){50}$', 'may not repeat a group'],
    ['^(?:(?:ab)*c)*$', 'may not repeat a group'],
    ['^.*.*.*$', 'could take too long'],
    ['^a|.*.*$', 'could take too long'],
    ['.*a.*', 'could take too long'],
    ['a*b*c*d*', 'could take too long'],
    [`^${'a?'.repeat(30)}$`, 'could take too long'],
    ['^(a)\\1$', 'may not refer back'],
    ['^(?<a>x)\\k<a>$', 'may not refer back'],
    ['^(?=a)', 'may not look ahead or behind'],
    ['(?<!a)b', 'may not look ahead or behind'],
    ['[', 'not a regular expression'],
    ['a'.repeat(201), 'longer than 200 characters'],
  ])('may not be %s', (pattern, why) => {
    expect(patternProblem(pattern)).toContain(why);
  });
});
