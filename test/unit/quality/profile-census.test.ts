// What a nightly worker keeps of the records it sees: counts and hashes, nothing of a person.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { mergeProfileTallies } from '../../../shared/quality/profile-tally.ts';
import { QualityPart } from '../../../shared/quality/quality-part.ts';
import { ProfileField } from '../../../shared/quality/schema.ts';
import { aConsent, aCustomer, aCustomerId, someStats } from '../../support/factories.ts';
import { aPerson, partOf } from '../../support/people.ts';

const knownOf = (item: object): ProfileField[] => {
  const { known } = partOf([item]).tally;
  return ProfileField.options.filter((field) => known[field].customers === 1);
};

describe('of a record is known', () => {
  it.each([
    ['nothing', {}, {}, []],
    ['any name', { givenName: 'Abebe' }, {}, ['name']],
    ['a given and a father’s name', { name: 'Ato Abebe Kebede' }, {}, ['name', 'fullName']],
    ['a title alone is a name, not two', { name: 'Ato Abebe' }, {}, ['name']],
    ['a number behind a name is no father’s name', { name: 'Customer 12980' }, {}, ['name']],
    ['a phone', { phone: '+251911234567' }, {}, ['phone', 'contact']],
    ['an address', { email: 'a@example.com' }, {}, ['email', 'contact']],
    ['an address as identifier', {}, { ids: { email: 'a@example.com' } }, ['email', 'contact']],
    ['a language', { language: 'am' as const }, {}, ['language']],
    ['an id of the business', {}, { ids: { user: 'c-1' } }, ['ownId']],
    [
      'a withdrawn consent',
      {},
      { consents: { 'email:marketing': aConsent({ status: 'withdrawn' }) } },
      ['consent'],
    ],
  ])('%s', (_, profile, over, expected) => {
    expect(knownOf(aPerson(1, profile, over))).toEqual(expected);
  });
});

test('buyers are counted apart', () => {
  const people = [aPerson(1, { name: 'A B' }), aPerson(2, { name: 'Abebe' }, { stats: someStats() })];

  const { tally } = partOf(people);

  expect(tally).toMatchObject({ customers: 2, buyers: 1, unreadable: 0 });
  expect(tally.known.name).toEqual({ customers: 2, buyers: 1 });
  expect(tally.known.phone).toEqual({ customers: 0, buyers: 0 });
});

test('tallies of parts add up to the tally of all', () => {
  const people = [1, 2, 3, 4, 5].map((n) =>
    aPerson(
      n,
      n % 2 ? { phone: `+25191100000${n}` } : { name: 'Abebe Kebede' },
      n > 3 ? { stats: someStats() } : {},
    ),
  );
  const parts = [people.slice(0, 2), people.slice(2), []].map((part) => partOf(part).tally);

  expect(mergeProfileTallies(parts)).toEqual(partOf(people).tally);
  expect(mergeProfileTallies(parts.toReversed())).toEqual(partOf(people).tally);
});

test.each([
  ['no profile', { pk: aCustomerId(2), consents: {} }],
  ['a name that is a number', { ...aCustomer({ pk: aCustomerId(2) }), profile: { name: 7 } }],
  ['no id of a customer', { ...aCustomer(), pk: 'customer' }],
])('a record with %s is counted, and the others are seen', (_, damaged) => {
  const { tally, keys } = partOf([aCustomer(), damaged]);

  expect(tally).toMatchObject({ customers: 1, unreadable: 1 });
  expect(keys.ids).toEqual([aCustomerId()]);
});

test('no record stops the worker, whatever is in it', () => {
  const text = fc.string({ unit: 'binary' });
  const profile = fc.dictionary(fc.constantFrom('name', 'givenName', 'fatherName', 'email', 'phone'), text);
  const item = fc.record({ pk: fc.constant(aCustomerId()), profile, consents: fc.constant({}) });
  fc.assert(
    fc.property(fc.oneof(fc.object(), item), (seen) => {
      const { tally } = partOf([seen]);
      expect(tally.customers + tally.unreadable).toBe(1);
    }),
  );
});

test('a part holds ids, counts and hashes, and nothing that tells a person', () => {
  const profile = {
    name: 'Selamawit Hailu',
    givenName: 'ሠላማዊት',
    fatherName: 'Hailu',
    email: 'selam.hailu+shop@gmail.com',
    phone: '+251911234567',
    language: 'am' as const,
  };
  const ids = { user: 'till-4711', email: 'other@example.org', phone: '+251922345678' };

  const bytes = JSON.stringify(partOf([aPerson(1, profile, { ids })])).toLowerCase();

  const said = [
    ...Object.values(profile),
    ...Object.values(ids),
    'selam',
    'gmail',
    '911234567',
    'slm',
    'halu',
  ];
  expect(said.filter((word) => word !== 'am' && bytes.includes(word.toLowerCase()))).toEqual([]);
  expect(bytes).toContain(aCustomerId(1).toLowerCase());
  expect(QualityPart.safeParse(JSON.parse(JSON.stringify(partOf([aPerson(1, profile)])))).success).toBe(true);
});

test('a part whose columns do not fit together is refused', () => {
  const part = partOf([aCustomer()]);

  expect(QualityPart.safeParse({ ...part, keys: { ...part.keys, phone: [] } }).success).toBe(false);
});
