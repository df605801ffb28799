// Phone numbers to E.164. Full metadata, because the smaller set takes numbers for valid that no network has.
import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';

// A number comes in every event of its owner, one after another, and reading it is a fifth of judging an event.
const MOST_KEPT = 1_000;
const LONGEST_KEPT = 40;
const kept = new Map<string, string | undefined>();

/**
 * E.164 (`+251911234567`) of a number as people write it; undefined when no such number can exist.
 * `country` (ISO 3166-1 alpha-2) is assumed for numbers written without a country code.
 */
export function normalisePhone(text: string, country: string): string | undefined {
  if (text.length > LONGEST_KEPT) return read(text, country);
  const key = `${country} ${text}`;
  if (kept.has(key)) return kept.get(key);
  if (kept.size >= MOST_KEPT) kept.clear();
  const found = read(text, country);
  kept.set(key, found);
  return found;
}

function read(text: string, country: string): string | undefined {
  const region: CountryCode | undefined = isSupportedCountry(country) ? country : undefined;
  // Spreadsheets and forms leave the trunk zero behind the country code: +251 0911...
  const tidy = text.trim().replace(/^((?:\+|00)?251)[\s-]*\(?0\)?/, '$1');
  for (const attempt of [tidy, `+${tidy.replace(/\D/g, '')}`]) {
    const parsed = parsePhoneNumberFromString(attempt, {
      ...(region && { defaultCountry: region }),
      extract: false,
    });
    if (parsed?.isValid()) return parsed.number;
  }
  return undefined;
}
