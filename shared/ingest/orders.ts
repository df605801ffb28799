// From log entries to distinct orders, and how much of each was given back.
import type { Entry, Order } from './schema.ts';

/** A purchase or refund of the log, as far as the fold looks at it. */
export type LoggedOrder = Pick<Entry, 'sk' | 'id' | 'at'> & { kind: 'purchase' | 'refund'; order: Order };

/** Chronological order of the log: corrected time, then message id. */
export function compareEntries(one: { at: string; id: string }, other: { at: string; id: string }): number {
  if (one.at !== other.at) return one.at < other.at ? -1 : 1;
  return one.id === other.id ? 0 : one.id < other.id ? -1 : 1;
}

// Equal time and id under two keys: the key decides, so that the order never depends on arrival.
const compareLogged = (one: LoggedOrder, other: LoggedOrder): number =>
  compareEntries(one, other) || (one.sk < other.sk ? -1 : one.sk > other.sk ? 1 : 0);

export interface DistinctOrders {
  /** Chronological; one per order id. */
  purchases: LoggedOrder[];
  /** Chronological. */
  refunds: LoggedOrder[];
  /** The newest entry of either kind. */
  newest: LoggedOrder | undefined;
}

/**
 * What a purchase is called: its order id, else its message id. The same called again is the same purchase, whatever time
 * its sender gives it.
 */
export const purchaseName = ({ id, order: { orderId } }: Pick<LoggedOrder, 'id' | 'order'>): string =>
  orderId ?? `message#${id}`;

const firstOfEach = (
  entries: readonly LoggedOrder[],
  nameOf: (entry: LoggedOrder) => string,
): LoggedOrder[] => {
  const names = new Set<string>();
  return entries.filter((entry) => {
    const name = nameOf(entry);
    const isFirst = !names.has(name);
    names.add(name);
    return isFirst;
  });
};

/** The distinct entries of a log: of its purchases the earliest per name, of its refunds the earliest per message id. */
export function distinctOrders(entries: readonly LoggedOrder[]): DistinctOrders {
  const distinct = [...new Map(entries.map((entry) => [entry.sk, entry])).values()].sort(compareLogged);
  const of = (wanted: LoggedOrder['kind']) => distinct.filter(({ kind }) => kind === wanted);
  return {
    purchases: firstOfEach(of('purchase'), purchaseName),
    refunds: firstOfEach(of('refund'), ({ id }) => id),
    newest: distinct.at(-1),
  };
}

/**
 * Minor units given back per purchase (`sk`), never more than the purchase brought. A refund counts against the order
 * it names; one that names none against the newest purchases before it. What finds no purchase counts nowhere: revenue
 * we never saw cannot shrink. Money of another currency than the purchase's is left out.
 */
export function refundedByOrder(
  purchases: readonly LoggedOrder[],
  refunds: readonly LoggedOrder[],
): Map<string, number> {
  const refunded = new Map<string, number>();
  const giveBack = (purchase: LoggedOrder, refund: Order, amount: number): number => {
    if (!refund.isWhole && refund.currency !== purchase.order.currency) return 0;
    const before = refunded.get(purchase.sk) ?? 0;
    const taken = Math.min(
      purchase.order.amount - before,
      refund.isWhole ? Number.POSITIVE_INFINITY : amount,
    );
    refunded.set(purchase.sk, before + taken);
    return taken;
  };
  const byOrderId = new Map(purchases.map((purchase) => [purchase.order.orderId, purchase]));
  for (const { order } of refunds) {
    const purchase = order.orderId === undefined ? undefined : byOrderId.get(order.orderId);
    if (purchase) giveBack(purchase, order, order.amount);
  }
  for (const refund of refunds) {
    if (refund.order.orderId !== undefined) continue;
    let left = refund.order.amount;
    for (const purchase of purchases.filter((earlier) => compareEntries(earlier, refund) <= 0).reverse()) {
      const taken = giveBack(purchase, refund.order, left);
      left -= taken;
      if (left <= 0 || (refund.order.isWhole && taken > 0)) break;
    }
  }
  return refunded;
}
