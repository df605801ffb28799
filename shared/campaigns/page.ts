// The look of the pages that links in our mails lead to: self-contained, no script, nothing from another host.
import { createHash } from 'node:crypto';
import type { Language } from '../platform/i18n.ts';
import { htmlEngine, renderSync } from '../platform/liquid.ts';

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
{% if other %}<nav><a lang="{{ otherLanguage }}" href="?lang={{ otherLanguage }}">{{ other }}</a></nav>{% endif %}
</main>
</body>
</html>`);

/** What a page says; what is undefined is left out. */
export interface PageContent {
  language: Language;
  business: string;
  title: string;
  text: string;
  /** Of the one button, which posts to where the page is. */
  button: string | undefined;
  note: string | undefined;
  /** The link to the same page in the other language: a GET, so no page that answers a POST has it. */
  other: string | undefined;
}

/** One page, escaped. */
export const renderPage = (content: PageContent): string =>
  renderSync(engine, page, { ...content, otherLanguage: content.language === 'am' ? 'en' : 'am' });

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
