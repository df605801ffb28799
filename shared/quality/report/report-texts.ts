// Findings in words, English and Amharic from the same numbers: what is the matter, and what to do about it.
import type { Language } from '../../customers/schema.ts';
import { dayOfDate } from '../../platform/days.ts';
import { formatCount, formatDay, formatWeekday } from '../../platform/i18n.ts';
import { LIMIT } from '../flow/distinct-count.ts';
import { VISIT } from '../flow/flow.ts';
import type { CountedKind, Evidence, ProfileField } from '../schema.ts';
import type { Finding, FindingCode, NumbersOf } from './finding-schema.ts';
import { costOf, violationSaid } from './violation-texts.ts';

type Both = Record<Language, string>;
type Sentences = { [Code in FindingCode]: (numbers: NumbersOf<Code>) => string };

/** What comes, as the object of "no ... from"; `one` of it. */
const kinds: Record<CountedKind, Both & { one: string }> = {
  purchase: { en: 'sales', one: 'sale', am: 'ሽያጭ' },
  refund: { en: 'refunds', one: 'refund', am: 'ተመላሽ' },
  visit: { en: 'visits', one: 'visit', am: 'ጉብኝት' },
  signal: { en: 'complaints or ratings', one: 'complaint or rating', am: 'ቅሬታ ወይም አስተያየት' },
  event: { en: 'other events', one: 'other event', am: 'ሌላ ክስተት' },
  identify: { en: 'customer details', one: 'update of customer details', am: 'የደንበኛ መረጃ' },
  consent: { en: 'consents', one: 'consent', am: 'ፈቃድ' },
};

/** Calls that are no track events, and events whose name is not shown. */
const calls: Record<string, Both> = {
  identify: { en: 'A profile update', am: 'የደንበኛ መረጃ' },
  [VISIT]: { en: 'A page view', am: 'የገጽ እይታ' },
  '': { en: 'An event', am: 'ክስተት' },
};
const eventNamed = (event: string, language: Language): string =>
  (Object.hasOwn(calls, event) ? calls[event]?.[language] : undefined) ?? event;

const weekday = (date: string, language: Language): string =>
  formatWeekday(dayOfDate(date), language, 'ethiopic');
const calendarDay = (date: string, language: Language): string =>
  formatDay(dayOfDate(date), language, 'ethiopic', false);
const about = (count: number): string => formatCount(Math.round(count));
/** Larger counts of a day are estimates: what is not known to the last digit is not said to it. */
const counted = (count: number, language: Language): string => {
  if (count < LIMIT) return formatCount(count);
  const rounded = formatCount(Number(count.toPrecision(2)));
  return language === 'en' ? `about ${rounded}` : `${rounded} ገደማ`;
};
const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const days = (count: number): string => (count === 1 ? '1 day' : `${formatCount(count)} days`);
const many = (count: number, one: string, more: string): string =>
  `${formatCount(count)} ${count === 1 ? one : more}`;

/** `usually 40 a day`, `usually one every 3 days`. */
function usually(perDay: number, language: Language): string {
  const every = Math.round(1 / Math.max(perDay, 0.01));
  if (every >= 2)
    return language === 'en' ? `usually one every ${every} days` : `ብዙ ጊዜ በየ${every} ቀኑ አንድ ይደርሳል`;
  return language === 'en' ? `usually ${about(perDay)} a day` : `ብዙ ጊዜ በቀን ${about(perDay)} ይደርሳል`;
}

const missingWords: Partial<Record<ProfileField, Both>> = {
  contact: { en: 'neither phone nor e-mail', am: 'ስልክም ኢሜይልም አልተመዘገበላቸውም' },
  name: { en: 'no name on record', am: 'ስማቸው አልተመዘገበም' },
  consent: {
    en: 'no record of whether they agreed to mail, so none goes to them',
    am: 'የፈቃድ መዝገብ ስለሌላቸው መልእክት አይላክላቸውም',
  },
  language: { en: 'no language on record', am: 'ቋንቋቸው አልተመዘገበም' },
};

