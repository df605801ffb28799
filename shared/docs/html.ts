// HTML by tagged template: every value is escaped unless it is HTML already.
export interface Html {
  readonly html: string;
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (found) => escapes[found] ?? '');

type Value = Html | string | number | undefined | false | readonly Value[];

const rendered = (value: Value): string => {
  if (value === undefined || value === false) return '';
  if (Array.isArray(value)) return value.map(rendered).join('');
  return typeof value === 'object' ? (value as Html).html : escapeHtml(String(value));
};

export const html = (parts: TemplateStringsArray, ...values: Value[]): Html => ({
  html: parts.map((part, index) => part + rendered(values[index])).join(''),
});

/** Prose with `code` in backticks; blank lines part paragraphs. */
export const prose = (text: string): Html[] =>
  text.split(/\n{2,}/).map((paragraph) => html`<p>${inline(paragraph)}</p>`);

/** One line of prose with `code` in backticks. */
export const inline = (text: string): Html[] =>
  text.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));
