// What of the log the rest of the program hears: purchases and refunds, once per order, and requests for consent.
import { type BusEntry, busEntry } from '../platform/events.ts';
import { hashOf } from '../platform/ids.ts';
import type { Images } from '../platform/stream.ts';
import { ConsentRequested, PurchaseRecorded, RefundRecorded } from './events.ts';
import { CONSENT_REQUESTED } from './kinds.ts';
import { Entry } from './schema.ts';

const published = new Set(['purchase', 'refund', 'consent']);

/**
 * The bus event of a stream record: for a new purchase, refund or request for consent, else undefined. Its id is the same
 * for every message about one order, so that subscribers see an order once. Throws ZodError on a damaged row.
 */
export function publicationOf({ before, after }: Images): BusEntry | undefined {
  const kind = String(after?.sk).split('#')[0] ?? '';
  if (before || !String(after?.pk).startsWith('cus_') || !published.has(kind)) return undefined;
  // Moved here when two customers were merged or parted: it was told of where it first came.
  if (after?.origin !== undefined) return undefined;
  const entry = Entry.parse(after);
  return kind === 'consent' ? requestOf(entry) : orderEventOf(entry);
}

function requestOf({ pk, sk, name, at, receivedAt }: Entry): BusEntry | undefined {
  if (name !== CONSENT_REQUESTED) return undefined;
  return busEntry(ConsentRequested, {
    id: hashOf(['consent', pk, sk]),
    at: receivedAt,
    data: { customerId: pk, entryId: sk, at },
  });
}

function orderEventOf({ kind, id, pk, sk, at, receivedAt, order }: Entry): BusEntry | undefined {
  if (!order) return undefined;
  const names =
    kind === 'purchase' && order.orderId !== undefined ? `order:${order.orderId}` : `message:${id}`;
  return busEntry(kind === 'purchase' ? PurchaseRecorded : RefundRecorded, {
    id: hashOf([kind, pk, names]),
    at: receivedAt,
    data: { customerId: pk, entryId: sk, at, amount: order.amount, currency: order.currency },
  });
}
