// Who may be there twice, and how sure that is.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Customer } from '../../../shared/customers/schema.ts';
import { joinDuplicates } from '../../../shared/quality/duplicates/duplicates.ts';
import { pairId } from '../../../shared/quality/duplicates/pair-id.ts';
import type { DuplicatePair } from '../../../shared/quality/schema.ts';
import { aCustomerId } from '../../support/factories.ts';
import { naiveDuplicates } from '../../support/naive-duplicates.ts';
import { aPerson, keysOf } from '../../support/people.ts';

const none = new Set<string>();
const joined = (people: readonly Customer[], dismissed = none) => joinDuplicates([keysOf(people)], dismissed);
type Profile = Customer['profile'];

/** What is found of two customers with these profiles. */
function found(one: Profile, other: Profile): string {
  const [pair] = joined([aPerson(1, one), aPerson(2, other)]).pairs;
  return pair ? `${pair.confidence}: ${pair.evidence.join(', ')}` : 'nothing';
}

const phone = '+251911234567';
const email = 'abebe@example.com';
const [abebe, sara] = [{ name: 'Abebe Kebede' }, { name: 'Sara Tesfaye' }];

describe('two customers', () => {
  it.each([
    ['same phone and name', { phone, ...abebe }, { phone, ...abebe }, 'strong: same-phone, same-name'],
    ['same e-mail and name', { email, ...abebe }, { email, ...abebe }, 'strong: same-email, same-name'],
    [
      'one mailbox and the same name',
      { email: 'a.bebe@gmail.com', ...abebe },
      { email: 'abebe@gmial.com', ...abebe },
      'strong: similar-email, same-name',
    ],
    ['same phone and e-mail, no names', { phone, email }, { phone, email }, 'strong: same-phone, same-email'],
    ['same phone, a name on one side', { phone, ...abebe }, { phone }, 'likely: same-phone'],
    ['same phone and given name', { phone, ...abebe }, { phone, name: 'Abebe' }, 'likely: same-phone'],
    ['same e-mail', { email }, { email: 'ABEBE@example.com' }, 'likely: same-email'],
    ['one phone in a family', { phone, ...abebe }, { phone, ...sara }, 'possible: same-phone'],
    [
      'a phone and an address in a family',
      { phone, email, ...abebe },
      { phone, email, ...sara },
      'possible: same-phone, same-email',
    ],
    [
      'same phone, other given names',
      { phone, name: 'Abebe' },
      { phone, name: 'Sara' },
      'possible: same-phone',
    ],
    ['a rare name', abebe, { name: 'አበበ ከበደ' }, 'possible: same-name'],
    ['a rare name, one phone known', { phone, ...abebe }, abebe, 'possible: same-name'],
    [
      'a rare name, phone and e-mail both differ',
      { phone, email, ...abebe },
      { phone: '+251922000000', email: 'x@example.com', ...abebe },
      'nothing',
    ],
    ['half a name', { name: 'Abebe' }, { name: 'Abebe' }, 'nothing'],
    ['nothing known', {}, {}, 'nothing'],
  ])('%s', (_, one, other, expected) => {
    expect(found(one, other)).toBe(expected);
    expect(found(other, one)).toBe(expected);
  });

  it('are proposed with an own id of the business each: a till and a shop may have given one', () => {
    const people = [
      aPerson(1, { phone, ...abebe }, { ids: { user: 'till-1' } }),
      aPerson(2, { phone, ...abebe }, { ids: { user: 'shop-1' } }),
    ];

    expect(joined(people).pairs).toHaveLength(1);
  });
});

describe('Ethiopic spellings', () => {
  it.each([
    ['ሰላም', 'ሠላም'],
    ['ኃይለ', 'ሀይለ'],
    ['ዓለም', 'አለም'],
    ['ፀሐይ', 'ጸሀይ'],
    ['ጐንደር', 'ጎንደር'],
    ['ሉዋም', 'ሏም'],
    ['ሠዓሊ', 'ሰአሊ'],
  ])('%s and %s are one name', (one, other) => {
    expect(found({ name: `አስቴር ${one}` }, { name: `አስቴር ${other}` })).toBe('possible: same-name');
  });

  it('አዲስ፡አበባ and አዲስ አበባ are one name', () => {
    expect(found({ name: 'አዲስ፡አበባ' }, { name: 'አዲስ አበባ' })).toBe('possible: same-name');
  });

  it.each([
    ['ሰላም', 'ሸላም'],
    ['አበበ', 'አበባ'],
  ])('%s and %s are two', (one, other) => {
    expect(found({ name: `አስቴር ${one}` }, { name: `አስቴር ${other}` })).toBe('nothing');
  });
});

