// The at-risk list mail: what it says to one marketer. Everything it needs comes in; content comes out.
import type { PurchaseFacts } from '../campaigns/purchase-facts.ts';
import type { Band } from '../churn/schema.ts';
import {
  type Calendar,
  formatCount,
  formatDay,
  formatDayBriefly,
  formatWeekday,
  type Language,
} from '../platform/i18n.ts';
import type { Bar, Block, MailContent, Person } from '../platform/mail-content.ts';
import type { Row } from './row.ts';
import type { BandTotal, SilentSales } from './schema.ts';
import { about, listTexts, spokenMoney } from './words.ts';

/** What became of the retention mail of a customer. */
export type MailNote = { kind: 'mailed'; day: number } | { kind: 'mailing' | 'bounced' | 'noConsent' };

export interface ListFacts {
  language: Language;
  calendar: Calendar;
  business: string;
  currency: string;
  horizonDays: number;
  /** Day number of the business date. */
  day: number;
  /** Everybody at risk, and what they are worth together, minor units. */
  total: BandTotal;
  bands: Readonly<Partial<Record<Band, BandTotal>>>;
  /** The most valuable first. */
  rows: readonly Row[];
  notes: ReadonlyMap<string, MailNote>;
  /** What those shown buy, by customer id, as far as the log says. */
  purchases: ReadonlyMap<string, PurchaseFacts>;
  /** Undefined on the first list, or when the last one is gone. */
  change: { added: number; cameBack: number; lapsed: number } | undefined;
  /** Earlier lists, oldest first, this one not included. */
  history: readonly { day: number; customers: number }[];
  /** Sources whose sales have stopped, with the day number of the last one. */
  silentSales: readonly SilentSales[];
  /** The model has little data of this shop's own. */
  isRough: boolean;
}

/** As many as one can call in a week. */
export const PEOPLE_SHOWN = 5;
const LISTS_IN_TREND = 6;
const SOURCES_NAMED = 3;
const tones: Record<Band, Bar['tone']> = {
  'at-risk': 'alarm',
  watch: 'warning',
  safe: 'calm',
  new: 'calm',
  lapsed: 'quiet',
};
const bandOrder: readonly Band[] = ['at-risk', 'watch', 'safe', 'new', 'lapsed'];

type Say = (key: Parameters<typeof listTexts.say>[1], more?: Record<string, string | number>) => string;

export function listMail(facts: ListFacts): MailContent {
  const { language, business, total, rows } = facts;
  const shared = {
    business,
    count: total.customers,
    number: formatCount(total.customers),
    worth: spokenMoney({ amount: about(total.valueAtRisk), currency: facts.currency }, language),
    names: rows
      .slice(0, 3)
      .map(({ name }) => name)
      .join(language === 'am' ? '፣ ' : ', '),
    days: facts.horizonDays,
    listed: formatCount(rows.length),
  };
  const say: Say = (key, more = {}) => listTexts.say(language, key, { ...shared, ...more });
  return {
    language,
    subject: say('subject'),
    preheader: say('preheader'),
    brand: business,
    blocks: [
      ...(total.customers === 0 ? goodNews(facts, say) : people(facts, say)),
      ...trend(facts, say),
      bandBars(facts, say),
      ...smallPrint(facts, say),
    ],
    footer: [{ text: say('why') }, ...(rows.length > 0 ? [{ text: say('personal') }] : [])],
  };
}

function goodNews(facts: ListFacts, say: Say): Block[] {
  return [
    { kind: 'lead', text: say('goodNews') },
    ...warnings(facts, say),
    ...figures(facts, say),
    { kind: 'paragraph', text: say('goodNewsMore') },
  ];
}

