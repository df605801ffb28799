// Orders of several rows: added up wherever in the file their lines are, taken whole or not at all.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Chunk } from '../../../shared/imports/chunks.ts';
import { rowHints } from '../../../shared/imports/hints.ts';
import { columnsOf } from '../../../shared/imports/mapping.ts';
import { orderLines } from '../../../shared/imports/order-lines.ts';
import { survey } from '../../../shared/imports/survey.ts';
import { workRows } from '../../../shared/imports/work-rows.ts';
import { reading } from '../../support/import-rows.ts';

async function* pieces(text: string) {
  yield Buffer.from(text);
}

/** A file as its steps take it, in chunks of so many rows. */
async function imported(lines: readonly string[], rows = 2) {
  const bytes = Buffer.from(lines.join('\n'));
  const found = await survey(pieces(lines.join('\n')), {
    layout: 'lines',
    mapping: {},
    calendar: 'gregorian',
    delimiter: ',',
    limits: { bytes: 1e6, rows },
  });
  const plan = { kind: 'purchases' as const, delimiter: ',' as const, columns: found.columns };
  const orders = await orderLines(pieces(lines.join('\n')), { ...plan, chunks: found.chunks }, reading);
  const worked = found.chunks.map((chunk: Chunk, index) => {
    const [own, of] = [found.notes.get(index), orders.notesOf(chunk)];
    const notes = { occurrence: {}, clash: {}, ...own, ...(of && { lines: of }) };
    return workRows(bytes.subarray(chunk.start, chunk.end), { plan, firstRow: chunk.row, notes, reading });
  });
  const events = worked.flatMap(({ judged }) => judged.map(({ event }) => event));
  return {
    problems: found.problems,
    orders,
    events: events.filter(({ type }) => type === 'track'),
    people: events.filter(({ type }) => type === 'identify'),
    taken: worked.reduce((sum, { counts }) => sum + counts.taken, 0),
    refused: worked.reduce((sum, { counts }) => sum + counts.refused, 0),
    errors: worked.flatMap(({ errors }) =>
      errors.map(({ row, problems }) => [row, ...problems.map(({ why }) => why)]),
    ),
  };
}
const totals = ({ events }: Awaited<ReturnType<typeof imported>>) =>
  events.map(({ event, properties, timestamp }) => [
    event,
    properties?.order_id,
    properties?.total,
    timestamp?.slice(0, 10),
  ]);

