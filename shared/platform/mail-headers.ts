// Header values of mails, built from their parts: nothing a customer or a setting says can add a header or an address.
export interface MailHeader {
  readonly name: string;
  /** Printable ASCII, at most 995 characters (SES). */
  readonly value: string;
}

const PRINTABLE = /^[\x20-\x7e]*$/;
const MAX_VALUE = 995;
/** An encoded word has at most 75 characters (RFC 2047 section 2); 45 bytes make 60 of base64, plus 12 around them. */
const ENCODED_BYTES = 45;

/** A header; throws RangeError for a value that SES or a mail server would not take, or that could smuggle another. */
export function mailHeader(name: string, value: string): MailHeader {
  if (!/^[A-Za-z0-9-]+$/.test(name)) throw new RangeError(`not a header name: ${name}`);
  if (!PRINTABLE.test(value) || value.length > MAX_VALUE) throw new RangeError(`not a value for ${name}`);
  return { name, value };
}

/** List-Unsubscribe with one-click (RFC 8058). The URL must be absolute. */
export function unsubscribeHeaders(url: string): MailHeader[] {
  const { href } = new URL(url);
  if (/[<>,\s]/.test(href)) throw new RangeError('not a URL for a List-Unsubscribe header');
  return [
    mailHeader('List-Unsubscribe', `<${href}>`),
    mailHeader('List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'),
  ];
}

/** One bare ASCII address, nothing around it: not two, not one with a name. SES takes no other (no SMTPUTF8). */
export const isMailAddress = (text: string): boolean =>
  text.length <= 254 &&
  PRINTABLE.test(text) &&
  /^[^\s<>",;:()[\]\\@]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/.test(text);

/** `"Name" <address>`; a name beyond ASCII becomes encoded words (RFC 2047), cut between characters. */
export function mailbox(name: string, address: string): string {
  if (!isMailAddress(address)) throw new RangeError('not a sender address');
  const clean = name.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  if (clean === '') return address;
  if (PRINTABLE.test(clean)) return `"${clean.replace(/[\\"]/g, '\\$&')}" <${address}>`;
  return `${encodedWords(clean)} <${address}>`;
}

function encodedWords(text: string): string {
  const words: string[] = [''];
  for (const character of text) {
    const last = words.at(-1) ?? '';
    if (Buffer.byteLength(last + character) > ENCODED_BYTES) words.push(character);
    else words[words.length - 1] = last + character;
  }
  return words.map((word) => `=?UTF-8?B?${Buffer.from(word).toString('base64')}?=`).join(' ');
}
