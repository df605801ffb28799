// The unsubscribe page: what it says.
import { defineTexts, type Language } from '../platform/i18n.ts';
import { renderPage } from './page.ts';

const texts = defineTexts({
  en: {
    askTitle: 'Stop our mails?',
    ask: 'Press the button and {{ business }} will send you no more mails like this one.',
    button: 'Stop the mails',
    askNote: 'Nothing changes until you press it.',
    doneTitle: 'Done. We will not write to you any more.',
    done: 'Thank you for having been with us. You are always welcome at {{ business }}.',
    doneNote: 'If you ever want to hear from us again, just tell us.',
    brokenTitle: 'This link does not work',
    broken:
      'It is incomplete or not one of ours. Please open it again from the mail, or answer the mail and say stop.',
    laterTitle: 'That did not work just now',
    later: 'Please try again in a minute. You can also answer the mail and say stop.',
    other: 'አማርኛ',
  },
  am: {
    askTitle: 'መልእክት መቀበል ማቆም ይፈልጋሉ?',
    ask: 'ከታች ያለውን ቁልፍ ሲጫኑ፣ ከ{{ business }} እንዲህ ዓይነት መልእክት ከእንግዲህ አይደርስዎትም።',
    button: 'መልእክት መቀበል ያቁሙ',
    askNote: 'ቁልፉን እስኪጫኑ ድረስ ምንም አይቀየርም።',
    doneTitle: 'ተከናውኗል። ከእንግዲህ መልእክት አንልክልዎትም።',
    done: 'አብረውን ስለነበሩ እናመሰግናለን። {{ business }} ሁልጊዜም በደስታ ይቀበልዎታል።',
    doneNote: 'ሐሳብዎን ከቀየሩ ይንገሩን፤ በደስታ እንደገና እንጽፍልዎታለን።',
    brokenTitle: 'ይህ ሊንክ አይሠራም',
    broken: 'ሊንኩ ያልተሟላ ነው ወይም የእኛ አይደለም። እባክዎ ከመልእክቱ ላይ እንደገና ይክፈቱት፤ ወይም ለመልእክቱ «ይቁም» ብለው ይመልሱልን።',
    laterTitle: 'አሁን አልተሳካም',
    later: 'እባክዎ ከአንድ ደቂቃ በኋላ እንደገና ይሞክሩ። ለመልእክቱ «ይቁም» ብለው ሊመልሱልንም ይችላሉ።',
    other: 'English',
  },
});
export const unsubscribeTexts = texts;

export type PageKind = 'ask' | 'done' | 'broken' | 'later';

/** One page in one language, escaped. Only `ask` has the button; the switch of language is a GET, so `done` has none. */
export function unsubscribePage(kind: PageKind, language: Language, business: string): string {
  const say = (key: Parameters<typeof texts.say>[1]) => texts.say(language, key, { business });
  const note = kind === 'ask' ? say('askNote') : kind === 'done' ? say('doneNote') : undefined;
  return renderPage({
    language,
    business,
    title: say(`${kind}Title`),
    text: say(kind),
    button: kind === 'ask' ? say('button') : undefined,
    note,
    other: kind === 'ask' || kind === 'broken' ? say('other') : undefined,
  });
}
