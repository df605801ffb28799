// What of the log the rest of the program hears: purchases and refunds, once per order.
import { type BusEntry, busEntry } from '../platform/events.ts';
import { hashOf } from '../platform/ids.ts';
import type { Images } from '../platform/stream.ts';
import { PurchaseRecorded, RefundRecorded } from './events.ts';
import { Entry } from './schema.ts';

/**
 * The bus event of a stream record: for a new purchase or refund, else undefined. Its id is the same for every message
 * about one order, so that subscribers see an order once. Throws ZodError on a damaged row.
 */
export function publicationOf({ before, after }: Images): BusEntry | undefined {
  const kind = String(after?.sk).split('#')[0];
  if (before || !String(after?.pk).startsWith('cus_') || (kind !== 'purchase' && kind !== 'refund'))
    return undefined;
  const { pk, sk, at, receivedAt, order } = Entry.parse(after);
  if (!order) return undefined;
  const names = kind === 'purchase' && order.orderId !== undefined ? `order:${order.orderId}` : `entry:${sk}`;
  return busEntry(kind === 'purchase' ? PurchaseRecorded : RefundRecorded, {
    id: hashOf([kind, pk, names]),
    at: receivedAt,
    data: { customerId: pk, entryId: sk, at, amount: order.amount, currency: order.currency },
  });
}
