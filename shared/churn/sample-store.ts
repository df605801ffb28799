// What a fitting night reads of a sampled customer's log: purchases, refunds, complaints, ratings, mail, visits.
import * as z from 'zod';
import { type MailFate, mailOf } from '../ingest/change.ts';
import type { LoggedOrder } from '../ingest/orders.ts';
import { Entry, Order, SignalFact } from '../ingest/schema.ts';
import type { LoggedSignal } from '../ingest/signals.ts';
import type { Table } from '../platform/table.ts';
import type { SignalEntries } from './signal-facts.ts';

const Logged = Entry.pick({ sk: true, id: true, at: true });
const LoggedOrderRow = Logged.extend({ kind: z.enum(['purchase', 'refund']), order: Order });
const LoggedSignalRow = Logged.extend({ signal: SignalFact });
const VisitRow = Entry.pick({ at: true });

/** Newest visits read of a customer: enough for months of somebody who looks in several times a day. */
const MOST_VISITS = 600;

export interface LoggedHistory extends SignalEntries {
  orders: LoggedOrder[];
}

/** Entries that cannot be read are left out. `isVisitor`: the customer's item knows of visits. */
export async function historyFrom(
  activity: Table,
  customerId: string,
  isVisitor: boolean,
): Promise<LoggedHistory> {
  const orders: LoggedOrder[] = [];
  const signals: LoggedSignal[] = [];
  const mails: MailFate[] = [];
  const query = activity.query({
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
    // Between these two prefixes lie messages, purchases, refunds and signals and no other kind of entry.
    ExpressionAttributeValues: { ':pk': customerId, ':from': 'message#', ':to': 'signal#~' },
    ProjectionExpression: 'sk, id, #at, kind, #order, #signal, #state, stateAt, #reason',
    ExpressionAttributeNames: {
      '#at': 'at',
      '#order': 'order',
      '#signal': 'signal',
      '#state': 'state',
      '#reason': 'reason',
    },
  });
  for await (const item of query) {
    const [order, signal] = [LoggedOrderRow.safeParse(item), LoggedSignalRow.safeParse(item)];
    const mail = mailOf(item);
    if (order.success) orders.push(order.data);
    else if (signal.success) signals.push(signal.data);
    else if (mail) mails.push(mail);
  }
  const visits = isVisitor ? await visitsFrom(activity, customerId) : { at: [], isCut: false };
  return { orders, signals, mails, visits };
}

async function visitsFrom(activity: Table, customerId: string): Promise<SignalEntries['visits']> {
  const at: string[] = [];
  const query = activity.query({
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :visit)',
    ExpressionAttributeValues: { ':pk': customerId, ':visit': 'visit#' },
    ProjectionExpression: '#at',
    ExpressionAttributeNames: { '#at': 'at' },
    ScanIndexForward: false,
    Limit: MOST_VISITS,
  });
  for await (const item of query) {
    const visit = VisitRow.safeParse(item);
    if (visit.success) at.push(visit.data.at);
    if (at.length >= MOST_VISITS) return { at, isCut: true };
  }
  return { at, isCut: false };
}
