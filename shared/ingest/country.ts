// Countries as people write them to ISO 3166-1 alpha-2: a code, or a name in English or Amharic (from Intl).
import { foldName } from '../customers/names.ts';

let byName: Map<string, string> | undefined;

function names(): Map<string, string> {
  if (byName) return byName;
  byName = new Map();
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
  for (const language of ['en', 'am']) {
    const display = new Intl.DisplayNames(language, { type: 'region', fallback: 'none' });
    for (const one of letters) {
      for (const two of letters) {
        const name = display.of(one + two);
        const key = name === undefined ? '' : foldName(name);
        if (key !== '' && !byName.has(key)) byName.set(key, one + two);
      }
    }
  }
  return byName;
}

/** Undefined when the text names no country. */
export function countryCode(text: string): string | undefined {
  const tidy = text.trim();
  if (/^[A-Za-z]{2}$/.test(tidy)) {
    const code = tidy.toUpperCase();
    const name = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' }).of(code);
    if (name !== undefined) return code === 'UK' ? 'GB' : code;
  }
  return names().get(foldName(tidy));
}