describe('what many share', () => {
  const crowd = (size: number, profile: Profile) =>
    Array.from({ length: size }, (_, i) => aPerson(i + 1, profile));

  it('proves nothing, and is told with how many', () => {
    const { pairs, summary } = joined(crowd(200, { phone }));

    expect(pairs).toEqual([]);
    expect(summary).toEqual({
      pairs: { strong: 0, likely: 0, possible: 0 },
      customers: 0,
      isCut: false,
      sharedByMany: [{ evidence: 'same-phone', customers: 200 }],
    });
  });

  it('counts up to ten customers', () => {
    expect(joined(crowd(10, { phone })).summary.pairs.likely).toBe(45);
    expect(joined(crowd(11, { phone })).summary.pairs.likely).toBe(0);
  });

  it('is told once of an address', () => {
    const { sharedByMany } = joined(crowd(11, { email })).summary;

    expect(sharedByMany).toEqual([{ evidence: 'same-email', customers: 11 }]);
  });

  it('does not hide what else two of them share', () => {
    const people = [...crowd(20, { phone }), aPerson(30, { phone, email }), aPerson(31, { phone, email })];

    expect(joined(people).pairs).toEqual([
      { one: aCustomerId(30), other: aCustomerId(31), evidence: ['same-email'], confidence: 'likely' },
    ]);
  });

  it('as a name is a hint up to three customers only', () => {
    expect(joined(crowd(3, abebe)).pairs).toHaveLength(3);
    expect(joined(crowd(4, abebe)).pairs).toEqual([]);
  });
});

test('a pair that somebody has called two persons is not found again, others of the two are', () => {
  const people = [1, 2, 3].map((n) => aPerson(n, { phone }));
  const dismissed = new Set([pairId(aCustomerId(2), aCustomerId(1))]);

  const { pairs, summary } = joined(people, dismissed);

  expect(pairs.map(({ one, other }) => [one, other])).toEqual([
    [aCustomerId(1), aCustomerId(3)],
    [aCustomerId(2), aCustomerId(3)],
  ]);
  expect(summary.pairs.likely).toBe(2);
});

test('of more pairs than are kept the most likely are, and the summary counts all', () => {
  const people = Array.from({ length: 6_000 }, (_, i) => [
    aPerson(2 * i + 1, { phone: `+25191${1_000_000 + i}`, name: i % 2 ? 'Abebe Kebede' : 'Sara' }),
    aPerson(2 * i + 2, { phone: `+25191${1_000_000 + i}`, name: i % 2 ? 'Abebe Kebede' : 'Sara' }),
  ]).flat();

  const { pairs, summary } = joined(people);

  expect(summary).toMatchObject({ pairs: { strong: 3_000, likely: 3_000 }, customers: 12_000, isCut: true });
  expect(pairs.map(({ confidence }) => confidence)).toEqual([
    ...Array(3_000).fill('strong'),
    ...Array(2_000).fill('likely'),
  ]);
  expect(pairs[0]?.one).toBe(aCustomerId(3));
});

describe('the search', () => {
  const oneOf = (...values: (string | undefined)[]) => fc.constantFrom(...values);
  const profiles = fc.record({
    phone: oneOf(undefined, '+251911000001', '+251911000002', '+251911000003'),
    email: oneOf(undefined, 'a@gmail.com', 'A@gmail.com', 'a+1@gmail.com', 'a@gmial.com', 'b@gmail.com'),
    name: oneOf(undefined, 'Abebe Kebede', 'አበበ ከበደ', 'Abebe', 'Abebe Tesfaye', 'Sara Ali'),
  });
  const worlds = fc
    .array(profiles, { maxLength: 40 })
    .map((made) => made.map((profile, i) => aPerson(i + 1, JSON.parse(JSON.stringify(profile)) as Profile)));
  const inOrder = (pairs: readonly DuplicatePair[]) =>
    pairs.toSorted((a, b) => (`${a.one}${a.other}` < `${b.one}${b.other}` ? -1 : 1));

  it('finds what a comparison of everybody with everybody finds', () => {
    fc.assert(
      fc.property(worlds, (people) => {
        expect(inOrder(joined(people).pairs)).toEqual(naiveDuplicates(people));
      }),
    );
  });

  it('finds the same in any order and any cut of the customers', () => {
    fc.assert(
      fc.property(worlds, fc.infiniteStream(fc.nat(3)), fc.boolean(), (people, cuts, isReversed) => {
        const parts: Customer[][] = [[], [], [], []];
        for (const person of isReversed ? people.toReversed() : people) {
          parts[cuts.next().value ?? 0]?.push(person);
        }
        expect(joinDuplicates(parts.map(keysOf), none)).toEqual(joined(people));
      }),
    );
  });
});
