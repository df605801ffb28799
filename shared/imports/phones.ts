// Phone cells, with what spreadsheets do to them.
import { normalisePhone } from '../customers/phone.ts';
import { cutText } from '../platform/text.ts';

export type PhoneRead = { phone: string } | { why: string };

const scientific = /^(\d)(?:[.,](\d+))?E\+?(\d{1,2})$/i;

/** All digits of 2.51911234567E+11; undefined when Excel has rounded some of them away. */
function unrounded(text: string): string | undefined {
  const [, first = '', rest = '', exponent = ''] = scientific.exec(text) ?? [];
  return rest.length >= Number(exponent) ? `${first}${rest}` : undefined;
}

/** E.164 of a cell. A lost leading zero or a trailing `.0` is repaired; rounded digits cannot be. */
export function readPhone(text: string, country: string): PhoneRead {
  const cell = text.replace(/^'/, '').trim();
  const digits = scientific.test(cell) ? unrounded(cell) : cell.replace(/^(\d+)\.0+$/, '$1');
  if (digits === undefined) {
    return {
      why: `the spreadsheet has rounded this number (${cell}); format the column as text and export again`,
    };
  }
  const phone = normalisePhone(digits, country) ?? normalisePhone(`0${digits}`, country);
  return phone === undefined ? { why: `"${cutText(cell, 30)}" is no phone number` } : { phone };
}
