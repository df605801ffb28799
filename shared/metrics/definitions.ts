// What every metric means: name, definition, formula and window, in both languages, printed beside the number.
import type { Language } from '../customers/schema.ts';
import type { MetricName } from './schema.ts';
import { NEW_DAYS } from './tally.ts';

export type Unit = 'customers' | 'share' | 'orders per buyer' | 'money';

export interface Definition {
  unit: Unit;
  name: Record<Language, string>;
  definition: Record<Language, string>;
  formula: string;
  window: string;
}

const allTime = 'all time, up to the date';

/** The definitions for a period of `days` (the horizon of the churn scores). */
export const definitionsFor = (days: number): Record<MetricName, Definition> => ({
  customers: {
    unit: 'customers',
    name: { en: 'Customers', am: 'ደንበኞች' },
    definition: {
      en: 'Everyone on record, whether or not they have bought.',
      am: 'የገዙም ያልገዙም፣ በመዝገብ ላይ ያሉ ሁሉም ደንበኞች።',
    },
    formula: 'customer records',
    window: allTime,
  },
  buyers: {
    unit: 'customers',
    name: { en: 'Buyers', am: 'የገዙ ደንበኞች' },
    definition: { en: 'Customers with at least one purchase.', am: 'ቢያንስ አንድ ጊዜ የገዙ ደንበኞች።' },
    formula: 'customers with a purchase',
    window: allTime,
  },
  active: {
    unit: 'customers',
    name: { en: 'Active customers', am: 'ንቁ ደንበኞች' },
    definition: {
      en: `Customers who bought in the last ${days} days.`,
      am: `ባለፉት ${days} ቀናት ውስጥ የገዙ ደንበኞች።`,
    },
    formula: `customers whose last purchase day > date - ${days}`,
    window: `${days} days up to the date`,
  },
  new: {
    unit: 'customers',
    name: { en: 'New customers', am: 'አዲስ ደንበኞች' },
    definition: {
      en: `Customers who bought for the first time in the last ${NEW_DAYS} days.`,
      am: `ባለፉት ${NEW_DAYS} ቀናት ውስጥ ለመጀመሪያ ጊዜ የገዙ ደንበኞች።`,
    },
    formula: `customers whose first purchase day > date - ${NEW_DAYS}`,
    window: `${NEW_DAYS} days up to the date`,
  },
  lapsed: {
    unit: 'customers',
    name: { en: 'Lapsed customers', am: 'የራቁ ደንበኞች' },
    definition: {
      en: 'Customers whose silence has used up most of their chance to return.',
      am: 'ሳይገዙ ብዙ በመቆየታቸው የመመለስ ዕድላቸው በጣም ያነሰ ደንበኞች።',
    },
    formula: 'customers in band lapsed',
    window: 'on the date',
  },
  churnRate: {
    unit: 'share',
    name: { en: 'Churn rate', am: 'የመልቀቅ መጠን' },
    definition: {
      en: `Of the customers who bought in the ${days} days before the last ${days}, the share who did not buy in the last ${days}. Counted when the model is fitted.`,
      am: `ካለፉት ${days} ቀናት በፊት በነበሩት ${days} ቀናት ከገዙ ደንበኞች ውስጥ፣ ባለፉት ${days} ቀናት ያልገዙት ድርሻ። የሚቆጠረው ሞዴሉ ሲዘጋጅ ነው።`,
    },
    formula: '1 - (active in both periods / active in the earlier period)',
    window: `two periods of ${days} days, the later one up to the day of the count`,
  },
  repeatPurchaseRate: {
    unit: 'share',
    name: { en: 'Repeat-purchase rate', am: 'ደግመው የገዙ ደንበኞች ድርሻ' },
    definition: {
      en: 'Of all buyers, the share who bought on two days or more.',
      am: 'ከገዙ ደንበኞች ሁሉ፣ በሁለት ወይም ከዚያ በላይ ቀናት የገዙት ድርሻ።',
    },
    formula: 'buyers with two or more purchase days / buyers',
    window: allTime,
  },
  purchaseFrequency: {
    unit: 'orders per buyer',
    name: { en: 'Purchase frequency', am: 'የግዢ ድግግሞሽ' },
    definition: { en: 'Orders per buyer.', am: 'አንድ ደንበኛ በአማካይ የሰጣቸው ትዕዛዞች ብዛት።' },
    formula: 'orders / buyers',
    window: allTime,
  },
  averageOrderValue: {
    unit: 'money',
    name: { en: 'Average order value', am: 'አማካይ የትዕዛዝ ዋጋ' },
    definition: {
      en: 'Revenue per order, what was returned taken off; orders in another currency are left out.',
      am: 'የአንድ ትዕዛዝ አማካይ ገቢ፤ የተመለሰው ተቀንሶ፤ በሌላ ገንዘብ የተከፈሉ ትዕዛዞች ሳይጨመሩ።',
    },
    formula: '(revenue - refunds) / orders in the currency',
    window: allTime,
  },
  customerLifetimeValue: {
    unit: 'money',
    name: { en: 'Customer lifetime value', am: 'የደንበኛ የዘመን ዋጋ' },
    definition: {
      en: 'Mean revenue to expect of a buyer in the next 12 months, discounted by 10 % a year.',
      am: 'ከአንድ ደንበኛ በሚቀጥሉት 12 ወራት የሚጠበቅ አማካይ ገቢ፤ በዓመት 10 % ተቀንሶ።',
    },
    formula: 'sum of expected discounted spend / buyers',
    window: '12 months from the date',
  },
});
