// The fold of a customer's purchases and refunds: `plainFold` is what stats mean, `increment` is the cheap usual case.
import type { Stats } from '../customers/schema.ts';
import { dayOf } from '../platform/days.ts';
import { compareEntries, distinctOrders, type LoggedOrder, purchaseName, refundedByOrder } from './orders.ts';
import { emptySeen, isPerhapsSeen, seenFrom, seenText, withSeen } from './seen.ts';

export interface FoldSettings {
  /** IANA zone that decides which day a purchase falls on. */
  timeZone: string;
  /** The business's own currency; the money of other currencies is not counted. */
  currency: string;
}

/** What is folded, without the version of the write that stores it. */
export type Folded = Omit<Stats, 'version'>;

const DAYS_A_WEEK = 7;

/** Stats of a customer whose first purchase this is. */
function started(purchase: LoggedOrder, settings: FoldSettings): Folded {
  const day = dayOf(purchase.at, settings.timeZone);
  return added(
    {
      watermark: { at: purchase.at, id: purchase.id },
      firstDay: day,
      lastDay: day,
      repeatDays: 0,
      logGaps: 0,
      orders: 0,
      revenue: 0,
      refunded: 0,
      firstDayNet: 0,
      otherCurrencyOrders: 0,
      seen: seenText(emptySeen()),
    },
    purchase,
    settings,
  );
}

/** Stats with one more distinct purchase, the newest so far. */
function added(stats: Folded, purchase: LoggedOrder, settings: FoldSettings): Folded {
  const day = dayOf(purchase.at, settings.timeZone);
  const isNewDay = day > stats.lastDay;
  const { amount, currency } = purchase.order;
  const counted = currency === settings.currency ? amount : 0;
  return {
    ...stats,
    watermark: { at: purchase.at, id: purchase.id },
    lastDay: day,
    repeatDays: stats.repeatDays + (isNewDay ? 1 : 0),
    logGaps: stats.logGaps + (isNewDay ? Math.log((day - stats.lastDay) / DAYS_A_WEEK) : 0),
    orders: stats.orders + 1,
    revenue: stats.revenue + counted,
    firstDayNet: stats.firstDayNet + (day === stats.firstDay ? counted : 0),
    otherCurrencyOrders: stats.otherCurrencyOrders + (currency === settings.currency ? 0 : 1),
    seen: seenText(withSeen(seenFrom(stats.seen), purchaseName(purchase))),
  };
}

function lastRefund(refunds: readonly LoggedOrder[], timeZone: string): Pick<Stats, 'lastRefundDay'> {
  const last = refunds.at(-1);
  return last ? { lastRefundDay: dayOf(last.at, timeZone) } : {};
}

/**
 * Stats from a customer's whole log, in any order and with any repetitions; undefined without a purchase.
 * Entries are distinct by `sk`, purchases also by order id (the earliest stands). A refund counts against the order it
 * names, at most what is left of it; one that names none counts against the newest orders before it.
 */
export function plainFold(entries: readonly LoggedOrder[], settings: FoldSettings): Folded | undefined {
  const { purchases, refunds, newest } = distinctOrders(entries);
  const [first, ...rest] = purchases;
  if (!first || !newest) return undefined;
  const gross = rest.reduce((stats, purchase) => added(stats, purchase, settings), started(first, settings));
  const counted = purchases.filter(({ order }) => order.currency === settings.currency);
  const refunded = refundedByOrder(counted, refunds);
  const onFirstDay = counted.filter(({ at }) => dayOf(at, settings.timeZone) === gross.firstDay);
  const sum = (orders: readonly LoggedOrder[]) =>
    orders.reduce((total, { sk }) => total + (refunded.get(sk) ?? 0), 0);
  // Refunds and repeated orders are in the filter too: the purchase they belong to may still be on its way.
  const seen = refunds.reduce(
    (filter, { order }) => (order.orderId === undefined ? filter : withSeen(filter, order.orderId)),
    seenFrom(gross.seen),
  );
  return {
    ...gross,
    watermark: { at: newest.at, id: newest.id },
    refunded: sum(counted),
    ...lastRefund(refunds, settings.timeZone),
    firstDayNet: gross.firstDayNet - sum(onFirstDay),
    seen: seenText(seen),
  };
}

/**
 * Stats with one newly inserted purchase, where that is safe: it is newer than everything folded and its order was
 * certainly not folded. Undefined: rebuild from the log.
 */
export function increment(stats: Folded, purchase: LoggedOrder, settings: FoldSettings): Folded | undefined {
  if (compareEntries(purchase, stats.watermark) <= 0) return undefined;
  if (isPerhapsSeen(seenFrom(stats.seen), purchaseName(purchase))) return undefined;
  return added(stats, purchase, settings);
}
