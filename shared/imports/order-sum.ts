// What the lines of one order come to, line by line.
import { dayOf } from '../platform/days.ts';
import { toMajor, toMinor } from '../platform/money.ts';
import type { Line } from './line-rows.ts';
import type { WholeOrder } from './notes.ts';

/** As many as a tracked order may have. */
const MAX_PRODUCTS = 50;
/** Of the 32 KiB that an event may have. */
const PRODUCT_BYTES = 16 * 1024;

export class OrderSum {
  /** Its first row. */
  first = 0;
  /** The first row sold that names the buyer: it stands for the order. */
  head = 0;
  lines = 0;
  /** Lines with an amount that is not given back. */
  sold = 0;
  areAmountsEqual = true;
  /** Why none of its lines is taken. */
  why: string | undefined;
  private buyer: string | undefined;
  private currency: string | undefined;
  // Minor units, so that a thousand lines add up to the cent.
  private amount = 0;
  private refunded = 0;
  private each: number | undefined;
  private at: number | undefined;
  private returns: { number: number; at: number | undefined; amount: number }[] | undefined;
  private products: number[] | undefined;

  isOf(buyer: string): boolean {
    this.buyer ??= buyer;
    return this.buyer === buyer;
  }

  /** The first reason stands. */
  refuse(why: string): void {
    this.why ??= why;
  }

  sell(number: number, { at, money }: Line): void {
    if (at !== undefined && at < (this.at ?? Number.POSITIVE_INFINITY)) this.at = at;
    if (!money || !this.isIn(money.currency, number)) return;
    const amount = toMinor(money.amount, money.currency);
    this.each ??= amount;
    if (this.each !== amount) this.areAmountsEqual = false;
    this.sold += 1;
    this.amount += amount;
    this.refunded += toMinor(money.refunded, money.currency);
  }

  giveBack(number: number, { at, money }: Line): void {
    if (!money || !this.isIn(money.currency, number)) return;
    this.returns ??= [];
    this.returns.push({ number, at, amount: toMinor(money.amount, money.currency) });
  }

  addProduct(product: number): void {
    this.products ??= [];
    if (this.products.length < MAX_PRODUCTS) this.products.push(product);
  }

  /**
   * Adds what is given back on the day of the order: a discount, or something that was not wanted after all. Gives the rows
   * of what comes back later, or of an order that stands elsewhere: each is a refund of its own, whatever file it is in.
   */
  end(timeZone: string): number[] {
    if (this.why !== undefined) return [];
    const day = this.at === undefined ? undefined : dayOf(this.at, timeZone);
    const isLater = (at: number | undefined) =>
      this.sold === 0 || (at !== undefined && day !== undefined && dayOf(at, timeZone) > day);
    const later = new Set<number>();
    for (const { number, at, amount } of this.returns ?? []) {
      if (isLater(at)) later.add(number);
      else this.amount += amount;
    }
    this.returns = undefined;
    this.lines -= later.size;
    if (this.sold === 0) this.refuse('no line of this order has an amount');
    else if (this.at === undefined) this.refuse('no line of this order has a date');
    else if (this.head === 0) this.refuse('no line of this order says who bought');
    return [...later];
  }

  whole(productOf: (product: number) => string): WholeOrder {
    const currency = this.currency ?? '';
    const products: WholeOrder['products'] = [];
    let left = PRODUCT_BYTES;
    for (const text of (this.products ?? []).map(productOf)) {
      left -= Buffer.byteLength(text);
      if (left >= 0) products.push(JSON.parse(text));
    }
    return {
      lines: this.lines,
      at: this.at ?? 0,
      amount: toMajor(this.amount, currency),
      refunded: toMajor(this.refunded, currency),
      currency,
      products,
    };
  }

  private isIn(currency: string, number: number): boolean {
    this.currency ??= currency;
    if (this.currency !== currency) this.refuse(`row ${number} of this order has another currency`);
    return this.currency === currency;
  }
}
