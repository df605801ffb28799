// Reasons and next steps in words, English and Amharic from the same structure.
import type { Language } from '../customers/schema.ts';
import { dateOfDay } from '../platform/days.ts';
import { formatMoney } from '../platform/money.ts';
import type { Reason, ReasonCode } from './reasons.ts';

interface Words {
  money: (minor: number) => string;
  date: (day: number) => string;
}

type Numbers<Code extends ReasonCode> = Extract<Reason, { code: Code }>['numbers'];
type Sentences = { [Code in ReasonCode]: (numbers: Numbers<Code>, words: Words) => string };

const days = (count: number) => (count === 1 ? '1 day' : `${count} days`);
const times = (count: number) => (count === 1 ? 'once' : `${count} times`);

const english: Sentences = {
  silence: ({ usualDays, silentDays }) =>
    `Usually buys every ${usualDays === 1 ? 'day' : days(usualDays)}; silent for ${silentDays}.`,
  'second-purchase': ({ intervalDays, silentDays }) =>
    `Came back once, after ${days(intervalDays)}; silent for ${silentDays}.`,
  'first-purchase': ({ silentDays, usualReturnDays }) =>
    `Bought once, ${days(silentDays)} ago; others here come back within ${usualReturnDays}.`,
  'last-purchase': ({ silentDays }) => `Last bought ${days(silentDays)} ago.`,
  refund: ({ refunded, bought }, { money }) =>
    `Bought for ${money(bought)} in all and returned ${money(refunded)} of it.`,
  complaint: ({ openDays }) =>
    openDays === 0 ? 'Complained today.' : `A complaint has been open for ${days(openDays)}.`,
  rating: ({ rating, outOf, day }, { date }) => `Rated us ${rating} out of ${outOf} on ${date(day)}.`,
  visits: ({ visitsBefore, visitsNow, days: span }) =>
    `Looked in ${times(visitsBefore)} in the ${days(span)} before; ` +
    `${visitsNow === 0 ? 'not at all' : `only ${times(visitsNow)}`} in the last ${span}.`,
  bounce: ({ day }, { date }) => `Our e-mail to them came back on ${date(day)}.`,
  'quiet-days': ({ quietDays }) =>
    `Of this time, ${days(quietDays)} ${quietDays === 1 ? 'was a holiday, a fast or closed and does' : 'were holidays, fasts or closed and do'} not count.`,
};

const amharic: Sentences = {
  silence: ({ usualDays, silentDays }) =>
    `ብዙ ጊዜ ${usualDays === 1 ? 'በየቀኑ' : `በየ${usualDays} ቀኑ`} ይገዛሉ፤ አሁን ግን ከገዙ ${silentDays} ቀን ሆኗቸዋል።`,
  'second-purchase': ({ intervalDays, silentDays }) =>
    `ከመጀመሪያው ግዢ በኋላ አንድ ጊዜ ብቻ በ${intervalDays} ቀን ተመልሰዋል፤ አሁን ግን ከገዙ ${silentDays} ቀን ሆኗቸዋል።`,
  'first-purchase': ({ silentDays, usualReturnDays }) =>
    `አንድ ጊዜ ብቻ የገዙት ከ${silentDays} ቀን በፊት ነው፤ ሌሎች ደንበኞች በ${usualReturnDays} ቀን ውስጥ ይመለሳሉ።`,
  'last-purchase': ({ silentDays }) => `ለመጨረሻ ጊዜ ከገዙ ${silentDays} ቀን ሆኗቸዋል።`,
  refund: ({ refunded, bought }, { money }) =>
    `በጠቅላላ የ${money(bought)} ዕቃ ገዝተው የ${money(refunded)} ያህሉን መልሰዋል።`,
  complaint: ({ openDays }) => (openDays === 0 ? 'ዛሬ ቅሬታ አቅርበዋል።' : `ቅሬታቸው መፍትሔ ካላገኘ ${openDays} ቀን ሆኖታል።`),
  rating: ({ rating, outOf, day }, { date }) => `በ${date(day)} ከ${outOf} ${rating} ሰጥተውናል።`,
  visits: ({ visitsBefore, visitsNow, days: span }) =>
    `ቀደም ባሉት ${span} ቀናት ${visitsBefore} ጊዜ ጎብኝተውን ነበር፤ ` +
    `ባለፉት ${span} ቀናት ግን ${visitsNow === 0 ? 'አልጎበኙንም' : `${visitsNow} ጊዜ ብቻ ጎብኝተውናል`}።`,
  bounce: ({ day }, { date }) => `የላክንላቸው ኢሜይል በ${date(day)} ሳይደርሳቸው ተመልሷል።`,
  'quiet-days': ({ quietDays }) => `ከእነዚህ ውስጥ ${quietDays} ቀን የበዓል፣ የጾም ወይም ሱቁ የተዘጋበት ስለሆነ አልተቆጠረም።`,
};