function people(facts: ListFacts, say: Say): Block[] {
  const { rows, total } = facts;
  const isAllShown = rows.length <= PEOPLE_SHOWN && rows.length === total.customers;
  return [
    { kind: 'lead', text: say('lead') },
    ...warnings(facts, say),
    ...figures(facts, say),
    { kind: 'heading', text: say('top') },
    {
      kind: 'people',
      stepLabel: say('step'),
      people: rows.slice(0, PEOPLE_SHOWN).map((row) => person(row, facts, say)),
    },
    { kind: 'small', text: say(isAllShown ? 'attached' : rows.length < total.customers ? 'capped' : 'rest') },
  ];
}

/** Who bought where the sales do not come from looks silent. */
const warnings = ({ silentSales, language, calendar }: ListFacts, say: Say): Block[] =>
  silentSales.slice(0, SOURCES_NAMED).map(({ name, day }) => ({
    kind: 'warning',
    text: say('silentSales', { source: name, date: formatWeekday(day, language, calendar) }),
  }));

function person(row: Row, facts: ListFacts, say: Say): Person {
  const note = facts.notes.get(row.customerId);
  const date = note?.kind === 'mailed' ? formatDay(note.day, facts.language, facts.calendar, false) : '';
  const { phone, email } = row;
  return {
    name: row.name,
    value: spokenMoney({ amount: row.worth, currency: facts.currency }, facts.language),
    why: [
      ...row.why,
      ...whatTheyBuy(facts.purchases.get(row.customerId), say),
      ...(note ? [say(note.kind, { date })] : []),
    ],
    step: row.step,
    contacts: [
      ...(phone ? [{ text: phone, href: `tel:${phone}` }] : []),
      ...(email ? [{ text: email, href: `mailto:${email}` }] : []),
    ],
  };
}

const whatTheyBuy = ({ category, product }: PurchaseFacts = {}, say: Say): string[] => {
  if (category) return [say('often', { category })];
  return product ? [say('lastProduct', { product })] : [];
};

/** The change since last time, as up to three figures. */
function figures({ change, total, history }: ListFacts, say: Say): Block[] {
  const last = history.at(-1);
  if (!last) return [];
  const difference = total.customers - last.customers;
  const sign = difference > 0 ? 'moreThanLast' : difference < 0 ? 'lessThanLast' : 'sameAsLast';
  const inNumber = { value: formatCount(Math.abs(difference)), label: say(sign) };
  if (!change) return [{ kind: 'figures', figures: [inNumber] }];
  const { added, cameBack, lapsed } = change;
  return [
    {
      kind: 'figures',
      figures: [
        { value: formatCount(added), label: say('added') },
        { value: formatCount(cameBack), label: say('cameBack') },
        { value: formatCount(lapsed), label: say('lapsed') },
      ],
    },
  ];
}

function trend({ history, total, day, language, calendar }: ListFacts, say: Say): Block[] {
  const points = [...history, { day, customers: total.customers }].slice(-LISTS_IN_TREND);
  if (points.length < 3) return [];
  const most = Math.max(1, ...points.map(({ customers }) => customers));
  const columns = points.map((point, index) => ({
    label: formatDayBriefly(point.day, language, calendar),
    value: formatCount(point.customers),
    share: point.customers / most,
    isLast: index === points.length - 1,
  }));
  return [{ kind: 'columns', title: say('trend'), columns }];
}

function bandBars({ bands }: ListFacts, say: Say): Block {
  const counts = bandOrder.map((band) => ({ band, customers: bands[band]?.customers ?? 0 }));
  const most = Math.max(1, ...counts.map(({ customers }) => customers));
  return {
    kind: 'bars',
    title: say('bands'),
    bars: counts.map(({ band, customers }) => ({
      label: say(band === 'lapsed' ? 'lapsedBand' : band),
      value: formatCount(customers),
      share: customers / most,
      tone: tones[band],
    })),
  };
}

function smallPrint({ day, language, calendar, isRough }: ListFacts, say: Say): Block[] {
  const asOf = say('asOf', { date: formatDay(day, language, calendar) });
  return [
    ...(isRough ? [{ kind: 'small' as const, text: say('rough') }] : []),
    { kind: 'small', text: `${say('definition')} ${asOf}` },
  ];
}
