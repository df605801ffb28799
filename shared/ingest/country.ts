// Countries as people write them to ISO 3166-1 alpha-2: a code, or a name in English or Amharic (from Intl).
import { foldName } from '../customers/names.ts';

/** Codes for groups, tests and nowhere, which Intl has names for. */
const noCountries = new Set(['EU', 'EZ', 'QO', 'UN', 'XA', 'XB', 'ZZ']);

const [english, amharic] = ['en', 'am'].map(
  (language) => new Intl.DisplayNames(language, { type: 'region', fallback: 'none' }),
);

const nameOf = (code: string, language = english): string | undefined =>
  noCountries.has(code) ? undefined : language?.of(code);

/** The code in use: Intl calls a state that is no more by its successor's name (DD: Germany), and UK is no code. */
const inUse = (code: string): string => new Intl.Locale(`und-${code}`).region ?? code;

/** Short names that Intl does not have; Segment's own examples say USA. https://segment.com/docs/connections/spec/identify/ */
const shortNames = new Map([
  ['usa', 'US'],
  ['uae', 'AE'],
  ['eth', 'ET'],
]);

let byName: Map<string, string> | undefined;

function names(): Map<string, string> {
  if (byName) return byName;
  byName = new Map();
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const codes = letters.flatMap((one) => letters.map((two) => one + two));
  for (const language of [english, amharic]) {
    for (const code of codes) {
      const key = foldName(nameOf(code, language) ?? '');
      if (key !== '' && !byName.has(key)) byName.set(key, inUse(code));
    }
  }
  return byName;
}

/** Undefined when the text names no country. */
export function countryCode(text: string): string | undefined {
  const tidy = text.trim();
  const code = tidy.toUpperCase();
  if (/^[A-Z]{2}$/i.test(tidy) && nameOf(code) !== undefined) return inUse(code);
  return shortNames.get(tidy.toLowerCase().replaceAll('.', '')) ?? names().get(foldName(tidy));
}
