import { describe, expect, it } from 'vitest';
import { countryCode } from '../../../shared/ingest/country.ts';
import { applyChange, displayName, profileChange } from '../../../shared/ingest/profile.ts';

const change = (traits: Record<string, unknown>, context: Record<string, unknown> = {}) =>
  profileChange(traits, context, 'ET');

describe('profileChange', () => {
  it.each<[string, Record<string, unknown>, object]>([
    [
      'a full name',
      { name: 'ሰላም ከበደ አለሙ' },
      { name: 'ሰላም ከበደ አለሙ', givenName: 'ሰላም', fatherName: 'ከበደ', grandfatherName: 'አለሙ' },
    ],
    [
      'first and last name',
      { firstName: 'Abebe', last_name: 'Bikila' },
      { name: 'Abebe Bikila', givenName: 'Abebe', fatherName: 'Bikila' },
    ],
    [
      'given and father’s name',
      { givenName: 'አበበ', fatherName: 'ቢቂላ' },
      { name: 'አበበ ቢቂላ', givenName: 'አበበ', fatherName: 'ቢቂላ' },
    ],
    [
      'contact data, normalised',
      { email: ' A@Example.COM', phone: '0911 234567' },
      { email: 'A@example.com', phone: '+251911234567' },
    ],
    ['a phone sent as a number', { phone: 251911234567 }, { phone: '+251911234567' }],
    ['a language as a locale', { locale: 'am-ET' }, { language: 'am' }],
    ['a locale as shops and phones write it', { locale: 'am_ET' }, { language: 'am' }],
    ['another one', { locale: 'en_US' }, { language: 'en' }],
    ['a language by name', { language: 'አማርኛ' }, { language: 'am' }],
    [
      'a place of an address',
      { address: { city: 'Adama', country: 'Ethiopia' } },
      { city: 'Adama', country: 'ET' },
    ],
    ['a time zone', { timezone: 'Africa/Nairobi' }, { timeZone: 'Africa/Nairobi' }],
    ['a cleared field', { email: null, city: '' }, { email: null, city: null }],
    [
      'nothing it can read',
      { email: 'none', phone: '12', language: 'tlh', country: 'Atlantis', timezone: 'Mars', name: {} },
      {},
    ],
  ])('reads %s', (_title, traits, expected) => {
    expect(change(traits)).toEqual(expected);
  });

  it('takes language and zone of the browser when the traits name none', () => {
    expect(change({}, { locale: 'en-GB', timezone: 'Africa/Addis_Ababa' })).toEqual({
      language: 'en',
      timeZone: 'Africa/Addis_Ababa',
    });
  });
});

describe('applyChange', () => {
  it('overwrites what is said, keeps what is not, removes what is cleared', () => {
    expect(
      applyChange({ city: 'Adama', email: 'a@example.com', country: 'ET' }, { city: 'Gondar', email: null }),
    ).toEqual({
      city: 'Gondar',
      country: 'ET',
    });
  });
});

describe('displayName', () => {
  it('is made of the parts where there is no whole name', () => {
    expect(displayName({ givenName: 'Abebe', grandfatherName: 'Demissie' })).toBe('Abebe Demissie');
    expect(displayName({})).toBeUndefined();
  });
});

describe('countryCode', () => {
  it.each([
    ['et', 'ET'],
    ['UK', 'GB'],
    ['Ethiopia', 'ET'],
    ['ኢትዮጵያ', 'ET'],
    ['ኢትዮጲያ', undefined],
    ['kenya', 'KE'],
    ['XQ', undefined],
    ['ZZ', undefined],
    ['Unknown Region', undefined],
    ['EU', undefined],
    ['USA', 'US'],
    ['U.S.A.', 'US'],
    ['Germany', 'DE'],
    ['ጀርመን', 'DE'],
    ['Yemen', 'YE'],
    ['Vietnam', 'VN'],
    ['SU', 'RU'],
  ])('reads %s as %s', (text, code) => {
    expect(countryCode(text)).toBe(code);
  });

  it.each(['en', 'am'])('reads every country by its name in %s as the code in use', (language) => {
    const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
    const codes = letters.flatMap((one) => letters.map((two) => one + two));
    const name = new Intl.DisplayNames(language, { type: 'region', fallback: 'none' });
    const countries = codes.filter((code) => countryCode(code) === code);

    expect(countries.length).toBeGreaterThan(240);
    for (const code of countries) expect([code, countryCode(name.of(code) ?? '')]).toEqual([code, code]);
  });
});
