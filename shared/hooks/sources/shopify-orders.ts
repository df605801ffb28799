// Shopify's orders: when one is a sale, what was given back of it, and in which currency.
import { identify, type Person, productsOf, track } from '../calls.ts';
import { type Fields, fieldsOf, firstText, listOf, textOf } from '../fields.ts';
import type { Call } from '../source.ts';

const productOf = (line: Fields): Fields => ({
  product_id: firstText(line.product_id, line.variant_id),
  sku: textOf(line.sku),
  name: firstText(line.title, line.name),
  variant: textOf(line.variant_title),
  brand: textOf(line.vendor),
  price: textOf(line.price),
  quantity: line.quantity,
});

const orderProperties = (order: Fields): Fields => ({
  order_id: textOf(order.id),
  order_name: textOf(order.name),
  total: firstText(order.total_price),
  subtotal: textOf(order.subtotal_price),
  tax: textOf(order.total_tax),
  discount: textOf(order.total_discounts),
  currency: textOf(order.currency),
  payment_status: textOf(order.financial_status),
  products: productsOf(order.line_items, productOf),
});

const decimal = (value: unknown): number => Number(textOf(value)) || 0;

/**
 * What a unit of the buyer's currency was in the shop's when the order was placed; undefined when the order does not say.
 * Totals are in the shop's currency, the transactions of a refund in the one that was paid with.
 */
function rateOf(order: Fields): { currency: string; rate: number } | undefined {
  const { shop_money, presentment_money } = fieldsOf(order.total_price_set);
  const [own, paid] = [fieldsOf(shop_money), fieldsOf(presentment_money)];
  const [currency, rate] = [textOf(paid.currency_code), decimal(own.amount) / decimal(paid.amount)];
  return currency === undefined || !Number.isFinite(rate) || rate <= 0 ? undefined : { currency, rate };
}

/** Money given back by a refund: its successful transactions, in the order's currency where that can be told. */
function refundedMoney(refund: Fields, order: Fields): { total: number; currency: string | undefined } {
  const paid = listOf(refund.transactions)
    .map(fieldsOf)
    .filter(({ kind, status }) => kind === 'refund' && (status === undefined || status === 'success'));
  const total = paid.reduce((sum, { amount }) => sum + decimal(amount), 0);
  const own = textOf(order.currency);
  const currency = firstText(...paid.map((one) => one.currency)) ?? own;
  const buyers = rateOf(order);
  if (currency === own || buyers === undefined || currency !== buyers.currency) return { total, currency };
  return { total: Number((total * buyers.rate).toFixed(4)), currency: own };
}

function refundCalls(order: Fields, who: Person): Call[] {
  return listOf(order.refunds)
    .map(fieldsOf)
    .map((refund) => ({ refund, ...refundedMoney(refund, order) }))
    .filter(({ total }) => total > 0)
    .map(({ refund, total, currency }) => {
      const id = firstText(refund.id) ?? String(total);
      const timestamp = firstText(refund.processed_at, refund.created_at);
      return track(
        'Order Refunded',
        who,
        { messageId: `shopify:refund:${id}`, timestamp },
        { order_id: textOf(order.id), refund_id: id, total, currency },
      );
    });
}

/** https://shopify.dev/docs/api/admin-graphql/latest/enums/OrderDisplayFinancialStatus */
const unpaid = new Set(['pending', 'authorized', 'expired']);

/** A sale is money or goods that changed hands: cash on delivery stays `pending`, but the parcel is on its way. */
function isSold({ financial_status, fulfillment_status }: Fields): boolean {
  if (financial_status === 'voided') return false;
  const isSent = fulfillment_status === 'fulfilled' || fulfillment_status === 'partial';
  return isSent || !unpaid.has(textOf(financial_status) ?? '');
}

/** Paid with the bogus gateway: shown in the history, never counted. */
const saleName = (order: Fields): string =>
  order.test === true ? 'Test Order Completed' : isSold(order) ? 'Order Completed' : 'Order Updated';

function cancelCalls(order: Fields, who: Person): Call[] {
  const [id, timestamp] = [textOf(order.id), firstText(order.cancelled_at)];
  if (timestamp === undefined) return [];
  const about = { order_id: id, reason: textOf(order.cancel_reason) };
  return [
    track('Order Cancelled', who, { messageId: `shopify:order:${id}:cancelled`, timestamp }, about),
    // What was not paid is not refunded by Shopify, but it is no revenue either: all that is left of the order goes.
    track('Order Refunded', who, { messageId: `shopify:order:${id}:void`, timestamp }, { order_id: id }),
  ];
}

/** Every order topic carries the whole order, so any of them makes good for one that got lost. */
export function orderCalls(order: Fields, who: Person): Call[] {
  const id = textOf(order.id) ?? '';
  const [created, updated] = [firstText(order.created_at), firstText(order.updated_at, order.created_at)];
  const sale = { messageId: `shopify:order:${id}`, timestamp: created };
  const waiting = {
    messageId: `shopify:order:${id}:${textOf(order.financial_status)}:${updated}`,
    timestamp: updated,
  };
  const name = saleName(order);
  return [
    ...identify(who, { ...sale, timestamp: updated }),
    track(name, who, name === 'Order Updated' ? waiting : sale, orderProperties(order)),
    ...(order.test === true ? [] : [...refundCalls(order, who), ...cancelCalls(order, who)]),
  ];
}
