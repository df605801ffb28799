// Mails as people get them, for the tests that look at them.
import { type ConfirmationMailFacts, confirmationMail } from '../../shared/campaigns/confirmation-mail.ts';
import { type RetentionFacts, retentionMail } from '../../shared/campaigns/retention-mail.ts';
import { dayOfDate } from '../../shared/platform/days.ts';
import type { Language } from '../../shared/platform/i18n.ts';
import { type ListFacts, listMail } from '../../shared/reports/list-mail.ts';
import { type Listed, rowOf } from '../../shared/reports/row.ts';
import { anAtRiskCustomer, BUSINESS_DATE } from './report-world.ts';

const names: Record<Language, string[]> = {
  am: ['አበበ በቀለ', 'አልማዝ ተስፋዬ', 'ዮሐንስ ገብረ መድኅን ወልደ ማርያም', 'ትዕግሥት ኃይሉ', 'ደረጀ አለሙ', 'ሂሩት ካሳ'],
  en: [
    'Abebe Bekele',
    'Almaz Tesfaye',
    'Yohannes Gebremedhin Woldemariam',
    'Tigist Hailu',
    'Dereje Alemu',
    'Hirut Kassa',
  ],
};

export const aConfirmationMail = (over: Partial<ConfirmationMailFacts> = {}) =>
  confirmationMail({
    language: 'en',
    business: 'Shemma Coffee',
    replyTo: 'hello@example.com',
    contact: {
      BUSINESS_ADDRESS: 'Bole Road, Addis Ababa',
      BUSINESS_PHONE: '+251 11 123 4567',
      BUSINESS_WEBSITE: '',
    },
    confirmUrl: `https://api.example.com/c/${'t'.repeat(260)}`,
    ...over,
  });

export const aRetentionMail = (over: Partial<RetentionFacts> = {}) =>
  retentionMail({
    language: 'en',
    calendar: 'ethiopic',
    business: 'Shemma Coffee',
    replyTo: 'hello@shop.example',
    contact: {
      BUSINESS_ADDRESS: 'Bole Road, Addis Ababa',
      BUSINESS_PHONE: '+251 11 123 4567',
      BUSINESS_WEBSITE: 'https://shop.example',
    },
    profile: { givenName: 'Almaz' },
    purchases: { lastDay: dayOfDate('2026-10-02'), product: 'Yirgacheffe coffee 500 g', category: 'coffee' },
    unsubscribeUrl: 'https://api.example.com/u/token.signature',
    today: dayOfDate('2026-11-22'),
    ...over,
  });

/** A list of six, five of them shown, with a trend, a change and long names. */
export function aListMail(language: Language, over: Partial<ListFacts> = {}) {
  const customers = names[language].map((name, index) => {
    const customer = anAtRiskCustomer(index + 1, 700_000 - 90_000 * index);
    return { ...customer, profile: { ...customer.profile, name } } as Listed;
  });
  const inForce = { businessDate: BUSINESS_DATE, model: { usualReturnDays: 40 } };
  const total = { customers: 6, valueAtRisk: 2_850_000 };
  return listMail({
    language,
    calendar: 'ethiopic',
    business: 'Shemma Coffee',
    currency: 'ETB',
    horizonDays: 90,
    day: dayOfDate(BUSINESS_DATE),
    total,
    bands: {
      'at-risk': total,
      safe: { customers: 122, valueAtRisk: 0 },
      new: { customers: 31, valueAtRisk: 0 },
    },
    rows: customers.map((customer) => rowOf(customer, { language, currency: 'ETB', inForce })),
    notes: new Map([[customers[0]?.pk ?? '', { kind: 'mailed', day: dayOfDate('2026-10-02') }]]),
    purchases: new Map([[customers[0]?.pk ?? '', { category: language === 'am' ? 'ቡና' : 'Coffee' }]]),
    change: { added: 2, cameBack: 3, lapsed: 1 },
    history: [9, 12, 11, 16, 8].map((count, n) => ({
      day: dayOfDate('2026-08-31') + 7 * n,
      customers: count,
    })),
    silentSales: [{ name: 'web-shop', day: dayOfDate('2026-10-01') }],
    isRough: false,
    ...over,
  });
}
