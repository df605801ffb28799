// Sales lines as the events a shop system would send: who, whether they agreed to mail, what they bought or returned.
import type { SalesLine } from '../../shared/churn/backtest/sales-file.ts';

export interface SegmentEvent {
  type: 'identify' | 'track';
  messageId: string;
  userId: string;
  timestamp: string;
  event?: string;
  traits?: Record<string, unknown>;
  properties?: Record<string, unknown>;
}

// The file knows days, not hours. At 09:00 UTC it is the same day from UTC-9 to UTC+14.
const SOLD = 'T09:00:00.000Z';
const RETURNED = 'T09:30:00.000Z';
const MET = 'T08:00:00.000Z';

const events = {
  who: ({ customer, date, name, email, language }: SalesLine): SegmentEvent => ({
    type: 'identify',
    messageId: `who-${customer}`,
    userId: customer,
    timestamp: `${date}${MET}`,
    traits: { ...(name && { name }), ...(email && { email }), ...(language && { language }) },
  }),
  consent: ({ customer, date }: SalesLine): SegmentEvent => ({
    type: 'track',
    event: 'Consent Given',
    messageId: `consent-${customer}`,
    userId: customer,
    timestamp: `${date}${MET}`,
    properties: { channel: 'email', purpose: 'marketing', source: 'local run' },
  }),
  sale: ({ customer, date, amount, line }: SalesLine, currency: string): SegmentEvent => ({
    type: 'track',
    event: 'Order Completed',
    messageId: `sale-${line}`,
    userId: customer,
    timestamp: `${date}${SOLD}`,
    properties: { total: amount, currency },
  }),
  back: ({ customer, date, returned, line }: SalesLine, currency: string): SegmentEvent => ({
    type: 'track',
    event: 'Order Refunded',
    messageId: `return-${line}`,
    userId: customer,
    timestamp: `${date}${RETURNED}`,
    properties: { total: returned, currency },
  }),
};

/**
 * Lines (ordered by date) as events, each customer's together and in order. The same line always makes the same event,
 * so that loading twice counts once.
 */
export function salesEvents(
  lines: readonly SalesLine[],
  currency: string,
  hasConsent: boolean,
): SegmentEvent[][] {
  return [...Map.groupBy(lines, ({ customer }) => customer).values()].map((own) =>
    own.flatMap((line, index) => [
      ...(index === 0 ? [events.who(line)] : []),
      ...(index === 0 && hasConsent && line.email ? [events.consent(line)] : []),
      ...(line.amount > 0 ? [events.sale(line, currency)] : []),
      ...(line.returned > 0 ? [events.back(line, currency)] : []),
    ]),
  );
}

/** Packs whole customers into batches of about `size` events; one customer's events stay in order. */
export function inBatches(perCustomer: readonly SegmentEvent[][], size: number): SegmentEvent[][] {
  const batches: SegmentEvent[][] = [];
  let open: SegmentEvent[] = [];
  for (const own of perCustomer) {
    for (let start = 0; start < own.length; start += size) {
      const part = own.slice(start, start + size);
      if (open.length > 0 && open.length + part.length > size) {
        batches.push(open);
        open = [];
      }
      open.push(...part);
    }
  }
  if (open.length > 0) batches.push(open);
  return batches;
}
