// Orders of several rows, wherever in the file these stand: a second look at the whole file adds them up. Pure, streaming.
import { isGivenBack } from './amounts.ts';
import { type Chunk, recordsOf } from './chunks.ts';
import type { Row } from './fields.ts';
import { type Line, lineOf } from './line-rows.ts';
import { MAX_COLUMNS, rowOf } from './mapping.ts';
import type { LineNote } from './notes.ts';
import { OrderSum } from './order-sum.ts';
import type { Reading } from './people.ts';
import { Findings } from './problems.ts';
import { productOf } from './purchase-rows.ts';
import { cellsOf } from './records.ts';
import type { Plan } from './schema.ts';
import { short, Texts } from './texts.ts';

/** Remembers an order by its sums and each row by the number of its order: 1,500,000 rows fit (test/bench/import-memory.ts). */
export class OrderLines {
  private readonly numbers = new Map<string, number>();
  private readonly orders: OrderSum[] = [];
  /** By row: the number of its order, from 1; 0: a row that is read by itself. */
  private readonly orderOf: Int32Array;
  /** Rows of another buyer than their order's. */
  private readonly strangers = new Set<number>();
  private readonly products = new Texts();
  private readonly reading: Reading;

  constructor(chunks: readonly Chunk[], reading: Reading) {
    const last = chunks.at(-1);
    this.orderOf = new Int32Array((last?.row ?? 0) + (last?.rows ?? 0));
    this.reading = reading;
  }

  add(row: Row, number: number): void {
    if (row.orderId === undefined) return;
    const place = this.placeOf(row.orderId);
    const order = this.orders[place - 1];
    if (!order) return;
    this.orderOf[number] = place;
    order.first ||= number;
    const buyer = row.id ?? row.email?.toLowerCase() ?? row.phone;
    if (buyer !== undefined && !order.isOf(short(buyer))) {
      this.strangers.add(number);
      return;
    }
    order.lines += 1;
    const findings = new Findings();
    const line = lineOf(row, this.reading, findings);
    if (!line) order.refuse(`row ${number} of this order cannot be read, and an order is taken whole`);
    else if (isGivenBack(row)) order.giveBack(number, line);
    else this.addSold(order, row, { ...line, number, isNamed: buyer !== undefined });
  }

  private addSold(
    order: OrderSum,
    row: Row,
    { number, isNamed, ...line }: Line & { number: number; isNamed: boolean },
  ) {
    order.sell(number, line);
    if (isNamed) order.head ||= number;
    const product = productOf(row, this.reading);
    if (product) order.addProduct(this.products.numberOf(JSON.stringify(product)));
  }

  private placeOf(orderId: string): number {
    const key = short(orderId);
    const found = this.numbers.get(key);
    if (found !== undefined) return found;
    this.orders.push(new OrderSum());
    this.numbers.set(key, this.orders.length);
    return this.orders.length;
  }

  /** After the last row: what is given back on a later day than the order is a refund of its own. */
  end(): void {
    for (const order of this.orders)
      for (const number of order.end(this.reading.timeZone)) this.orderOf[number] = 0;
  }

  /** What the worker of a chunk must be told of its rows; nothing of orders of one row. */
  notesOf({ row, rows }: Chunk): Record<string, LineNote> | undefined {
    const notes: [number, LineNote][] = [];
    for (let number = row; number < row + rows; number += 1) {
      const order = this.orders[(this.orderOf[number] ?? 0) - 1];
      const note = order && this.noteOf(order, number);
      if (note) notes.push([number, note]);
    }
    return notes.length > 0 ? Object.fromEntries(notes) : undefined;
  }

  private noteOf(order: OrderSum, number: number): LineNote | undefined {
    if (this.strangers.has(number)) return { why: `row ${order.first} has this order id with another buyer` };
    if (order.lines < 2) return undefined;
    if (order.why !== undefined) return { why: order.why };
    return number === order.head
      ? { whole: order.whole((product) => this.products.textOf(product)) }
      : { of: order.head };
  }

  /** Whether most orders of several lines have the same amount on each, as where the order's total is repeated. */
  get areTotalsRepeated(): boolean {
    const several = this.orders.filter(({ sold }) => sold > 1);
    const same = several.filter(({ areAmountsEqual }) => areAmountsEqual);
    return several.length > 0 && same.length >= 0.9 * several.length;
  }
}

/** `pieces` are UTF-8 without a byte order mark. */
export async function orderLines(
  pieces: AsyncIterable<Uint8Array>,
  { delimiter, columns, chunks }: Pick<Plan, 'delimiter' | 'columns' | 'chunks'>,
  reading: Reading,
): Promise<OrderLines> {
  const lines = new OrderLines(chunks, reading);
  const firstRow = chunks[0]?.row ?? 0;
  let number = 0;
  for await (const { bytes, isBroken } of recordsOf(pieces, delimiter.charCodeAt(0))) {
    number += 1;
    if (number < firstRow || isBroken) continue;
    const cells = cellsOf(Buffer.from(bytes).toString('utf8'), delimiter).slice(0, MAX_COLUMNS);
    lines.add(rowOf(cells, columns), number);
  }
  lines.end();
  return lines;
}
