// A record of the log's stream as what it means for a customer, or nothing.
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import type { Images } from '../platform/stream.ts';
import { Entry } from './schema.ts';

/** Whether a mail arrived, and when that became known. */
export interface MailFate {
  at: string;
  isBounced: boolean;
}

export interface Change {
  customerId: string;
  /** The entry as it is now, or as it was when it went. */
  entry: Entry;
  /** A new entry; false: it changed or went, so sums must be made anew. */
  isNew: boolean;
  isGone: boolean;
  /** Of a message whose fate is known: whether our mail arrives. */
  mail?: MailFate;
}

const folded = new Set(['purchase', 'refund', 'identify', 'consent', 'signal', 'visit', 'message']);

// A retry writes the entry again: when it came, by which key and how it was packed is not what happened.
const meaning = ({ kind, id, name, at, order, signal, body }: Entry) => ({
  kind,
  id,
  name,
  at,
  order,
  signal,
  ...((kind === 'identify' || kind === 'consent') && { body }),
});

/** What SES said of a message; campaigns/schema.ts. A bounce that may pass is no word on the address. */
const Fate = z.discriminatedUnion('state', [
  z.object({ state: z.literal(['delivered', 'complained']), stateAt: z.string() }),
  z.object({ state: z.literal('bounced'), stateAt: z.string(), reason: z.string().startsWith('Permanent') }),
]);

/** Whether a message of the log arrived; undefined while nobody knows. */
export function mailOf(item: unknown): MailFate | undefined {
  const fate = Fate.safeParse(item).data;
  return fate && { at: fate.stateAt, isBounced: fate.state === 'bounced' };
}

function messageChange(image: unknown, { before, after }: Images): Change | undefined {
  const mail = mailOf(after);
  if (!mail || isDeepStrictEqual(mail, mailOf(before))) return undefined;
  const entry = Entry.parse(image);
  return { customerId: entry.pk, entry, isNew: !before, isGone: false, mail };
}

/** Undefined for what the fold does not look at: other kinds, other items, an equal write. Throws ZodError on a damaged row. */
export function changeOf(images: Images): Change | undefined {
  const { before, after } = images;
  const image = after ?? before;
  const kind = String(image?.sk).split('#')[0] ?? '';
  if (!String(image?.pk).startsWith('cus_') || !folded.has(kind)) return undefined;
  if (kind === 'message') return messageChange(image, images);
  const entry = Entry.parse(image);
  if (before && after && isDeepStrictEqual(meaning(Entry.parse(before)), meaning(entry))) return undefined;
  return { customerId: entry.pk, entry, isNew: !before, isGone: !after };
}
