// What every score and number of the report means, in both languages: printed beside it.
import type { Language } from '../../customers/schema.ts';
import type { Dimension, MeasureName } from './report-schema.ts';
import { dimensionWeights, eventWeights, fieldWeights, GAP_DAYS, kindWeights, MIN_EVENTS } from './scores.ts';

type Both = Record<Language, string>;

export interface Definition {
  name: Both;
  definition: Both;
  formula: string;
  window: string;
}

export interface MeasureDefinition extends Omit<Definition, 'window'> {
  unit: 'share' | 'pairs';
}

const listed = (weights: Readonly<Record<string, number>>): string =>
  Object.entries(weights)
    .map(([name, weight]) => `${name} ${weight}`)
    .join(', ');
const arrivals = 'arrivals of the last 7 complete days and of the day of the report so far';

export const overallDefinition: Definition = {
  name: { en: 'Data quality', am: 'የመረጃ ጥራት' },
  definition: {
    en: 'How far the numbers about your customers can be trusted. 100 is faultless; without a number it is too early to tell.',
    am: 'ስለ ደንበኞችዎ ያሉት ቁጥሮች ምን ያህል እምነት እንደሚጣልባቸው። 100 እንከን የለሽ ማለት ነው፤ ቁጥር ከሌለ ገና በቂ መረጃ የለም።',
  },
  formula: `mean of the scores there are, at least two, weighted: ${listed(dimensionWeights)}`,
  window: 'as of each score',
};

export const dimensionDefinitions: Record<Dimension, Definition> = {
  completeness: {
    name: { en: 'Completeness', am: 'የመረጃ ሙሉነት' },
    definition: {
      en: 'How much of what is needed to reach and know a customer is on record.',
      am: 'ደንበኛን ለማግኘትና ለማወቅ ከሚያስፈልገው መረጃ ምን ያህሉ እንደተመዘገበ።',
    },
    formula: `100 x share of readable records x mean share of buyers (without any: of customers) with the field, weighted: ${listed(fieldWeights)}`,
    window: 'all customers, on the night of the report',
  },
  validity: {
    name: { en: 'Validity', am: 'የመረጃ ትክክለኛነት' },
    definition: {
      en: 'How many of the events that arrive are as they should be.',
      am: 'ከሚደርሱት ክስተቶች ምን ያህሉ እንደሚገባው ሆነው እንደደረሱ።',
    },
    formula: `100 x (1 - wrong events / events), half over all events and half the worst source; a wrong event counts: ${listed(eventWeights)}; null below ${MIN_EVENTS} events`,
    window: arrivals,
  },
  uniqueness: {
    name: { en: 'Uniqueness', am: 'ድግግሞሽ አለመኖር' },
    definition: {
      en: 'How many customers are on record once only.',
      am: 'ምን ያህል ደንበኞች አንድ ጊዜ ብቻ እንደተመዘገቡ።',
    },
    formula: '100 x (1 - customers in a strong or likely pair / customers); null below 2 customers',
    window: 'all customers, on the night of the report',
  },
  freshness: {
    name: { en: 'Freshness', am: 'የመረጃ ወቅታዊነት' },
    definition: {
      en: 'Whether every source still sends as it usually does.',
      am: 'እያንዳንዱ የመረጃ ምንጭ እንደ ወትሮው እየላከ እንደሆነ።',
    },
    formula: `100 x mean over sources and kinds with a usual rhythm: 0 when silent, else the smaller of (1 - days in gaps / ${GAP_DAYS}) and (events lately / usually) where they fell; weighted: ${listed(kindWeights)}`,
    window: `56 days for what is usual, ${GAP_DAYS} days for gaps`,
  },
};

const known = (en: string, am: string, name: Both): MeasureDefinition => ({
  unit: 'share',
  name,
  definition: { en, am },
  formula: 'with it / buyers (without any: customers)',
});

const pairs = (en: string, am: string, name: Both): MeasureDefinition => ({
  unit: 'pairs',
  name,
  definition: { en, am },
  formula: 'pairs of customers',
});

