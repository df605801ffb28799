// Gathers what the list says, once for all recipients: members who still qualify, the change, notes on their mails.
import { purchaseFacts } from '../campaigns/purchase-facts.ts';
import { messageId, messageSortKey } from '../campaigns/schema.ts';
import type { Current } from '../churn/schema.ts';
import { type Customer, consentKey } from '../customers/schema.ts';
import { dayOf, dayOfDate } from '../platform/days.ts';
import { changeSince, leftIds } from './change.ts';
import { type ListFacts, type MailNote, PEOPLE_SHOWN } from './list-mail.ts';
import { isListed, type Listed } from './row.ts';
import type { AtRiskList, BandTotal, RetentionNote } from './schema.ts';
import type { ReportStore } from './store.ts';

const LISTS_READ = 5;

export interface Gathered
  extends Pick<ListFacts, 'total' | 'bands' | 'notes' | 'purchases' | 'change' | 'history' | 'silentSales'> {
  customers: Listed[];
}

type Reading = Pick<
  ReportStore,
  'customers' | 'list' | 'mailedBefore' | 'purchases' | 'retentionNotes' | 'silentSales'
>;

export async function gather(store: Reading, list: AtRiskList, timeZone: string): Promise<Gathered> {
  const earlier = await store.mailedBefore(list.businessDate, LISTS_READ);
  const customers = (await store.customers(list.members.map(({ customerId }) => customerId))).filter(
    isListed,
  );
  const shown = customers.slice(0, PEOPLE_SHOWN);
  return {
    customers,
    total: totalNow(list, customers),
    bands: { ...list.bands, 'at-risk': totalNow(list, customers) },
    notes: await notesOf(store, shown, timeZone),
    purchases: await purchasesOf(store, shown, timeZone),
    silentSales: await store.silentSales(list.businessDate),
    change: await changeFrom(store, earlier[0]?.businessDate, customers),
    history: earlier.toReversed().map(({ businessDate, bands }) => ({
      day: dayOfDate(businessDate),
      customers: bands['at-risk']?.customers ?? 0,
    })),
  };
}

/** The night's total, less those who have bought, or were erased, since. */
function totalNow(list: AtRiskList, customers: readonly Listed[]): BandTotal {
  const atNight = list.bands['at-risk'] ?? { customers: 0, valueAtRisk: 0 };
  const still = new Set(customers.map(({ pk }) => pk));
  const gone = list.members.filter(({ customerId }) => !still.has(customerId));
  return {
    customers: Math.max(customers.length, atNight.customers - gone.length),
    valueAtRisk: gone.reduce((sum, { valueAtRisk }) => sum - valueAtRisk, atNight.valueAtRisk),
  };
}

async function changeFrom(store: Reading, lastDate: string | undefined, customers: readonly Customer[]) {
  const last = lastDate === undefined ? undefined : await store.list(lastDate);
  if (!last) return undefined;
  const now = customers.map(({ pk }) => ({ customerId: pk }));
  const left = await store.customers(leftIds(last.members, now));
  const change = changeSince(last.members, now, left);
  return { ...change, added: change.added.size };
}

async function purchasesOf(store: Reading, customers: readonly Listed[], timeZone: string) {
  const found = await Promise.all(
    customers.map(async ({ pk }) => [pk, purchaseFacts(await store.purchases(pk), timeZone)] as const),
  );
  return new Map(found);
}

async function notesOf(store: Reading, customers: readonly Listed[], timeZone: string) {
  const keys = customers.map(({ pk, stats }) => ({
    pk,
    sk: messageSortKey(messageId(stats.lastDay, 'retention')) ?? '',
  }));
  const messages = new Map((await store.retentionNotes(keys)).map((note) => [note.pk, note]));
  return new Map(
    customers.flatMap((customer): [string, MailNote][] => {
      const note = noteOf(customer, messages.get(customer.pk), timeZone);
      return note ? [[customer.pk, note]] : [];
    }),
  );
}

const kinds: Partial<Record<RetentionNote['state'], MailNote['kind']>> = {
  queued: 'mailing',
  sent: 'mailed',
  delivered: 'mailed',
  bounced: 'bounced',
};

/** What a marketer should know before writing: that we wrote, or that we may not. */
function noteOf(
  customer: Pick<Customer, 'consents'>,
  message: RetentionNote | undefined,
  timeZone: string,
): MailNote | undefined {
  const kind = message && kinds[message.state];
  if (message && kind === 'mailed') return { kind, day: dayOf(message.stateAt, timeZone) };
  if (kind === 'mailing' || kind === 'bounced') return { kind };
  const consent = customer.consents[consentKey('email', 'marketing')];
  return consent?.status === 'granted' ? undefined : { kind: 'noConsent' };
}

/** Whether the shop's own data carries the scores little or not at all. */
export const isRough = (current: Current): boolean => current.model.tier !== 'fitted';
