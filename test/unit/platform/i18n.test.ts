import { describe, expect, it } from 'vitest';
import { retentionTexts } from '../../../shared/campaigns/retention-texts.ts';
import { unsubscribeTexts } from '../../../shared/campaigns/unsubscribe-page.ts';
import { dayOfDate } from '../../../shared/platform/days.ts';
import {
  defineTexts,
  formatDay,
  formatDayBriefly,
  languageFor,
  type Texts,
} from '../../../shared/platform/i18n.ts';
import { csvTexts, listTexts } from '../../../shared/reports/words.ts';

const catalogues: [string, Texts<string>][] = [
  ['retention mail', retentionTexts as Texts<string>],
  ['unsubscribe page', unsubscribeTexts as Texts<string>],
  ['at-risk list', listTexts as Texts<string>],
  ['at-risk file', csvTexts as Texts<string>],
];

const names = (source: string) =>
  [...source.matchAll(/\{[{%]\s*(?:if |elsif )?(\w+)/g)].map(([, name]) => name);
const printed = (source: string) =>
  new Set(names(source).filter((name) => name && !['else', 'endif', 'count', 'if'].includes(name)));

describe.each(catalogues)('the texts of the %s', (_title, { sources }) => {
  it('exist in both languages', () => {
    expect(Object.keys(sources.am).toSorted()).toEqual(Object.keys(sources.en).toSorted());
    for (const text of [...Object.values(sources.am), ...Object.values(sources.en)])
      expect(text).not.toBe('');
  });

  it('name the same values in both languages', () => {
    for (const key of Object.keys(sources.en)) {
      expect([key, printed(sources.am[key] ?? '')]).toEqual([key, printed(sources.en[key] ?? '')]);
    }
  });

  it('are Amharic where they say so, with Ge’ez punctuation', () => {
    for (const [key, text] of Object.entries(sources.am)) {
      const bare = text.replaceAll(/\{[{%].*?[%}]\}/g, '');
      if (key !== 'other' && /\p{L}/u.test(bare)) expect(bare).toMatch(/\p{Script=Ethiopic}/u);
      expect(bare).not.toMatch(/\p{Script=Ethiopic}[.,;:]/u);
    }
  });
});

describe('texts', () => {
  const { say } = defineTexts({ en: { hello: 'Hello {{ name }}' }, am: { hello: 'ሰላም {{ name }}' } });

  it('fill in their values', () => {
    expect(say('am', 'hello', { name: 'አበበ' })).toBe('ሰላም አበበ');
  });

  it('do not print what they are not told', () => {
    expect(() => say('en', 'hello')).toThrow('undefined variable: name');
  });

  it('reach no files', () => {
    const evil = defineTexts({ en: { a: "{% render '/etc/passwd' %}" }, am: { a: 'ሀ' } });

    expect(() => evil.say('en', 'a')).toThrow();
  });

  it('stop when they would go on for too long', () => {
    const endless = '{% for i in (1..99999) %}{% for j in (1..99999) %}x{% endfor %}{% endfor %}';

    expect(() => defineTexts({ en: { a: endless }, am: { a: 'ሀ' } }).say('en', 'a')).toThrow(/limit/);
  });
});

describe('dates for people', () => {
  const day = dayOfDate('2026-10-02');

  it('follow the language and the calendar', () => {
    expect(formatDay(day, 'en', 'ethiopic')).toBe('2 October 2026');
    expect(formatDay(day, 'am', 'ethiopic')).toBe('መስከረም 22, 2019');
    expect(formatDay(day, 'am', 'gregorian')).toBe('ኦክቶበር 2, 2026');
    expect(formatDay(dayOfDate('2026-09-11'), 'am', 'ethiopic', false)).toBe('መስከረም 1');
    expect(formatDay(dayOfDate('2027-09-11'), 'am', 'ethiopic', false)).toBe('ጳጉሜን 6');
  });

  it('can be brief', () => {
    expect(formatDayBriefly(day, 'en', 'ethiopic')).toBe('2 Oct');
    expect(formatDayBriefly(day, 'am', 'ethiopic')).toBe('መስከ 22');
  });
});

describe('the language to write in', () => {
  it('is the customer’s if the business writes it, else the business’s first', () => {
    expect(languageFor('en', ['am', 'en'])).toBe('en');
    expect(languageFor('en', ['am'])).toBe('am');
    expect(languageFor(undefined, ['am', 'en'])).toBe('am');
  });
});
