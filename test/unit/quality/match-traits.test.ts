// What customers are compared by: phones and names however they were written, addresses that reach one mailbox.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { profileChange } from '../../../shared/ingest/profile.ts';
import { keyringOf } from '../../../shared/platform/token.ts';
import { hasherOf } from '../../../shared/quality/duplicates/match-keys.ts';
import { Person, traitsOf } from '../../../shared/quality/duplicates/match-traits.ts';
import { similarEmail } from '../../../shared/quality/duplicates/similar-email.ts';

const traitsFrom = (profile: Person['profile'], ids = {}) => traitsOf({ profile, ids });
/** As they come out of an identify call. */
const sent = (traits: Record<string, unknown>) =>
  traitsOf(Person.parse({ profile: profileChange(traits, {}, 'ET') }));

test('a phone is the same however it was written', () => {
  const spellings = [
    '0911 23 45 67',
    '+251 911-234567',
    '00251911234567',
    '251911234567',
    '+251 (0)911 234 567',
  ];

  expect(new Set(spellings.map((phone) => sent({ phone }).phone))).toEqual(new Set(['+251911234567']));
});

describe('a name', () => {
  it('is the same in one piece, in parts, with a title and in another script', () => {
    const spellings = [
      { name: 'አበበ ከበደ' },
      { name: 'Abebe Kebede' },
      { name: 'Ato Abebe Kebede Tesfaye' },
      { firstName: 'Abebe', lastName: 'KEBEDE' },
      { name: 'Abe', givenName: 'አበበ', fatherName: 'Kebbede' },
    ];

    expect(new Set(spellings.map((traits) => sent(traits).name)).size).toBe(1);
  });

  it('needs a father’s name, and an initial is none', () => {
    const known = ['Abebe', 'Abebe K.', 'A. Kebede', 'ወ/ሮ አበባ', ''].map((name) => sent({ name }));

    expect(known.map(({ name }) => name)).toEqual(['', '', '', '', '']);
    expect(known.map(({ givenName }) => givenName !== '')).toEqual([true, true, false, true, false]);
  });

  it('tells father and son apart', () => {
    expect(sent({ name: 'Abebe Kebede' }).name).not.toBe(sent({ name: 'Kebede Abebe' }).name);
  });
});

describe('similar addresses', () => {
  it.each([
    ['abebe@gmail.com', 'Abebe@GMAIL.com'],
    ['abebe@gmail.com', 'abebe+shop@gmail.com'],
    ['abebe.kebede@gmail.com', 'abebekebede@gmail.com'],
    ['abebe.kebede@gmail.com', 'abebekebede@googlemail.com'],
    ...[
      'gmial.com',
      'gamil.com',
      'gmai.com',
      'gmaill.com',
      'gnail.com',
      'gmail.con',
      'gmail.co',
      'gmial.cm',
    ].map((domain) => ['abebe@gmail.com', `abebe@${domain}`]),
    ['abebe@yahoo.com', 'abebe@yaho.com'],
    ['abebe@yahoo.com', 'abebe@yahooo.com'],
    ['abebe@hotmail.com', 'abebe@hotmial.com'],
    ['abebe@outlook.com', 'abebe@outlok.com'],
    ['abebe@icloud.com', 'abebe@icoud.com'],
    ['abebe@example.com', 'abebe+news@example.com'],
  ])('%s and %s', (one, other) => {
    expect(similarEmail(one)).toBe(similarEmail(other));
  });

  it.each([
    ['another person', 'abebe@gmail.com', 'abeba@gmail.com'],
    ['dots count elsewhere', 'abebe.kebede@yahoo.com', 'abebekebede@yahoo.com'],
    ['another provider', 'abebe@gmail.com', 'abebe@mail.com'],
    ['another provider', 'abebe@gmail.com', 'abebe@ymail.com'],
    ['another provider', 'abebe@gmail.com', 'abebe@gmx.com'],
    ['another country', 'abebe@yahoo.com', 'abebe@yahoo.ca'],
    ['another country', 'abebe@yahoo.com', 'abebe@yahoo.co.uk'],
    ['a place of its own', 'abebe@gmail.com', 'abebe@gmal.edu.et'],
    ['two slips', 'abebe@gmail.com', 'abebe@gml.com'],
    ['two slips', 'abebe@gmail.com', 'abebe@gneil.com'],
    ['a tag alone is a name', '+1@gmail.com', '+2@gmail.com'],
  ])('not when it is %s: %s and %s', (_, one, other) => {
    expect(similarEmail(one)).not.toBe(similarEmail(other));
  });

  it('are one form, found again from itself', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (address) => {
        const form = similarEmail(address);
        expect(form && similarEmail(form)).toBe(form);
      }),
    );
  });

  it('are none where there is no address', () => {
    expect(['', 'abebe', 'abebe@', '@gmail.com', 'abebe@gmail'].map(similarEmail)).toEqual(
      Array(5).fill(undefined),
    );
  });
});

test('identifiers stand in where the profile says nothing', () => {
  const ids = { phone: '+251911234567', email: 'abebe@example.com' };

  expect(traitsFrom({}, ids)).toMatchObject({ phone: ids.phone, email: ids.email });
  expect(traitsFrom({ phone: '+251922000000' }, ids).phone).toBe('+251922000000');
});

describe('a hash', () => {
  const keyring = keyringOf('a secret of the tests that is long enough');
  const traits = traitsFrom({ name: 'Abebe Kebede', phone: '+251911234567', email: 'abebe@example.com' });
  const values = (hashes: object) => Object.values(hashes) as number[];

  it('is a number that any reader of JSON keeps, another one for each thing', () => {
    const hashes = hasherOf(keyring, '2026-10-05')({ ...traits, similarEmail: 'other@example.com' });

    expect(values(hashes).every(Number.isSafeInteger)).toBe(true);
    expect(new Set(values(hashes)).size).toBe(5);
  });

  it('is 0 where nothing is known', () => {
    expect(values(hasherOf(keyring, '2026-10-05')(traitsFrom({})))).toEqual([0, 0, 0, 0, 0]);
  });

  it('is the same all night, another the next night and under another secret', () => {
    const [hash, again, tomorrow, elsewhere] = [
      hasherOf(keyring, '2026-10-05'),
      hasherOf(keyring, '2026-10-05'),
      hasherOf(keyring, '2026-10-06'),
      hasherOf(keyringOf('another secret of the tests, as long'), '2026-10-05'),
    ].map((hasher) => hasher(traits));

    expect(again).toEqual(hash);
    for (const name of ['phone', 'email', 'name', 'givenName'] as const) {
      expect(tomorrow?.[name]).not.toBe(hash?.[name]);
      expect(elsewhere?.[name]).not.toBe(hash?.[name]);
    }
  });

  it('outlives a rotation of the secret', () => {
    const [one, two] = ['a secret of the tests that is long enough', 'the next secret of the tests, as long'];
    const rotated = keyringOf(JSON.stringify({ current: 'k2', k1: one, k2: two }));

    expect(hasherOf(rotated, '2026-10-05')(traits)).toEqual(hasherOf(keyring, '2026-10-05')(traits));
  });
});
