// Identify calls folded into a profile: of several the newest that carries a field decides it; null clears it.
import { normaliseEmail } from '../customers/email.ts';
import { splitName } from '../customers/names.ts';
import { normalisePhone } from '../customers/phone.ts';
import type { Language, Profile } from '../customers/schema.ts';
import { cutText } from '../platform/text.ts';
import { countryCode } from './country.ts';
import { isObject } from './incoming.ts';

/** What one call says: absent means not a word, null means cleared. */
export type ProfileChange = { [Field in keyof Profile]?: Profile[Field] | null };

const MAX_TEXT = 200;

/** A trait under the first of its spellings that says something: its text, null when cleared; undefined when not given. */
export function traitIn(
  traits: Record<string, unknown>,
  names: readonly string[],
): { name: string; text: string | null } | undefined {
  for (const name of names) {
    const value = traits[name];
    if (value === null || (typeof value === 'string' && value.trim() === '')) return { name, text: null };
    if (typeof value === 'string' || typeof value === 'number') {
      return { name, text: cutText(String(value).trim(), MAX_TEXT) };
    }
  }
  return undefined;
}

const trait = (traits: Record<string, unknown>, ...names: string[]): string | null | undefined =>
  traitIn(traits, names)?.text;

/** Spellings of the traits that have to be understood; the first found counts. */
export const spellings = {
  email: ['email'],
  phone: ['phone', 'phoneNumber', 'phone_number', 'mobile'],
  language: ['language', 'locale', 'lang'],
  timeZone: ['timezone', 'timeZone', 'time_zone'],
  country: ['country', 'countryCode', 'country_code'],
} as const;

/** `am-ET`, `am_ET`, `amh`, `Amharic`, `አማርኛ`: the languages we write in; others are left alone. */
export function languageOf(text: string): Language | undefined {
  const tag = text.toLowerCase();
  if (/^(am|amh)(?![a-z])|^amharic|^አማርኛ/.test(tag)) return 'am';
  if (/^(en|eng)(?![a-z])|^english|^እንግሊዝኛ/.test(tag)) return 'en';
  return undefined;
}

export function timeZoneOf(text: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

/** null stays null; text that cannot be read says nothing (the log keeps it as sent). */
function read<T>(
  text: string | null | undefined,
  parse: (text: string) => T | undefined,
): T | null | undefined {
  return text === null || text === undefined ? text : parse(text);
}

function namesOf(traits: Record<string, unknown>): ProfileChange {
  const name = trait(traits, 'name', 'fullName', 'full_name', 'displayName', 'display_name');
  const split = name ? splitName(name) : {};
  const parts = {
    givenName:
      trait(traits, 'givenName', 'given_name', 'firstName', 'first_name', 'firstname') ?? split.givenName,
    fatherName:
      trait(traits, 'fatherName', 'father_name', 'lastName', 'last_name', 'lastname') ?? split.fatherName,
    grandfatherName: trait(traits, 'grandfatherName', 'grandfather_name') ?? split.grandfatherName,
  };
  const joined = [parts.givenName, parts.fatherName, parts.grandfatherName].filter(Boolean).join(' ');
  return { name: name ?? (joined || undefined), ...parts };
}

/** What an identify call says about a person. `country` is the default region of phones. */
export function profileChange(
  traits: Record<string, unknown>,
  context: Record<string, unknown>,
  country: string,
): ProfileChange {
  const address = isObject(traits.address) ? traits.address : {};
  const place = { ...address, ...traits };
  const change: ProfileChange = {
    ...namesOf(traits),
    email: read(trait(traits, ...spellings.email), normaliseEmail),
    phone: read(trait(traits, ...spellings.phone), (text) => normalisePhone(text, country)),
    language: read(trait(traits, ...spellings.language) ?? trait(context, 'locale') ?? undefined, languageOf),
    timeZone: read(
      trait(traits, ...spellings.timeZone) ?? trait(context, 'timezone') ?? undefined,
      timeZoneOf,
    ),
    country: read(trait(place, ...spellings.country), countryCode),
    city: trait(place, 'city'),
  };
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}

/** The profile after one more call, newer than all before. */
export function applyChange(profile: Profile, change: ProfileChange): Profile {
  const merged = { ...profile, ...change };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null)) as Profile;
}

/** What a person is called in lists: the whole name, else what there is of it. */
export const displayName = ({ name, givenName, fatherName, grandfatherName }: Profile): string | undefined =>
  name ?? ([givenName, fatherName, grandfatherName].filter(Boolean).join(' ') || undefined);