describe('lines of orders', () => {
  it('are one order each: their sum, as of the earliest, with the products, wherever in the file they are', async () => {
    const found = await imported([
      'receipt,date,amount,customer id,name,item,qty',
      'A,2026-11-21,100.10,C-1,Abebe,Coffee,2',
      'B,2026-11-20,7,C-2,Sara,Tea,1',
      'A,2026-11-20,0.20,C-1,Abebe,Sugar,1',
      'A,2026-11-21,0.20,C-1,Abebe,Sugar,1',
    ]);

    expect(totals(found)).toEqual([
      ['Order Completed', 'A', 100.5, '2026-11-20'],
      ['Order Completed', 'B', 7, '2026-11-20'],
    ]);
    expect(found.events[0]?.properties?.products).toEqual([
      { name: 'Coffee', quantity: 2 },
      { name: 'Sugar', quantity: 1 },
      { name: 'Sugar', quantity: 1 },
    ]);
    expect(found.people).toMatchObject([
      { userId: 'C-1', timestamp: '2026-11-20T09:00:00.000Z' },
      { userId: 'C-2' },
    ]);
    expect([found.taken, found.errors]).toEqual([4, []]);
  });

  it('come to the same whatever their order in the file and wherever it is cut', async () => {
    const lines = Array.from({ length: 12 }, (_, n) => `O-${n % 3},2026-11-20,${n + 0.1},C-${n % 3}`);
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(lines, { minLength: 12 }),
        fc.integer({ min: 1, max: 13 }),
        async (shuffled, rows) => {
          const found = await imported(['order id,date,amount,id', ...shuffled], rows);
          const byId = new Map(
            found.events.map(({ properties }) => [properties?.order_id, properties?.total]),
          );
          expect(byId).toEqual(
            new Map([
              ['O-0', 18.4],
              ['O-1', 22.4],
              ['O-2', 26.4],
            ]),
          );
          expect([found.events.length, found.taken]).toEqual([3, 12]);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('are worth price times quantity where no column has their amount', async () => {
    const found = await imported([
      'order id,date,price,qty,id,product',
      'A,2026-11-20,12.5,3,C-1,Coffee',
      'A,2026-11-20,1.10,,C-1,Tea',
      'B,2026-11-20,2,4,C-1,Tea',
    ]);

    expect(totals(found)).toEqual([
      ['Order Completed', 'A', 38.6, '2026-11-20'],
      ['Order Completed', 'B', 8, '2026-11-20'],
    ]);
  });

  it('may leave date, buyer and amount to another line, as a shop’s export does', async () => {
    const found = await imported([
      'order id,date,total,email,lineitem name,lineitem price,lineitem quantity',
      'A,2026-11-20,50,a@example.com,Coffee,20,2',
      'A,,,,Sugar,10,1',
    ]);

    expect(totals(found)).toEqual([['Order Completed', 'A', 50, '2026-11-20']]);
    expect(found.events[0]?.properties?.products).toHaveLength(2);
    expect([found.taken, found.errors]).toEqual([2, [[3, 'no amount: this line adds nothing to its order']]]);
  });

  it('without an order id are sales of their own', async () => {
    const found = await imported(['order id,date,amount,id', ',2026-11-20,5,C-1', ',2026-11-20,5,C-1']);

    expect(new Set(found.events.map(({ messageId }) => messageId)).size).toBe(2);
  });

  it('lower the order by what is given back on its day; later it is a refund of its own', async () => {
    const found = await imported([
      'order id,date,amount,id',
      'A,2026-11-21,-20,C-1',
      'A,2026-11-20,100,C-1',
      'A,2026-11-20,-5,C-1',
      'A,2026-11-20,50,C-1',
      'Z,2026-11-21,-9,C-1',
      'Z,2026-11-21,-9,C-1',
    ]);

    expect(totals(found)).toEqual([
      ['Order Refunded', 'A', 20, '2026-11-21'],
      ['Order Completed', 'A', 145, '2026-11-20'],
      ['Order Refunded', 'Z', 9, '2026-11-21'],
      ['Order Refunded', 'Z', 9, '2026-11-21'],
    ]);
    expect(new Set(found.events.map(({ messageId }) => messageId)).size).toBe(4);
    expect(found.taken).toBe(6);
  });

  it('have in the log the id of a whole order in one row, and a refund that of the same row elsewhere', async () => {
    const ids = async (...rows: string[]) =>
      (await imported(['order id,date,amount,id', ...rows])).events.map(({ messageId }) => messageId);
    const [order, refund] = await ids('A,2026-11-20,100,C-1', 'A,2026-11-20,50,C-1', 'A,2026-11-22,-20,C-1');

    expect(await ids('A,2026-11-20,150,C-1')).toEqual([order]);
    expect(await ids('A,2026-11-22,-20,C-1')).toEqual([refund]);
  });

  it.each([
    ['A,2026-11-20,five,C-1', 'row 3 of this order cannot be read, and an order is taken whole'],
    ['A,soon,5,C-1', 'row 3 of this order cannot be read, and an order is taken whole'],
    ['A,2026-11-20,USD 5,C-1', 'row 3 of this order has another currency'],
  ])('are all refused where one of them is %s, and no other order is', async (bad, why) => {
    const found = await imported([
      'order id,date,amount,id',
      'A,2026-11-20,5,C-1',
      bad,
      'A,2026-11-20,6,C-1',
      'B,2026-11-20,7,C-1',
    ]);

    expect(totals(found)).toEqual([['Order Completed', 'B', 7, '2026-11-20']]);
    expect(found.errors).toEqual([
      [2, why],
      [3, expect.any(String)],
      [4, why],
    ]);
    expect(found.taken).toBe(1);
  });

  it.each([
    ['A,,5,C-1', 'no line of this order has a date'],
    ['A,2026-11-20,,C-1', 'no line of this order has an amount'],
    ['A,2026-11-20,5,', 'no line of this order says who bought'],
  ])('that all are like %s say what is missing', async (line, why) => {
    const found = await imported(['order id,date,amount,id', line, line]);

    expect([found.taken, found.events]).toEqual([0, []]);
    expect(found.errors.flat()).toContain(why);
  });

  it.each([
    ['buyer', 'A,2026-11-20,5,guest'],
    ['amount', 'A,2026-11-20,999999999999999,C-1'],
    ['date', 'A,1970-11-20,5,C-1'],
    ['order id', `${'A'.repeat(300)},2026-11-20,5,C-1`],
  ])(
    'count as refused with the row that stands for them, where the log does not take its %s',
    async (_, line) => {
      const found = await imported(['order id,date,amount,id', line, line, line, 'B,2026-11-20,5,C-2']);

      expect(found.events).toMatchObject([{ userId: 'C-2' }]);
      expect([found.taken, found.refused]).toEqual([1, 3]);
      expect(found.errors.map((error) => [error[0], error.at(-1)])).toEqual([
        [2, 'the 2 other rows of this order are not taken either'],
      ]);
    },
  );

  it('of another buyer are refused, and the order stands without them', async () => {
    const found = await imported([
      'order id,date,amount,id',
      'A,2026-11-20,5,C-1',
      'A,2026-11-20,6,C-2',
      'A,2026-11-20,7,C-1',
    ]);

    expect(totals(found)).toEqual([['Order Completed', 'A', 12, '2026-11-20']]);
    expect(found.errors).toEqual([[3, 'row 2 has this order id with another buyer']]);
  });

  it('make no event too large for the log, however many products and however long their names', async () => {
    const line = (n: number) => `A,2026-11-20,1,C-1,${'ቡና'.repeat(200)} ${n}`;
    const found = await imported(
      ['order id,date,amount,id,product', ...Array.from({ length: 200 }, (_, n) => line(n))],
      500,
    );

    expect(totals(found)).toEqual([['Order Completed', 'A', 200, '2026-11-20']]);
    expect(found.errors).toEqual([]);
  });

  it('need a column of order ids, and take no order’s total for the amount of a line', async () => {
    expect((await imported(['date,amount,id', '2026-11-20,5,C-1'])).problems.join()).toContain(
      'No column for orderId',
    );
    expect(columnsOf(['order id', 'order total', 'price', 'qty'], {}, 'lines').columns).toMatchObject({
      unitPrice: 2,
    });
    expect(columnsOf(['order id', 'order total', 'price', 'qty'], {}, 'lines').columns).not.toHaveProperty(
      'amount',
    );
    expect(columnsOf(['total', 'price'], {}, 'lines').columns).toEqual({ amount: 0 });
    expect(columnsOf(['total', 'piece'], { unitPrice: 'piece' }, 'lines').columns).toEqual({ unitPrice: 1 });
    expect(columnsOf(['total', 'price'], {}, 'purchases').columns).toEqual({ amount: 0 });
  });

  it('that repeat the total of their order are doubted', async () => {
    const hints = async (...amounts: string[]) => {
      const { orders } = await imported([
        'order id,date,amount,id',
        ...amounts.map((amount) => `A,2026-11-20,${amount},C-1`),
      ]);
      return rowHints({ rows: 2, notes: new Map() }, orders);
    };

    expect(await hints('50', '50.00')).toEqual([expect.stringContaining('the total of the order')]);
    expect(await hints('50', '20')).toEqual([]);
    expect(await hints('50')).toEqual([]);
  });
});
