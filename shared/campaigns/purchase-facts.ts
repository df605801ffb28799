// What a mail may mention of a customer's purchases: the last one, and the category they come for.
import type { Order } from '../ingest/schema.ts';
import { dayOf } from '../platform/days.ts';

export interface PurchaseFacts {
  /** Day number of the last purchase. */
  lastDay?: number;
  /** The main product of the last purchase. */
  product?: string;
  category?: string;
}

interface Purchase {
  at: string;
  order?: Order | undefined;
}

/** Longer names are stock-keeping texts, not something to say to a person. */
const MAX_NAME = 80;
/** A category is called a favourite from this many orders on. */
const FAVOURITE_ORDERS = 2;

const spoken = (name: string | undefined): string | undefined => {
  const clean = name?.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return clean && clean.length <= MAX_NAME ? clean : undefined;
};

/** The dearest named product of an order (price x quantity), the first among equals. */
function mainProduct(order: Order | undefined): string | undefined {
  const named = (order?.products ?? []).filter(({ name }) => spoken(name));
  const worth = ({
    price = 0,
    quantity = 1,
  }: {
    price?: number | undefined;
    quantity?: number | undefined;
  }) => price * quantity;
  return spoken(named.toSorted((a, b) => worth(b) - worth(a))[0]?.name);
}

/** The category in most orders, the more recent among equals; none below two orders. */
function favouriteCategory(newestFirst: readonly Purchase[]): string | undefined {
  const orders = new Map<string, number>();
  for (const { order } of newestFirst) {
    const categories = new Set((order?.products ?? []).flatMap(({ category }) => spoken(category) ?? []));
    for (const category of categories) orders.set(category, (orders.get(category) ?? 0) + 1);
  }
  const [favourite] = [...orders].toSorted((a, b) => b[1] - a[1]);
  return favourite && favourite[1] >= FAVOURITE_ORDERS ? favourite[0] : undefined;
}

/** Reads purchases in any order; what is not known is left out. */
export function purchaseFacts(purchases: readonly Purchase[], timeZone: string): PurchaseFacts {
  const newestFirst = purchases.toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));
  const last = newestFirst[0];
  if (!last) return {};
  const product = mainProduct(last.order);
  const category = favouriteCategory(newestFirst);
  return { lastDay: dayOf(last.at, timeZone), ...(product && { product }), ...(category && { category }) };
}
