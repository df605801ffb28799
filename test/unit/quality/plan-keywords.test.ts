// What a plan's schema is told to be wrong: exactly where the validator of JSON Schema says so, and no value of it.
import { Validator } from '@cfworker/json-schema';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compiled } from '../../../shared/quality/plan/compiled.ts';
import { planProblems } from '../../../shared/quality/plan/plan-rules.ts';

type Schema = Record<string, unknown>;

const name = fc.constantFrom('a', 'b', 'ለ', 'constructor');
const scalar = fc.oneof(
  fc.constantFrom('', 'a', 'ab', 'ሰላም', '😀😀', 'A-12'),
  fc.integer({ min: -400, max: 400 }).map((hundredths) => hundredths / 100),
  fc.boolean(),
  fc.constant(null),
);
const type = fc.constantFrom('string', 'number', 'integer', 'boolean', 'object', 'array', 'null');
const size = fc.nat(3);
const limit = fc.integer({ min: -3, max: 3 });

const { schema } = fc.letrec<{ schema: Schema; part: Schema }>((tie) => {
  const list = fc.array(tie('schema'), { minLength: 1, maxLength: 3 });
  return {
    schema: fc.array(tie('part'), { maxLength: 3 }).map((parts) => Object.assign({}, ...parts)),
    part: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.oneof(
        fc
          .oneof(type, fc.uniqueArray(type, { minLength: 1, maxLength: 3 }))
          .map((value) => ({ type: value })),
        fc.uniqueArray(scalar, { minLength: 1, maxLength: 4 }).map((value) => ({ enum: value })),
        scalar.map((value) => ({ const: value })),
        fc
          .constantFrom('minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum')
          .chain((keyword) => limit.map((value) => ({ [keyword]: value }))),
        fc.constantFrom(0.01, 0.1, 0.5, 1, 3).map((value) => ({ multipleOf: value })),
        fc
          .constantFrom('minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties')
          .chain((keyword) => size.map((value) => ({ [keyword]: value }))),
        fc.constantFrom('^[a-z]+$', 'b', '^$', '\\p{Script=Ethiopic}').map((value) => ({ pattern: value })),
        fc.uniqueArray(name, { maxLength: 2 }).map((value) => ({ required: value })),
        fc.dictionary(name, fc.uniqueArray(name, { maxLength: 2 }), { maxKeys: 2 }).map((value) => ({
          dependentRequired: value,
        })),
      ),
      fc.dictionary(name, tie('schema'), { maxKeys: 3 }).map((value) => ({ properties: value })),
      fc.oneof(fc.boolean(), tie('schema')).map((value) => ({ additionalProperties: value })),
      fc
        .constantFrom('items', 'contains', 'not')
        .chain((keyword) => tie('schema').map((value) => ({ [keyword]: value }))),
      fc
        .constantFrom('allOf', 'anyOf', 'oneOf')
        .chain((keyword) => list.map((value) => ({ [keyword]: value }))),
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      fc.record({ if: tie('schema'), then: tie('schema'), else: tie('schema') }, { requiredKeys: ['if'] }),
    ),
  };
});

const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(name, tie('value'), { maxKeys: 3 }),
  ),
}));

describe('a schema of a plan', () => {
  it('tells something exactly where it does not hold', () => {
    fc.assert(
      fc.property(schema, value, (wanted, given) => {
        const oracle = new Validator(structuredClone(wanted), '2020-12', false).validate(given).valid;

        expect(compiled(wanted)(given, '').length === 0).toBe(oracle);
      }),
      { numRuns: 1_000 },
    );
  });

  it('of this kind may be put, all of it', () => {
    fc.assert(
      fc.property(schema, (wanted) => {
        const problems = planProblems({ unplanned: 'allow', events: [{ name: 'Seen', schema: wanted }] });
        const isTooLarge = (message: string) => /more than|deeply|could take too long/.test(message);

        expect(problems.filter(({ message }) => !isTooLarge(message))).toEqual([]);
      }),
    );
  });

  it.each([
    ['date', '2026-10-05', '2026-02-30'],
    ['date-time', '2026-10-05T09:00:00+03:00', 'yesterday'],
    ['email', 'abebe@example.com', 'abebe'],
    ['uuid', '4a2a4b40-1c2d-4b6f-9a3e-000000000000', '4a2a'],
    ['uri', 'https://shop.example.com/a?b=c', 'shop'],
  ])('tells texts of the format %s', (format, good, bad) => {
    const look = compiled({ properties: { at: { format } } });

    expect(look({ at: good }, '/properties')).toEqual([]);
    expect(look({ at: 5 }, '/properties')).toEqual([]);
    expect(look({ at: bad }, '/properties')).toEqual([
      { pointer: '/properties/at', rule: 'format', expected: format },
    ]);
  });

  it('takes no text longer than its pattern is tried on', () => {
    const look = compiled({ pattern: '^a*$' });

    expect(look('a'.repeat(100), '')).toEqual([]);
    expect(look('a'.repeat(101), '')).toEqual([{ pointer: '', rule: 'maxLength', expected: 100 }]);
  });

  it('finds a property that is undefined missing, and any other value none of its business', () => {
    const look = compiled({ required: ['a'], properties: { a: { type: 'string' } }, maxProperties: 1 });

    expect(look({ a: undefined, b: 1 }, '')).toEqual([{ pointer: '/a', rule: 'required' }]);
  });
});