const sharedWords: Record<Evidence, Both> = {
  'same-phone': {
    en: 'The phone number of {n} customers is the same.',
    am: 'የ{n} ደንበኞች ስልክ ቁጥር አንድ ዓይነት ነው።',
  },
  'same-email': {
    en: 'The e-mail address of {n} customers is the same.',
    am: 'የ{n} ደንበኞች ኢሜይል አንድ ዓይነት ነው።',
  },
  'similar-email': {
    en: 'The e-mail addresses of {n} customers are nearly the same.',
    am: 'የ{n} ደንበኞች ኢሜይል ተመሳሳይ ነው።',
  },
  'same-name': { en: 'The name of {n} customers is the same.', am: 'የ{n} ደንበኞች ስም አንድ ዓይነት ነው።' },
};

const quoted = (names: readonly string[], language: Language): string =>
  language === 'en'
    ? names.map((name) => `“${name}”`).join(', ')
    : names.map((name) => `«${name}»`).join('፣ ');

const notNamed = (name: string, events: number): string =>
  sentence(
    `${counted(events, 'en')} ${events === 1 ? 'event' : 'events'} from ${name} ${events === 1 ? 'has' : 'have'} a name that is not in the tracking plan`,
  );

const english: Sentences = {
  silence: ({ name, kind, lastDate, usualPerDay }) =>
    `No ${kinds[kind].en} from ${name} since ${weekday(lastDate, 'en')}; ${usually(usualPerDay, 'en')}.`,
  gap: ({ name, kind, from, to, days: count, usualPerDay }) =>
    `No ${kinds[kind].en} from ${name} for ${days(count)}, ${calendarDay(from, 'en')}${
      count === 1 ? '' : ` to ${calendarDay(to, 'en')}`
    }; ${usually(usualPerDay, 'en')}.`,
  dropped: ({ name, kind, usual, lately }) => {
    const { en, one } = kinds[kind];
    const came = lately === 0 ? `No ${en}` : `Only ${many(lately, one, en)}`;
    return `${came} from ${name} in the last 7 days; usually ${about(usual)}.`;
  },
  rejected: ({ name, events, of }) =>
    sentence(
      `${counted(events, 'en')} of ${counted(of, 'en')} ${of === 1 ? 'event' : 'events'} from ${name} ${events === 1 ? 'was' : 'were'} rejected.`,
    ),
  violation: ({ name, event, pointer, rule, events, of }) => {
    const cost = costOf(pointer, rule)?.en;
    const count =
      of === undefined ? counted(events, 'en') : `${counted(events, 'en')} of ${counted(of, 'en')}`;
    return `${eventNamed(event, 'en')} from ${name} ${violationSaid(pointer, rule).en} (${count})${cost ? `: ${cost}` : ''}.`;
  },
  unplanned: ({ name, names, events }) =>
    `${notNamed(name, events)}${names.length > 0 ? `: ${quoted(names, 'en')}` : ''}.`,
  misspelt: ({ name, event, meant, events }) =>
    `An event “${event}” from ${name} is not in the tracking plan: was “${meant}” meant? As it is, it does not count as one. ${notNamed(name, events)}.`,
  missing: ({ field, customers, of, areBuyers }) =>
    `${formatCount(customers)} of ${many(of, areBuyers ? 'buyer' : 'customer', areBuyers ? 'buyers' : 'customers')} ${customers === 1 ? 'has' : 'have'} ${missingWords[field]?.en ?? `no ${field}`}.`,
  duplicates: ({ pairs, isCut }) =>
    `${isCut ? 'More than ' : ''}${many(pairs, 'pair of customers looks', 'pairs of customers look')} like one person.`,
  'shared-value': ({ evidence, customers }) =>
    sharedWords[evidence].en.replace('{n}', formatCount(customers)),
  unreadable: ({ customers }) =>
    customers === 1
      ? '1 customer record cannot be read: that customer gets no score.'
      : `${formatCount(customers)} customer records cannot be read: those customers get no score.`,
};

