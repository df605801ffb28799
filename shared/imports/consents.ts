// Consent columns: a grant counts only with its source and its date, a withdrawal always.

import type * as z from 'zod';
import type { Channel } from '../customers/schema.ts';
import { cutText } from '../platform/text.ts';
import { readDate } from './dates.ts';
import type { Field, Row } from './fields.ts';
import { instantAt } from './local-time.ts';
import type { Reading } from './people.ts';
import type { Findings } from './problems.ts';

export interface Statement {
  channel: z.infer<typeof Channel>;
  status: 'granted' | 'withdrawn';
  source: string;
  wordingVersion?: string;
  /** Milliseconds; undefined for a withdrawal without a date: it counts from the import on. */
  at?: number;
}

const channels = {
  consentEmail: 'email',
  consentSms: 'sms',
  consentTelegram: 'telegram',
  consentPhone: 'phone',
} as const;

const yes = new Set(
  'yes y true 1 granted given subscribed opt-in optin opted-in in on አዎ አዎን ፈቅዷል ፈቅዳለች ተስማምቷል'.split(' '),
);
const no = new Set(
  'no n false 0 withdrawn unsubscribed opt-out optout opted-out out off never አይ የለም አልፈቀደም አልተስማማም'.split(
    ' ',
  ),
);

/** What a row says about consent. A grant without source and date is left out, with a finding. */
export function consentsOf(row: Row, reading: Reading, findings: Findings): Statement[] {
  const at = row.consentAt === undefined ? undefined : consentTime(row.consentAt, reading, findings);
  const source = row.consentSource === undefined ? undefined : cutText(row.consentSource, 100);
  return (Object.keys(channels) as (keyof typeof channels)[]).flatMap((field): Statement[] => {
    const cell = row[field]?.toLowerCase();
    if (cell === undefined) return [];
    const channel = channels[field];
    const more = row.consentWording === undefined ? {} : { wordingVersion: cutText(row.consentWording, 100) };
    if (no.has(cell)) {
      const date = at === undefined ? {} : { at };
      return [{ channel, status: 'withdrawn' as const, source: source ?? 'import', ...date, ...more }];
    }
    if (!yes.has(cell)) return findings.leaveOut(field, `"${cutText(cell, 30)}" is neither yes nor no`) ?? [];
    if (source === undefined || at === undefined) return findings.leaveOut(field, missing(source, at)) ?? [];
    return [{ channel, status: 'granted' as const, source, at, ...more }];
  });
}

const missing = (source: string | undefined, at: number | undefined): string =>
  `a consent counts only with ${[source === undefined && 'its source', at === undefined && 'its date'].filter(Boolean).join(' and ')}`;

/** A date without a time is the beginning of its day, so that a withdrawal of the same day stands. */
function consentTime(text: string, reading: Reading, findings: Findings): number | undefined {
  const field: Field = 'consentAt';
  const read = readDate(text, reading.dates);
  if ('why' in read) return findings.leaveOut(field, read.why);
  const at = read.instant ?? instantAt(read.date, read.time ?? '00:00:00', reading.timeZone);
  return at > reading.now ? findings.leaveOut(field, `"${text}" is in the future`) : at;
}