const sentences: Record<Language, Sentences> = { en: english, am: amharic };

/** What to do about it, for the shop owner. */
const steps: Record<ReasonCode, Record<Language, string>> = {
  silence: {
    en: 'Write to them personally and mention what they usually buy.',
    am: 'ብዙ ጊዜ የሚገዙትን በማንሳት በግል ይጻፉላቸው።',
  },
  'second-purchase': {
    en: 'Ask how the last purchase turned out.',
    am: 'የመጨረሻው ግዢ እንዴት እንደነበረ ይጠይቋቸው።',
  },
  'first-purchase': {
    en: 'Thank them for the first purchase and suggest what goes well with it.',
    am: 'ለመጀመሪያው ግዢ አመስግነው አብሮ የሚሄድ ዕቃ ይጠቁሟቸው።',
  },
  'last-purchase': {
    en: 'Ask whether there is anything they need.',
    am: 'የሚያስፈልጋቸው ነገር ካለ ይጠይቋቸው።',
  },
  refund: {
    en: 'Ask whether the return was settled well before offering anything.',
    am: 'ሌላ ነገር ከማቅረብዎ በፊት የመለሱት ዕቃ ጉዳይ በሚገባ እንደተፈታ ይጠይቋቸው።',
  },
  complaint: {
    en: 'Settle the complaint first; send no offer until then.',
    am: 'መጀመሪያ ቅሬታቸውን ይፍቱ፤ እስከዚያ ድረስ ማስታወቂያ አይላኩላቸው።',
  },
  rating: {
    en: 'Call them and ask what went wrong.',
    am: 'ደውለው ምን እንዳላስደሰታቸው ይጠይቋቸው።',
  },
  visits: {
    en: 'Show them what is new.',
    am: 'አዲስ የገቡ ዕቃዎችን ያሳዩዋቸው።',
  },
  bounce: {
    en: 'Call them and ask for an address that works.',
    am: 'ደውለው የሚሠራ የኢሜይል አድራሻ ይጠይቋቸው።',
  },
  'quiet-days': {
    en: 'Wait until the quiet days are over.',
    am: 'የበዓሉ ወይም የጾሙ ቀናት እስኪያልፉ ይጠብቁ።',
  },
};

const dateIn: Record<Language, Intl.DateTimeFormat> = {
  en: new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric', timeZone: 'UTC' }),
  am: new Intl.DateTimeFormat('am-ET-u-ca-ethiopic', { month: 'long', day: 'numeric', timeZone: 'UTC' }),
};

/** One reason as a sentence; `currency` is the tenant's (ISO 4217). */
export function sentenceOf(reason: Reason, language: Language, currency: string): string {
  const words: Words = {
    money: (amount) => formatMoney({ amount, currency }, language, true),
    date: (day) => dateIn[language].format(new Date(dateOfDay(day))),
  };
  // The table's type ties each code to its numbers; indexing by a union loses the tie.
  const write = sentences[language][reason.code] as (numbers: Reason['numbers'], words: Words) => string;
  return write(reason.numbers, words);
}

/** The reason to act on first: an open complaint whatever it costs, else the weightiest. */
export const leadingReason = (reasons: readonly Reason[]): Reason | undefined =>
  reasons.find(({ code }) => code === 'complaint') ?? reasons[0];

/** The suggested next step for `reasons`; undefined when there is none. */
export function nextStepOf(reasons: readonly Reason[], language: Language): string | undefined {
  const first = leadingReason(reasons);
  return first && steps[first.code][language];
}
