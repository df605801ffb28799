// Orders and refunds out of track calls (Segment's ecommerce vocabulary): decimals in, minor units out.
import * as z from 'zod';
import { toMinor } from '../platform/money.ts';
import { cutText } from '../platform/text.ts';
import type { Order, Product } from './schema.ts';

// Above this a double no longer holds the cents.
const MAX_AMOUNT = 1e12;

/** Shop systems send money as a number or as decimal text. */
const Decimal = z
  .union(
    [
      z.number(),
      z
        .string()
        .trim()
        .regex(/^-?\d+(\.\d+)?$/, 'a decimal such as 1250.50')
        .transform(Number),
    ],
    {
      error: 'a number such as 1250.50',
    },
  )
  .refine((amount) => Math.abs(amount) <= MAX_AMOUNT, `at most ${MAX_AMOUNT}`)
  .nullish();

const Text = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) =>
    value === null || value === undefined || value === '' ? undefined : cutText(String(value), 200),
  )
  .catch(undefined);
const Quiet = Decimal.catch(undefined);

const ProductLine = z.looseObject({
  product_id: Text,
  productId: Text,
  sku: Text,
  name: Text,
  category: Text,
  quantity: Quiet,
  price: Quiet,
});

const OrderId = z
  .union([z.string(), z.number()], 'a text or a number')
  .nullish()
  .transform((value) => (value === null || value === undefined || value === '' ? undefined : String(value)))
  .refine((text) => (text?.length ?? 0) <= 255, 'at most 255 characters');

/** How people write Ethiopia's currency; other signs stand for several ($). */
const birr = new Set(['BIRR', 'BR', 'ብር']);

function currencyCode(given: unknown): unknown {
  if (typeof given !== 'string') return given;
  const text = given.trim().toUpperCase();
  return birr.has(text) ? 'ETB' : text || undefined;
}

const Currency = z.preprocess(
  currencyCode,
  z
    .string()
    .regex(/^[A-Z]{3}$/, 'an ISO 4217 code such as ETB')
    .nullish(),
);

/** What an order says in `properties`. */
export const OrderProperties = z.looseObject({
  order_id: OrderId,
  orderId: OrderId,
  total: Decimal,
  revenue: Decimal,
  currency: Currency,
  products: z.array(z.unknown()).nullish().catch(undefined),
});
type OrderProperties = z.output<typeof OrderProperties>;

const MAX_PRODUCTS = 50;

/** Lines that can be read; a line that cannot is kept in the event's body only. */
function productsOf(properties: OrderProperties, currency: string): Product[] {
  return (properties.products ?? []).slice(0, MAX_PRODUCTS).flatMap((line) => {
    const parsed = ProductLine.safeParse(line);
    if (!parsed.success) return [];
    const { product_id, productId, sku, name, category, quantity, price } = parsed.data;
    const id = product_id ?? productId ?? sku;
    return [
      {
        ...(id !== undefined && { id }),
        ...(name !== undefined && { name }),
        ...(category !== undefined && { category }),
        ...(typeof quantity === 'number' && { quantity }),
        ...(typeof price === 'number' && { price: toMinor(price, currency) }),
      },
    ];
  });
}

const sumOf = (products: readonly Product[]): number | undefined =>
  products.some(({ price }) => price !== undefined)
    ? Math.round(products.reduce((sum, { price = 0, quantity = 1 }) => sum + price * quantity, 0))
    : undefined;

function base(properties: OrderProperties, ownCurrency: string) {
  const currency = properties.currency ?? ownCurrency;
  const orderId = properties.order_id ?? properties.orderId;
  const products = productsOf(properties, currency);
  const named = properties.total ?? properties.revenue ?? undefined;
  return {
    amount: named === undefined ? sumOf(products) : toMinor(named, currency),
    rest: { currency, ...(orderId !== undefined && { orderId }), ...(products.length > 0 && { products }) },
  };
}

/** An order: its value is `total`, else `revenue`, else the sum of its products; undefined amount: it names none. */
export function orderOf(properties: OrderProperties, ownCurrency: string): Order | undefined {
  const { amount, rest } = base(properties, ownCurrency);
  return amount === undefined ? undefined : { ...rest, amount: Math.max(0, amount) };
}

/** A refund: some systems send it as a negative amount. One that names no amount gives the whole order back. */
export function refundOf(properties: OrderProperties, ownCurrency: string): Order {
  const { amount, rest } = base(properties, ownCurrency);
  return amount === undefined ? { ...rest, amount: 0, isWhole: true } : { ...rest, amount: Math.abs(amount) };
}