const amharic: Sentences = {
  silence: ({ name, kind, lastDate, usualPerDay }) =>
    `ከ${weekday(lastDate, 'am')} ወዲህ ከ«${name}» ምንም ${kinds[kind].am} አልደረሰም፤ ${usually(usualPerDay, 'am')}።`,
  gap: ({ name, kind, from, to, days: count, usualPerDay }) =>
    `${count === 1 ? `በ${calendarDay(from, 'am')}` : `ከ${calendarDay(from, 'am')} እስከ ${calendarDay(to, 'am')} ለ${formatCount(count)} ቀናት`} ከ«${name}» ምንም ${kinds[kind].am} አልደረሰም፤ ${usually(usualPerDay, 'am')}።`,
  dropped: ({ name, kind, usual, lately }) => {
    const { am } = kinds[kind];
    const came = lately === 0 ? `ምንም ${am} አልደረሰም` : `የደረሰው ${am} ${about(lately)} ብቻ ነው`;
    return `ባለፉት 7 ቀናት ከ«${name}» ${came}፤ ብዙ ጊዜ ${about(usual)} ይደርሳል።`;
  },
  rejected: ({ name, events, of }) =>
    of === 1
      ? `ከ«${name}» የደረሰው 1 ክስተት ውድቅ ተደርጓል።`
      : `ከ«${name}» ከደረሱት ${counted(of, 'am')} ክስተቶች ${counted(events, 'am')} ውድቅ ${events === 1 ? 'ተደርጓል' : 'ተደርገዋል'}።`,
  violation: ({ name, event, pointer, rule, events, of }) => {
    const cost = costOf(pointer, rule)?.am;
    const count = of === undefined ? counted(events, 'am') : `ከ${counted(of, 'am')} ${counted(events, 'am')}`;
    return `ከ«${name}» የሚደርሰው ${eventNamed(event, 'am')}፦ ${violationSaid(pointer, rule).am} (${count})${cost ? `፤ ${cost}` : ''}።`;
  },
  unplanned: ({ name, names, events }) =>
    `ከ«${name}» ${events === 1 ? 'የደረሰ 1 ክስተት ስሙ' : `የደረሱ ${counted(events, 'am')} ክስተቶች ስማቸው`} በክትትል ዕቅዱ ውስጥ የለም${
      names.length > 0 ? `፦ ${quoted(names, 'am')}` : ''
    }።`,
  misspelt: ({ name, event, meant, events }) =>
    `ከ«${name}» የደረሰው «${event}» በክትትል ዕቅዱ ውስጥ የለም። «${meant}» ለማለት ነው? እንዲህ ሆኖ አይቆጠርም። ከዚያ የደረሱ ስማቸው በዕቅዱ የሌለ ክስተቶች ብዛት፦ ${counted(events, 'am')}።`,
  missing: ({ field, customers, of, areBuyers }) =>
    `ከ${formatCount(of)} ${areBuyers ? 'ገዢዎች' : 'ደንበኞች'} ${formatCount(customers)} ${missingWords[field]?.am ?? `${field} አልተመዘገበላቸውም`}።`,
  duplicates: ({ pairs, isCut }) =>
    `${isCut ? 'ከ' : ''}${formatCount(pairs)} ${isCut ? 'የሚበልጡ ' : ''}ጥንድ ደንበኞች አንድ ሰው ይመስላሉ።`,
  'shared-value': ({ evidence, customers }) =>
    sharedWords[evidence].am.replace('{n}', formatCount(customers)),
  unreadable: ({ customers }) =>
    customers === 1
      ? '1 የደንበኛ መዝገብ ሊነበብ አልቻለም፤ የእኚህ ደንበኛ የመልቀቅ ስጋት አይሰላም።'
      : `${formatCount(customers)} የደንበኛ መዝገቦች ሊነበቡ አልቻሉም፤ የእነዚህ ደንበኞች የመልቀቅ ስጋት አይሰላም።`,
};

const sentences: Record<Language, Sentences> = { en: english, am: amharic };

/** A finding as a sentence. */
export function sentenceOf(finding: Pick<Finding, 'code' | 'numbers'>, language: Language): string {
  // The table's type ties each code to its numbers; indexing by a union loses the tie.
  const write = sentences[language][finding.code] as (numbers: Finding['numbers']) => string;
  return write(finding.numbers);
}
