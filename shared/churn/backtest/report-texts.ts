// The facts of a backtest in an owner's words, English and Amharic from the same structure.
import type { Language } from '../../customers/schema.ts';
import type { Fact } from './report-facts.ts';
import type { MethodName } from './schema.ts';

export const methodNames: Record<Language, Record<MethodName, string>> = {
  en: {
    corrected: 'each customer’s own rhythm, corrected by your shop’s past',
    'mbg-cnbd-k': 'each customer’s own rhythm (MBG/CNBD-k)',
    'mbg-nbd': 'purchase model MBG/NBD',
    'bg-nbd': 'purchase model BG/NBD',
    'pareto-nbd': 'purchase model Pareto/NBD',
    recency: 'days since the last purchase alone',
    rfm: 'classes of recency, frequency and spend (RFM)',
    logit: 'a plain regression',
  },
  am: {
    corrected: 'የእያንዳንዱ ደንበኛ የግዢ ልማድ፣ በሱቅዎ ያለፈ ታሪክ የታረመ',
    'mbg-cnbd-k': 'የእያንዳንዱ ደንበኛ የግዢ ልማድ (MBG/CNBD-k)',
    'mbg-nbd': 'የግዢ ስሌት MBG/NBD',
    'bg-nbd': 'የግዢ ስሌት BG/NBD',
    'pareto-nbd': 'የግዢ ስሌት Pareto/NBD',
    recency: 'ከመጨረሻው ግዢ ያለፈ ጊዜ ብቻ',
    rfm: 'ከመጨረሻው ግዢ ያለፈ ጊዜ፣ የግዢ ድግግሞሽ እና የግዢ መጠን በምድብ (RFM)',
    logit: 'ቀላል የሪግሬሽን ስሌት',
  },
};

type Of<Key extends Fact['key']> = Extract<Fact, { key: Key }>;
type Sentences = { [Key in Fact['key']]: (fact: Of<Key>) => string };

const people = (count: number) => (count === 1 ? '1 customer' : `${count} customers`);
const percent = (share: number) => `${Math.round(100 * share)} %`;
const ofTen = (share: number) => (10 * share).toFixed(1).replace(/\.0$/, '');

const english: Sentences = {
  'nothing-to-try': () =>
    'Too early to tell how well this works here: the history is too short to try it on the past.',
  tier: ({ tier, customers }) =>
    ({
      prior: `Based on ${people(customers)}: what is known of shops in general still weighs most.`,
      blended: `Based on ${people(customers)}: your own past counts, held in check by what is known of shops in general.`,
      fitted: `Based on ${people(customers)}: your own past decides.`,
    })[tier],
  chosen: ({ method, methods, dates, customers }) =>
    `In use: ${methodNames.en[method]}. Of ${methods} ways tried on ${dates} past dates (${customers} forecasts) it foretold best who would stay away.`,
  kept: ({ method, other }) =>
    `In use: ${methodNames.en[method]}. On the past dates another way (${methodNames.en[other]}) came out ahead, but by no more than chance explains.`,
  'too-few': ({ method }) =>
    `In use: ${methodNames.en[method]}. There are too few customers to say which way is best; this one does best in shops of your size.`,
  cut: ({ date, days, predicted, actual }) =>
    `On ${date} it said ${percent(predicted)} would not buy in the ${days} days to come; it was ${percent(actual)}.`,
  counts: ({ predicted, actual }) =>
    `Over these dates it expected ${predicted} purchase days; there were ${actual}.`,
  list: ({ size, precision, capturedValue }) =>
    `Of every 10 customers on the first ${size} lines of the list, ${ofTen(precision)} did stay away; these lines held ${percent(capturedValue)} of all the value that was lost.`,
  'list-recency': ({ size, precision }) =>
    `A list of ${size} made from the days since the last purchase alone: ${ofTen(precision)} of 10.`,
  pairs: ({ share }) =>
    `Shown one customer who stayed away and one who came back, it tells which is which ${ofTen(share)} times in 10 (5 is guessing).`,
  season: () =>
    'What no calculation knows is next month’s season: differences like the ones above will come again.',
};

