// Who a row is about: identifiers and traits, read from its cells.
import { normaliseEmail } from '../customers/email.ts';
import { cutText } from '../platform/text.ts';
import type { DateStyle } from './dates.ts';
import type { Row } from './fields.ts';
import { readPhone } from './phones.ts';
import type { Findings } from './problems.ts';

/** How the cells of an import are to be read. */
export interface Reading {
  country: string;
  currency: string;
  timeZone: string;
  dates: DateStyle;
  /** The comma starts the decimals (a file with semicolons). */
  isCommaDecimal: boolean;
  /** Milliseconds: when the import was started. Nothing happened later. */
  now: number;
}

export interface Person {
  userId?: string;
  traits: Record<string, string>;
}

const plainTraits = [
  'name',
  'givenName',
  'fatherName',
  'grandfatherName',
  'city',
  'country',
  'language',
] as const;

/** Our own id of a customer, from an export: as an id of the business it would make a second customer of each. */
const ownId = /^cus_[0-9A-Z]{26}$/;

/** Undefined, with a finding, when nothing says who it is. A contact that cannot be read is left out. */
export function personOf(row: Row, reading: Reading, findings: Findings): Person | undefined {
  if (row.id !== undefined && ownId.test(row.id))
    return findings.refuse(
      'id',
      `"${row.id}" is our own id; map the column with the business’s own, or none`,
    );
  const traits: Record<string, string> = {};
  for (const field of plainTraits) if (row[field] !== undefined) traits[field] = row[field];
  const email = row.email === undefined ? undefined : normaliseEmail(row.email);
  if (email !== undefined) traits.email = email;
  else if (row.email !== undefined)
    findings.leaveOut('email', `"${cutText(row.email, 60)}" is no e-mail address`);
  if (row.phone !== undefined) {
    const read = readPhone(row.phone, reading.country);
    if ('phone' in read) traits.phone = read.phone;
    else findings.leaveOut('phone', read.why);
  }
  if (row.id === undefined && traits.email === undefined && traits.phone === undefined) {
    return findings.refuse(undefined, 'no customer id, e-mail or phone that can be used');
  }
  return { ...(row.id !== undefined && { userId: row.id }), traits };
}

/** Contacts identify; a verified source may say them in any call. */
export const contactsOf = ({ traits: { email, phone } }: Person): Record<string, string> => ({
  ...(email !== undefined && { email }),
  ...(phone !== undefined && { phone }),
});

/** The same person and traits give the same text. */
export const canonicalPerson = ({ userId, traits }: Person): string =>
  JSON.stringify([userId ?? null, Object.entries(traits).sort(([one], [other]) => (one < other ? -1 : 1))]);
