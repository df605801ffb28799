// Mails the at-risk list of one business date: one claim, one mail per marketer, however often it is started.
import type { Current } from '../churn/schema.ts';
import { dayOfDate } from '../platform/days.ts';
import { mailHtml } from '../platform/mail-html.ts';
import { mailText } from '../platform/mail-text.ts';
import type { Mail, Mailer, Verdict } from '../platform/mailer.ts';
import type { ListSettings, Marketer } from './env.ts';
import { listCsv } from './list-csv.ts';
import { type Gathered, gather, isRough } from './list-facts.ts';
import { listMail } from './list-mail.ts';
import { rowOf } from './row.ts';
import type { AtRiskList } from './schema.ts';
import type { ReportStore } from './store.ts';

export interface ListParts {
  store: Pick<
    ReportStore,
    | 'current'
    | 'list'
    | 'customers'
    | 'retentionNotes'
    | 'purchases'
    | 'mailedBefore'
    | 'silentSales'
    | 'keepMailed'
    | 'claim'
    | 'settle'
    | 'release'
  >;
  mailer: Pick<Mailer, 'send'>;
  hashAddress: (email: string) => string;
  settings: Pick<ListSettings, 'BUSINESS_NAME' | 'TIME_ZONE' | 'CALENDAR' | 'MARKETERS'>;
}

export interface ListResult {
  businessDate: string | undefined;
  customers: number;
  sent: number;
  /** Claimed by an earlier start. */
  already: number;
  failed: number;
}

/**
 * Mails the list of `businessDate`, or of the latest nightly pass. Throws when SES took a mail for nobody or not now:
 * what was sent stays sent, and starting again mails the others.
 */
export async function mailList(
  parts: ListParts,
  businessDate: string | undefined,
  now: number,
): Promise<ListResult> {
  const { store, settings } = parts;
  const current = await store.current();
  const date = businessDate ?? current?.businessDate;
  if (!current || !date) return { businessDate: undefined, customers: 0, sent: 0, already: 0, failed: 0 };
  const list = await store.list(date);
  if (!list) throw new Error(`the nightly pass left no at-risk list for ${date}`);
  const gathered = await gather(store, list, settings.TIME_ZONE);
  const outcomes: (Verdict['outcome'] | 'already')[] = [];
  for (const marketer of settings.MARKETERS) {
    const mail = () => mailFor(marketer, list, gathered, current, settings);
    outcomes.push(await mailOnce(parts, date, marketer, mail, now));
  }
  const count = (wanted: string) => outcomes.filter((outcome) => outcome === wanted).length;
  if (count('sent') + count('already') > 0) {
    const bands = gathered.bands;
    await store.keepMailed({
      businessDate: date,
      bands: { ...list.bands, ...bands },
      mailedAt: new Date(now).toISOString(),
    });
  }
  const postponed = count('throttled') + count('blocked');
  if (postponed > 0) throw new Error(`SES did not take ${postponed} of ${outcomes.length} mails`);
  return {
    businessDate: date,
    customers: gathered.total.customers,
    sent: count('sent'),
    already: count('already'),
    failed: count('rejected') + count('unknown'),
  };
}

async function mailOnce(
  { store, mailer, hashAddress }: ListParts,
  businessDate: string,
  marketer: Marketer,
  compose: () => Mail,
  now: number,
): Promise<Verdict['outcome'] | 'already'> {
  const mail = compose();
  const hash = hashAddress(marketer.address);
  if (!(await store.claim(businessDate, hash, now))) return 'already';
  const verdict = await mailer.send(mail);
  const at = new Date(now).toISOString();
  switch (verdict.outcome) {
    case 'sent':
      await store.settle(businessDate, hash, { state: 'sent', at });
      break;
    case 'rejected':
      await store.settle(businessDate, hash, { state: 'failed', at, reason: verdict.reason });
      break;
    case 'unknown':
      await store.settle(businessDate, hash, { state: 'unknown', at, reason: verdict.reason });
      break;
    case 'throttled':
    case 'blocked':
      await store.release(businessDate, hash);
  }
  return verdict.outcome;
}

function mailFor(
  { address, language }: Marketer,
  list: AtRiskList,
  gathered: Gathered,
  current: Current,
  settings: ListParts['settings'],
): Mail {
  const rowFacts = {
    language,
    currency: list.currency,
    inForce: { ...current, businessDate: list.businessDate },
  };
  const rows = gathered.customers.map((customer) => rowOf(customer, rowFacts));
  const content = listMail({
    ...gathered,
    rows,
    language,
    calendar: settings.CALENDAR,
    business: settings.BUSINESS_NAME,
    currency: list.currency,
    horizonDays: list.horizonDays,
    day: dayOfDate(list.businessDate),
    isRough: isRough(current),
  });
  const csv = {
    fileName: `at-risk-${list.businessDate}.csv`,
    contentType: 'text/csv; charset=utf-8',
    content: Buffer.from(listCsv(rows, language, list.currency)),
  };
  return {
    to: address,
    subject: content.subject,
    html: mailHtml(content),
    text: mailText(content),
    headers: [],
    tags: { list: list.businessDate },
    ...(rows.length > 0 && { attachments: [csv] }),
  };
}
