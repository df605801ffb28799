// The retention mail: what it says to one customer. Facts in, content out; what is not known is not mentioned.
import type { Profile } from '../customers/schema.ts';
import { type Calendar, formatDay, type Language } from '../platform/i18n.ts';
import type { Block, MailContent } from '../platform/mail-content.ts';
import { type Contact, contactLines } from './contact.ts';
import type { PurchaseFacts } from './purchase-facts.ts';
import { retentionTexts } from './retention-texts.ts';

export interface RetentionFacts {
  language: Language;
  calendar: Calendar;
  business: string;
  /** Where answers go. */
  replyTo: string;
  contact: Contact;
  profile: Pick<Profile, 'givenName'>;
  purchases: PurchaseFacts;
  unsubscribeUrl: string;
  /** Day number of today, to leave out the year of a date within the last 300 days. */
  today: number;
}

/** What a mailbox would turn into a link, or what is markup: not a name to greet by. */
const NOT_A_NAME = /[@/<>{}]|[\p{L}\p{N}]\.[\p{L}\p{N}]/u;

/** A name fit for a greeting: one short line with at least one letter. */
export function greetingName(givenName: string | undefined): string | undefined {
  const clean = givenName?.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return clean && clean.length <= 40 && /\p{L}/u.test(clean) && !NOT_A_NAME.test(clean) ? clean : undefined;
}

/** The mail's content. Throws when a text lacks a value, which a test over all facts rules out. */
export function retentionMail(facts: RetentionFacts): MailContent {
  const { language, business, purchases } = facts;
  const name = greetingName(facts.profile.givenName);
  const say = (key: Parameters<typeof retentionTexts.say>[1]) =>
    retentionTexts.say(language, key, { name, business, ...purchaseTexts(facts) });
  const paragraph = (text: string): Block => ({ kind: 'paragraph', text });
  return {
    language,
    subject: say('subject'),
    preheader: say('preheader'),
    brand: business,
    blocks: [
      { kind: 'greeting', text: say('greeting') },
      paragraph(say('missed')),
      ...(purchases.lastDay === undefined
        ? []
        : [paragraph(say(purchases.product ? 'lastProduct' : 'lastVisit'))]),
      paragraph(say(purchases.category ? 'category' : 'noCategory')),
      paragraph(say('question')),
      { kind: 'signature', lines: [say('closing'), business] },
      { kind: 'contact', title: say('contact'), lines: contactLines(facts.contact, facts.replyTo, language) },
    ],
    footer: [
      { text: say('why') },
      { text: say('stop'), href: facts.unsubscribeUrl },
      { text: [business, facts.contact.BUSINESS_ADDRESS].filter(Boolean).join(' · ') },
    ],
  };
}

function purchaseTexts({ purchases, language, calendar, today }: RetentionFacts) {
  const { lastDay, product, category } = purchases;
  const date =
    lastDay === undefined ? undefined : formatDay(lastDay, language, calendar, today - lastDay > 300);
  return { product, category, date };
}