export const measureDefinitions: Record<MeasureName, MeasureDefinition> = {
  contact: known('Buyers with an e-mail address or a phone number.', 'ኢሜይል ወይም ስልክ ቁጥር ያላቸው ገዢዎች።', {
    en: 'With a contact',
    am: 'መገኛ ያላቸው',
  }),
  name: known('Buyers with a name.', 'ስማቸው የተመዘገበ ገዢዎች።', { en: 'With a name', am: 'ስም ያላቸው' }),
  fullName: known('Buyers with a name and their father’s name.', 'ከነአባት ስም የተመዘገቡ ገዢዎች።', {
    en: 'With a full name',
    am: 'ሙሉ ስም ያላቸው',
  }),
  phone: known('Buyers with a phone number.', 'ስልክ ቁጥር ያላቸው ገዢዎች።', {
    en: 'With a phone number',
    am: 'ስልክ ቁጥር ያላቸው',
  }),
  email: known('Buyers with an e-mail address.', 'ኢሜይል ያላቸው ገዢዎች።', {
    en: 'With an e-mail address',
    am: 'ኢሜይል ያላቸው',
  }),
  language: known('Buyers whose language is on record.', 'ቋንቋቸው የተመዘገበ ገዢዎች።', {
    en: 'With a language',
    am: 'ቋንቋቸው የታወቀ',
  }),
  ownId: known('Buyers with an id of your own systems.', 'የራስዎ ሥርዓት መለያ ያላቸው ገዢዎች።', {
    en: 'With an id of yours',
    am: 'መለያ ያላቸው',
  }),
  consent: known(
    'Buyers of whom it is on record whether they agreed to mail.',
    'ፈቃድ መስጠት አለመስጠታቸው የተመዘገበ ገዢዎች።',
    {
      en: 'With a record of consent',
      am: 'የፈቃድ መዝገብ ያላቸው',
    },
  ),
  readable: {
    unit: 'share',
    name: { en: 'Readable records', am: 'የሚነበቡ መዝገቦች' },
    definition: { en: 'Customer records that could be read.', am: 'ሊነበቡ የቻሉ የደንበኛ መዝገቦች።' },
    formula: 'readable records / records',
  },
  accepted: {
    unit: 'share',
    name: { en: 'Accepted', am: 'ተቀባይነት ያገኙ' },
    definition: { en: 'Events that were not rejected.', am: 'ውድቅ ያልተደረጉ ክስተቶች።' },
    formula: 'accepted / (accepted + rejected)',
  },
  asPlanned: {
    unit: 'share',
    name: { en: 'As planned', am: 'በዕቅዱ መሠረት የደረሱ' },
    definition: {
      en: 'Accepted events with every field as the tracking plan says.',
      am: 'ሁሉም መረጃቸው በክትትል ዕቅዱ መሠረት የሆኑ ክስተቶች።',
    },
    formula: '(accepted - flagged) / accepted',
  },
  inPlan: {
    unit: 'share',
    name: { en: 'With a known name', am: 'ስማቸው በዕቅዱ ያለ' },
    definition: {
      en: 'Accepted events whose name the tracking plan has.',
      am: 'ስማቸው በክትትል ዕቅዱ ውስጥ ያለ ክስተቶች።',
    },
    formula: '(accepted - unplanned) / accepted',
  },
  worstSource: {
    unit: 'share',
    name: { en: 'Worst source', am: 'ብዙ ስህተት ያለበት ምንጭ' },
    definition: {
      en: `What is right of the source with most mistakes, among those with ${MIN_EVENTS} events or more.`,
      am: `${MIN_EVENTS} ወይም ከዚያ በላይ ክስተት ከላኩት ምንጮች፣ ብዙ ስህተት ባለበት ምንጭ ትክክል የሆነው ድርሻ።`,
    },
    formula: '1 - wrong events / events, of the worst source',
  },
  apart: {
    unit: 'share',
    name: { en: 'On record once', am: 'አንድ ጊዜ የተመዘገቡ' },
    definition: {
      en: 'Customers who are in no strong or likely pair.',
      am: 'ከሌላ ደንበኛ ጋር አንድ ሰው ሊሆኑ የማይመስሉ ደንበኞች።',
    },
    formula: '1 - customers in a strong or likely pair / customers',
  },
  strong: pairs('Pairs who are almost certainly one person.', 'አንድ ሰው መሆናቸው እርግጠኛ የሚያሰኝ ጥንዶች።', {
    en: 'Strong pairs',
    am: 'እርግጠኛ ጥንዶች',
  }),
  likely: pairs('Pairs who are likely one person.', 'አንድ ሰው ሊሆኑ የሚችሉ ጥንዶች።', {
    en: 'Likely pairs',
    am: 'ሊሆኑ የሚችሉ ጥንዶች',
  }),
  possible: pairs(
    'Pairs who may be one person; they cost no points.',
    'አንድ ሰው ሊሆኑም ላይሆኑም የሚችሉ ጥንዶች፤ ነጥብ አይቀነስባቸውም።',
    {
      en: 'Possible pairs',
      am: 'አጠራጣሪ ጥንዶች',
    },
  ),
  arriving: {
    unit: 'share',
    name: { en: 'Still arriving', am: 'መድረስ የቀጠሉ' },
    definition: {
      en: 'Of the kinds of events that sources usually send, those that still come.',
      am: 'ምንጮች ዘወትር ከሚልኳቸው የክስተት ዓይነቶች፣ አሁንም እየደረሱ ያሉት።',
    },
    formula: 'not silent / with a usual rhythm',
  },
};
