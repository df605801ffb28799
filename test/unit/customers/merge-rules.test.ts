import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  conflictsOf,
  type Identified,
  idsParted,
  idsTogether,
  mayJoin,
  partableUntil,
  ranked,
} from '../../../shared/customers/merge-rules.ts';
import type { StrongIds } from '../../../shared/customers/schema.ts';
import { aCustomerId } from '../../support/factories.ts';

const aPerson = (n: number, ids: StrongIds = {}, createdAt = '2026-01-01T00:00:00.000Z'): Identified => ({
  pk: aCustomerId(n),
  createdAt,
  ids,
});
const strongIds = fc.record(
  { user: fc.constantFrom('a', 'b'), email: fc.constantFrom('x', 'y'), phone: fc.constantFrom('1', '2') },
  { requiredKeys: [] },
);
const person = fc
  .tuple(fc.integer({ min: 1, max: 9 }), strongIds, fc.constantFrom('2026-01-01', '2026-02-01'))
  .map(([n, ids, at]) => aPerson(n, ids, at));

describe('who stays', () => {
  it.each([
    [
      'an id of the business’s own before an older record',
      aPerson(2, { user: 'u' }, '2026-05-01'),
      aPerson(1, { email: 'e' }),
    ],
    ['a phone before nothing', aPerson(2, { phone: 'p' }, '2026-05-01'), aPerson(1)],
    ['of two alike, the older', aPerson(2, { user: 'u' }), aPerson(1, { user: 'v' }, '2026-05-01')],
    ['of two of one age, the smaller id', aPerson(1), aPerson(2)],
  ])('%s', (_, winner, loser) => {
    expect(ranked(loser, winner)).toEqual({ winner, loser });
  });

  it('does not depend on who is named first', () => {
    fc.assert(
      fc.property(person, person, (one, other) => {
        fc.pre(one.pk !== other.pk);
        expect(ranked(one, other)).toEqual(ranked(other, one));
      }),
    );
  });
});

describe('two ids of the business’s own', () => {
  const [one, other] = [aPerson(1, { user: 'a' }), aPerson(2, { user: 'b' })];

  it.each([
    ['from one source conflict', ['web', 'web'], 1],
    ['of which one has no known source conflict', ['web', undefined], 1],
    ['from two sources do not', ['web', 'till'], 0],
  ])('%s', (_, [from, otherFrom], conflicts) => {
    const sources = new Map(
      [
        [one.pk, from],
        [other.pk, otherFrom],
      ].filter((pair): pair is [string, string] => pair[1] !== undefined),
    );

    expect(conflictsOf(one, other, sources)).toHaveLength(conflicts);
  });

  it('conflict only when both have one: addresses and phones never do', () => {
    expect(conflictsOf(one, aPerson(2, { email: 'x' }), new Map())).toEqual([]);
    expect(conflictsOf(aPerson(1, { email: 'x' }), aPerson(2, { email: 'y' }), new Map())).toEqual([]);
  });
});

it('only a device without any strong id joins by itself, and only somebody with an id of the business’s own', () => {
  expect(mayJoin(aPerson(1), aPerson(2, { user: 'u' }))).toBe(true);
  expect(mayJoin(aPerson(1, { phone: 'p' }), aPerson(2, { user: 'u' }))).toBe(false);
  expect(mayJoin(aPerson(1), aPerson(2, { email: 'e' }))).toBe(false);
});

it('strong ids united and parted again are those of before, where no id is in two hands', () => {
  fc.assert(
    fc.property(strongIds, strongIds, (winner, loser) => {
      fc.pre(Object.entries(loser).every(([kind, value]) => winner[kind as keyof StrongIds] !== value));
      expect(idsParted(idsTogether(winner, loser), loser)).toEqual(winner);
    }),
  );
});

it('a merge can be undone for thirty days', () => {
  expect(partableUntil('2026-06-01T09:00:00.000Z')).toBe('2026-07-01T09:00:00.000Z');
});
