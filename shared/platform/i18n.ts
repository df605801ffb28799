// Texts in Amharic and English: the same keys in both by type, each a Liquid template compiled once.
import { renderSync, textEngine } from './liquid.ts';

export type Language = 'am' | 'en';

/** Values a text may name: plain data, formatted already. A missing optional one is left out or undefined. */
type Facts = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Texts<K extends string> {
  readonly sources: Readonly<Record<Language, Readonly<Record<K, string>>>>;
  /** One text with its values filled in; not escaped. Throws when a value that is printed is missing. */
  readonly say: (language: Language, key: K, facts?: Facts) => string;
}

/** Compiles texts; a template that does not parse fails here, at module load. */
export function defineTexts<K extends string>(
  sources: Record<Language, Readonly<Record<K, string>>>,
): Texts<K> {
  const engine = textEngine();
  const compile = (language: Language) =>
    new Map(Object.entries<string>(sources[language]).map(([key, source]) => [key, engine.parse(source)]));
  const compiled: Record<Language, ReturnType<typeof compile>> = { am: compile('am'), en: compile('en') };
  return {
    sources,
    say: (language, key, facts = {}) => {
      const template = compiled[language].get(key);
      if (!template) throw new Error(`no text ${key}`);
      return renderSync(engine, template, facts)
        .replace(/[^\S\n]+/g, ' ')
        .trim();
    },
  };
}

/** The language to write to a person in: theirs if the business writes it, else the business's first. */
export function languageFor(preferred: Language | undefined, offered: readonly Language[]): Language {
  return preferred && offered.includes(preferred) ? preferred : (offered[0] ?? 'en');
}

/** Which calendar Amharic texts use; English ones are Gregorian. */
export type Calendar = 'ethiopic' | 'gregorian';

const DAY_MS = 86_400_000;

/** A day number for people: `2 October 2026`, `መስከረም 22, 2019` (Ethiopic) or `ኦክቶበር 2, 2026`. */
export function formatDay(day: number, language: Language, calendar: Calendar, withYear = true): string {
  if (language === 'en') {
    return new Intl.DateTimeFormat('en-GB', {
      timeZone: 'UTC',
      day: 'numeric',
      month: 'long',
      ...(withYear && { year: 'numeric' }),
    }).format(day * DAY_MS);
  }
  // Explicit parts: with dateStyle, am-ET appends the era as a Latin abbreviation.
  const parts = new Intl.DateTimeFormat(calendar === 'ethiopic' ? 'am-ET-u-ca-ethiopic' : 'am-ET', {
    timeZone: 'UTC',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  }).formatToParts(day * DAY_MS);
  const part = (type: string) => parts.find((found) => found.type === type)?.value ?? '';
  return `${part('month')} ${part('day')}${withYear ? `, ${part('year')}` : ''}`;
}

/** A day of the last weeks: `Tuesday 17 November`, `ማክሰኞ፣ ኅዳር 8` (Ethiopic). */
export function formatWeekday(day: number, language: Language, calendar: Calendar): string {
  const locale = language === 'en' ? 'en-GB' : 'am-ET';
  const weekday = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', weekday: 'long' }).format(day * DAY_MS);
  return `${weekday}${language === 'en' ? ' ' : '፣ '}${formatDay(day, language, calendar, false)}`;
}

/** A day number in as little room as a chart gives: `2 Oct`, `መስከ 22` (Ethiopic) or `ኦክቶ 2`. */
export function formatDayBriefly(day: number, language: Language, calendar: Calendar): string {
  const locale = language === 'en' ? 'en-GB' : calendar === 'ethiopic' ? 'am-ET-u-ca-ethiopic' : 'am-ET';
  const parts = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', day: 'numeric', month: 'short' });
  const [month, number] = ['month', 'day'].map(
    (type) => parts.formatToParts(day * DAY_MS).find((part) => part.type === type)?.value ?? '',
  );
  // Three letters tell any two months apart, in either script; Intl itself shortens English only, and Sept to four.
  const brief = [...(month ?? '')].slice(0, 3).join('');
  return language === 'en' ? `${number} ${brief}` : `${brief} ${number}`;
}

/** `1,234`, the same in both languages (Western digits). */
export const formatCount = (count: number): string => new Intl.NumberFormat('en').format(count);
