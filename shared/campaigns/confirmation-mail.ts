// The mail that asks whether it was really you. It says nothing that a stranger could have typed into a form: no name.
import { defineTexts, type Language } from '../platform/i18n.ts';
import type { Block, MailContent } from '../platform/mail-content.ts';
import { LINK_DAYS } from './confirm-token.ts';
import { type Contact, contactLines } from './contact.ts';

const texts = defineTexts({
  en: {
    subject: 'Please confirm: may {{ business }} write to you?',
    preheader: 'One press, and it is settled. If it was not you, do nothing.',
    greeting: 'Hello,',
    asked: 'Somebody asked {{ business }} to send mails to this address.',
    ask: 'Was that you? Then press the button and confirm it on the page that opens.',
    button: 'Yes, that was me',
    note: 'The link is good for {{ days }} days. If it was not you, do nothing: without your confirmation we send you no such mails.',
    contact: 'How to reach us',
    why: 'You receive this one mail because somebody entered your address with us.',
  },
  am: {
    subject: 'እባክዎ ያረጋግጡ፦ {{ business }} መልእክት ይላክልዎት?',
    preheader: 'አንድ ጊዜ መጫን ብቻ ነው። እርስዎ ካልሆኑ ምንም ማድረግ አያስፈልግም።',
    greeting: 'ሰላም፣',
    asked: 'ከ{{ business }} መልእክቶች እንዲደርሱ ይህ የኢሜይል አድራሻ ተመዝግቧል።',
    ask: 'የተመዘገቡት እርስዎ ነዎት? እንግዲያው ቁልፉን ይጫኑና በሚከፈተው ገጽ ላይ ያረጋግጡ።',
    button: 'አዎ፣ እኔ ነኝ',
    note: 'ሊንኩ የሚሠራው ለ{{ days }} ቀናት ነው። እርስዎ ካልሆኑ ምንም አያድርጉ፤ ካላረጋገጡ እንዲህ ዓይነት መልእክት አንልክልዎትም።',
    contact: 'ያግኙን',
    why: 'ይህ አንድ መልእክት የደረሰዎ አድራሻዎ በእኛ ዘንድ ስለተመዘገበ ነው።',
  },
});

export interface ConfirmationMailFacts {
  language: Language;
  business: string;
  /** Where answers go. */
  replyTo: string;
  contact: Contact;
  confirmUrl: string;
}

export function confirmationMail(facts: ConfirmationMailFacts): MailContent {
  const { language, business, contact } = facts;
  const say = (key: Parameters<typeof texts.say>[1]) =>
    texts.say(language, key, { business, days: LINK_DAYS });
  const block = (kind: 'greeting' | 'paragraph' | 'small', text: string): Block => ({ kind, text });
  return {
    language,
    subject: say('subject'),
    preheader: say('preheader'),
    brand: business,
    blocks: [
      block('greeting', say('greeting')),
      block('paragraph', say('asked')),
      block('paragraph', say('ask')),
      { kind: 'button', text: say('button'), href: facts.confirmUrl },
      block('small', say('note')),
      { kind: 'contact', title: say('contact'), lines: contactLines(contact, facts.replyTo, language) },
    ],
    footer: [
      { text: say('why') },
      { text: [business, contact.BUSINESS_ADDRESS].filter(Boolean).join(' · ') },
    ],
  };
}