const amharic: Sentences = {
  'nothing-to-try': () => 'ገና በቂ መረጃ የለም፤ ያለፈው ታሪክ አጭር ስለሆነ በእርሱ ላይ መሞከር አልተቻለም።',
  tier: ({ tier, customers }) =>
    ({
      prior: `የተቆጠሩ ደንበኞች ብዛት ${customers}፤ ለጊዜው ይበልጥ የሚመዝነው ስለ ሱቆች በአጠቃላይ የሚታወቀው ነው።`,
      blended: `የተቆጠሩ ደንበኞች ብዛት ${customers}፤ የሱቅዎ ታሪክ ይቆጠራል፣ ስለ ሱቆች በአጠቃላይ የሚታወቀውም አብሮ ይመዝናል።`,
      fitted: `የተቆጠሩ ደንበኞች ብዛት ${customers}፤ የሚወስነው የሱቅዎ ታሪክ ነው።`,
    })[tier],
  chosen: ({ method, methods, dates, customers }) =>
    `በሥራ ላይ ያለው፦ ${methodNames.am[method]}። ${methods} መንገዶች ባለፉ ${dates} ቀናት ላይ ተሞክረው (${customers} ትንበያዎች) ማን እንደሚርቅ በተሻለ ሁኔታ የተነበየው ይህ ነው።`,
  kept: ({ method, other }) =>
    `በሥራ ላይ ያለው፦ ${methodNames.am[method]}። ባለፉት ቀናት ላይ ሌላ መንገድ (${methodNames.am[other]}) በልጦ ታይቷል፤ ልዩነቱ ግን በአጋጣሚ ሊመጣ ከሚችለው አይበልጥም።`,
  'too-few': ({ method }) =>
    `በሥራ ላይ ያለው፦ ${methodNames.am[method]}። የትኛው መንገድ እንደሚሻል ለመለየት ደንበኞቹ ጥቂት ናቸው፤ በዚህ መጠን ባሉ ሱቆች የሚሻለው ይህ ነው።`,
  cut: ({ date, days, predicted, actual }) =>
    `በ${date} በሚቀጥሉት ${days} ቀናት ${percent(predicted)} ደንበኞች አይገዙም ብሎ ነበር፤ የሆነው ${percent(actual)} ነው።`,
  counts: ({ predicted, actual }) => `በእነዚህ ጊዜያት ${predicted} የግዢ ቀናት ጠብቆ ነበር፤ የሆነው ${actual} ነው።`,
  list: ({ size, precision, capturedValue }) =>
    `በዝርዝሩ የመጀመሪያ ${size} መስመሮች ካሉት ከየ10 ደንበኞች ${ofTen(precision)} በእርግጥ አልተመለሱም፤ ከታጣው ገቢ ውስጥ ${percent(capturedValue)} በእነዚህ መስመሮች ነበር።`,
  'list-recency': ({ size, precision }) =>
    `ከመጨረሻው ግዢ ባለፈው ጊዜ ብቻ የተሠራ የ${size} ደንበኞች ዝርዝር ቢሆን ኖሮ፦ ከ10 ${ofTen(precision)}።`,
  pairs: ({ share }) =>
    `አንድ የራቁና አንድ የተመለሱ ደንበኛ ሲቀርቡለት የትኛው የትኛው እንደሆነ ከ10 ${ofTen(share)} ጊዜ ይለያል (በግምት ብቻ 5 ነው)።`,
  season: () => 'ማንኛውም ስሌት የሚቀጥለውን ወር ወቅት አያውቅም፤ ከላይ ያሉትን የመሰሉ ልዩነቶች እንደገና ይኖራሉ።',
};

const sentences: Record<Language, Sentences> = { en: english, am: amharic };

export function sentenceOf(fact: Fact, language: Language): string {
  const say = sentences[language][fact.key] as (fact: Fact) => string;
  return say(fact);
}
