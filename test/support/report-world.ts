// A world for the at-risk list: the night's result, customers and claims in memory.
import type { Current } from '../../shared/churn/schema.ts';
import type { Customer } from '../../shared/customers/schema.ts';
import type { Order } from '../../shared/ingest/schema.ts';
import { dayOfDate } from '../../shared/platform/days.ts';
import type { Mail, Verdict } from '../../shared/platform/mailer.ts';
import type { ListParts } from '../../shared/reports/mail-list.ts';
import type {
  AtRiskList,
  ListClaim,
  MailedList,
  RetentionNote,
  SilentSales,
} from '../../shared/reports/schema.ts';
import { aCustomer, aCustomerId, aModel, aScore, someStats } from './factories.ts';

export const BUSINESS_DATE = '2026-10-05';

/** A customer at risk, worth `worth` minor units. */
export const anAtRiskCustomer = (n: number, worth: number, over: Partial<Customer> = {}): Customer =>
  aCustomer({
    pk: aCustomerId(n),
    profile: { name: `Customer ${n}`, email: `c${n}@example.com`, phone: `+25191100000${n}` },
    stats: someStats(),
    score: aScore({ valueAtRisk: worth }),
    ...over,
  });

export const aList = (customers: readonly Customer[], over: Partial<AtRiskList> = {}): AtRiskList => ({
  businessDate: BUSINESS_DATE,
  currency: 'ETB',
  horizonDays: 90,
  bands: {
    new: { customers: 31, valueAtRisk: 0 },
    safe: { customers: 122, valueAtRisk: 0 },
    watch: { customers: 38, valueAtRisk: 900_000 },
    'at-risk': {
      customers: customers.length,
      valueAtRisk: customers.reduce((sum, { score }) => sum + (score?.valueAtRisk ?? 0), 0),
    },
    lapsed: { customers: 64, valueAtRisk: 100_000 },
  },
  members: customers.map(({ pk, score, stats }) => ({
    customerId: pk,
    valueAtRisk: score?.valueAtRisk ?? 0,
    lastDay: stats?.lastDay ?? 0,
  })),
  ...over,
});

export interface ReportWorld {
  parts: ListParts;
  mails: Mail[];
  claims: Map<string, ListClaim>;
  mailed: Map<string, MailedList>;
}

export interface ReportWorldOptions {
  customers?: readonly Customer[];
  lists?: readonly AtRiskList[];
  mailed?: readonly MailedList[];
  notes?: readonly RetentionNote[];
  purchases?: ReadonlyMap<string, { at: string; order: Order }[]>;
  current?: Current | undefined;
  verdicts?: Verdict[];
  marketers?: ListParts['settings']['MARKETERS'];
  silentSales?: readonly SilentSales[];
}

const aCurrent = (): Current => ({ model: aModel(), businessDate: BUSINESS_DATE });

export function aReportWorld(options: ReportWorldOptions = {}): ReportWorld {
  const { customers = [], notes = [], purchases = new Map(), verdicts = [] } = options;
  const lists = new Map((options.lists ?? [aList(customers)]).map((list) => [list.businessDate, list]));
  const mailed = new Map((options.mailed ?? []).map((list) => [list.businessDate, list]));
  const current = 'current' in options ? options.current : aCurrent();
  const claims = new Map<string, ListClaim>();
  const mails: Mail[] = [];
  const store: ListParts['store'] = {
    current: async () => current,
    list: async (date) => lists.get(date),
    customers: async (ids) => ids.flatMap((id) => customers.find(({ pk }) => pk === id) ?? []),
    retentionNotes: async (keys) => notes.filter(({ pk }) => keys.some((key) => key.pk === pk)),
    purchases: async (id) => purchases.get(id) ?? [],
    mailedBefore: async (date, limit) =>
      [...mailed.values()]
        .filter(({ businessDate }) => businessDate < date)
        .toSorted((a, b) => dayOfDate(b.businessDate) - dayOfDate(a.businessDate))
        .slice(0, limit),
    silentSales: async () => [...(options.silentSales ?? [])],
    keepMailed: async (list) => {
      if (!mailed.has(list.businessDate)) mailed.set(list.businessDate, list);
    },
    claim: async (date, hash, now) => {
      if (claims.has(`${date} ${hash}`)) return false;
      claims.set(`${date} ${hash}`, { state: 'sending', at: new Date(now).toISOString() });
      return true;
    },
    settle: async (date, hash, claim) => void claims.set(`${date} ${hash}`, claim),
    release: async (date, hash) => void claims.delete(`${date} ${hash}`),
  };
  const settings: ListParts['settings'] = {
    BUSINESS_NAME: 'Shemma Coffee',
    TIME_ZONE: 'Africa/Addis_Ababa',
    CALENDAR: 'ethiopic',
    MARKETERS: options.marketers ?? [
      { address: 'sara@shop.example', language: 'am' },
      { address: 'tom@shop.example', language: 'en' },
    ],
  };
  const send = async (mail: Mail): Promise<Verdict> => {
    mails.push(mail);
    return verdicts.shift() ?? { outcome: 'sent', sesMessageId: `ses-${mails.length}` };
  };
  return {
    parts: { store, mailer: { send }, hashAddress: (email) => `hash of ${email}`, settings },
    mails,
    claims,
    mailed,
  };
}
