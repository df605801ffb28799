// The page behind a confirmation link: what it says.
import { defineTexts, type Language } from '../platform/i18n.ts';
import { LINK_DAYS } from './confirm-token.ts';
import { renderPage } from './page.ts';

const texts = defineTexts({
  en: {
    askTitle: 'Do you want our mails?',
    ask: 'Press the button and {{ business }} may write to you by e-mail.',
    button: 'Yes, write to me',
    askNote: 'Nothing changes until you press it. You can stop at any time: every mail has a link for that.',
    doneTitle: 'Thank you. We will write to you.',
    done: 'From now on {{ business }} may send you mails.',
    doneNote: 'To stop, use the link at the end of any of them.',
    expiredTitle: 'This link no longer works',
    expired:
      'It was good for {{ days }} days, and for the address it was sent to. If you still want our mails, please ask for them again and we send you a new link.',
    brokenTitle: 'This link does not work',
    broken: 'It is incomplete or not one of ours. Please open it again from the mail.',
    laterTitle: 'That did not work just now',
    later: 'Please go back and press the button again in a minute.',
    other: 'አማርኛ',
  },
  am: {
    askTitle: 'መልእክቶቻችን እንዲደርስዎት ይፈልጋሉ?',
    ask: 'ከታች ያለውን ቁልፍ ሲጫኑ፣ {{ business }} በኢሜይል እንዲጽፍልዎት ይፈቅዳሉ።',
    button: 'አዎ፣ ይጻፉልኝ',
    askNote: 'ቁልፉን እስኪጫኑ ድረስ ምንም አይቀየርም። በማንኛውም ጊዜ ማቆም ይችላሉ፤ ማቆሚያው ሊንክ በእያንዳንዱ መልእክት ላይ አለ።',
    doneTitle: 'እናመሰግናለን። እንጽፍልዎታለን።',
    done: 'ከእንግዲህ ከ{{ business }} መልእክት ይደርስዎታል።',
    doneNote: 'ለማቆም ሲፈልጉ በመልእክቱ መጨረሻ ያለውን ሊንክ ይጠቀሙ።',
    expiredTitle: 'ይህ ሊንክ ከእንግዲህ አይሠራም',
    expired:
      'ሊንኩ የሚሠራው ለ{{ days }} ቀናት እና ለተላከበት አድራሻ ብቻ ነበር። አሁንም መልእክቶቻችንን ከፈለጉ እባክዎ እንደገና ይመዝገቡ፤ አዲስ ሊንክ እንልክልዎታለን።',
    brokenTitle: 'ይህ ሊንክ አይሠራም',
    broken: 'ሊንኩ ያልተሟላ ነው ወይም የእኛ አይደለም። እባክዎ ከመልእክቱ ላይ እንደገና ይክፈቱት።',
    laterTitle: 'አሁን አልተሳካም',
    later: 'እባክዎ ወደ ኋላ ተመልሰው ከአንድ ደቂቃ በኋላ ቁልፉን እንደገና ይጫኑ።',
    other: 'English',
  },
});

export type ConfirmPageKind = 'ask' | 'done' | 'expired' | 'broken' | 'later';

/** One page in one language. Only `ask` has the button. */
export function confirmPage(kind: ConfirmPageKind, language: Language, business: string): string {
  const say = (key: Parameters<typeof texts.say>[1]) =>
    texts.say(language, key, { business, days: LINK_DAYS });
  return renderPage({
    language,
    business,
    title: say(`${kind}Title`),
    text: say(kind),
    button: kind === 'ask' ? say('button') : undefined,
    note: kind === 'ask' ? say('askNote') : kind === 'done' ? say('doneNote') : undefined,
    other: kind === 'ask' || kind === 'broken' ? say('other') : undefined,
  });
}
