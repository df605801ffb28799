// The unsubscribe page: self-contained, no script, nothing from another host.
import { createHash } from 'node:crypto';
import { defineTexts, type Language } from '../platform/i18n.ts';
import { htmlEngine, renderSync } from '../platform/liquid.ts';

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

const style = `:root{color-scheme:light dark;--paper:#f5f1ea;--card:#fff;--line:#e8e0d5;--ink:#2a2420;--soft:#6b6058;--go:#1d6b4a;--on:#fff}
@media(prefers-color-scheme:dark){:root{--paper:#161412;--card:#221f1c;--line:#3a3530;--ink:#f1ece6;--soft:#b9afa5;--go:#7fc9a4;--on:#10261b}}
*{box-sizing:border-box}body{margin:0;min-height:100vh;display:grid;place-items:center;padding:20px 14px;background:var(--paper);color:var(--ink);font:17px/1.65 -apple-system,BlinkMacSystemFont,"Segoe UI",Roboto,"Helvetica Neue",Arial,"Noto Sans Ethiopic",Nyala,Kefa,Ebrima,"Abyssinica SIL",sans-serif}
main{width:100%;max-width:480px;background:var(--card);border:1px solid var(--line);border-radius:16px;padding:28px 24px}
.brand{margin:0 0 18px;color:var(--soft);font-size:15px;font-weight:600}h1{margin:0 0 12px;font-size:24px;line-height:1.35}p{margin:0 0 16px}
.note{color:var(--soft);font-size:15px;margin:14px 0 0}button{width:100%;min-height:52px;padding:12px 18px;border:0;border-radius:12px;background:var(--go);color:var(--on);font:inherit;font-weight:700;cursor:pointer}
button:focus-visible,a:focus-visible{outline:3px solid var(--ink);outline-offset:3px}nav{margin:22px 0 0;padding:16px 0 0;border-top:1px solid var(--line)}a{color:var(--go);display:inline-block;padding:6px 0}`;

const engine = htmlEngine({});
const page = engine.parse(`<!doctype html>
<html lang="{{ language }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex">
<title>{{ title }}</title>
<style>${style}</style>
</head>
<body>
<main>
<p class="brand">{{ business }}</p>
<h1>{{ title }}</h1>
<p>{{ text }}</p>
{% if button %}<form method="post"><button type="submit">{{ button }}</button></form>{% endif %}
{% if note %}<p class="note">{{ note }}</p>{% endif %}
{% if hasOther %}<nav><a lang="{{ otherLanguage }}" href="?lang={{ otherLanguage }}">{{ other }}</a></nav>{% endif %}
</main>
</body>
</html>`);

export type PageKind = 'ask' | 'done' | 'broken' | 'later';

/** One page in one language, escaped. Only `ask` has the button; the switch of language is a GET, so `done` has none. */
export function unsubscribePage(kind: PageKind, language: Language, business: string): string {
  const say = (key: Parameters<typeof texts.say>[1]) => texts.say(language, key, { business });
  const note = kind === 'ask' ? say('askNote') : kind === 'done' ? say('doneNote') : undefined;
  return renderSync(engine, page, {
    language,
    business,
    title: say(`${kind}Title`),
    text: say(kind),
    button: kind === 'ask' ? say('button') : undefined,
    note,
    hasOther: kind === 'ask' || kind === 'broken',
    otherLanguage: language === 'am' ? 'en' : 'am',
    other: say('other'),
  });
}

const styleHash = createHash('sha256').update(style).digest('base64');

/** Headers of every answer of the page: nothing may be loaded, framed, stored, indexed or told to other sites. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; '),
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex',
};
