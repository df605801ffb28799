// Rows of purchases to events: what was bought, given back, and by whom.
import { describe, expect, it } from 'vitest';
import { events, whys, worked } from '../../support/import-rows.ts';

describe('a list of purchases', () => {
  it('becomes orders on the business’s own day, and tells who bought', () => {
    const found = worked('purchases', [
      'order id,date,amount,customer id,name,product,qty',
      'A-1,21/11/2026,"1,250.50",C-1,Abebe,Coffee,2',
    ]);

    expect(events(found)).toMatchObject([
      { type: 'identify', userId: 'C-1', traits: { name: 'Abebe' } },
      {
        event: 'Order Completed',
        timestamp: '2026-11-21T09:00:00.000Z',
        userId: 'C-1',
        properties: {
          order_id: 'A-1',
          total: 1250.5,
          currency: 'ETB',
          products: [{ name: 'Coffee', quantity: 2 }],
        },
      },
    ]);
  });

  it('takes the buyer from a phone alone', () => {
    const [, order] = events(worked('purchases', ['date,amount,phone', '2026-11-21,90 ብር,0911223344']));

    expect(order).toMatchObject({
      context: { traits: { phone: '+251911223344' } },
      properties: { currency: 'ETB' },
    });
  });

  it('tells apart equal sales by their place among equal ones, and nothing else', () => {
    const rows = ['date,amount,id', '2026-11-21,50,C-1', '2026-11-21,50,C-1'];
    const notes = { occurrence: { 3: 1 }, clash: {} };
    const ids = events(worked('purchases', rows, { notes })).map(({ messageId }) => messageId);
    const again = events(worked('purchases', ['id,amount,date', 'C-1,50,2026-11-21'])).map(
      ({ messageId }) => messageId,
    );

    expect(new Set(ids).size).toBe(2);
    expect(again).toEqual([ids[0]]);
  });

  it('turns negative amounts and a column of returns into refunds', () => {
    const found = worked('purchases', [
      'order id,date,amount,refunded,id',
      'A-1,2026-11-20,100,30,C-1',
      'A-2,2026-11-21,-20,,C-1',
    ]);

    expect(
      events(found).map(({ event, properties }) => [event, properties?.order_id, properties?.total]),
    ).toEqual([
      ['Order Completed', 'A-1', 100],
      ['Order Refunded', 'A-1', 30],
      ['Order Refunded', 'A-2', 20],
    ]);
    expect(found.counts).toMatchObject({ orders: 1, refunds: 2 });
  });

  it.each([
    ['soon,5,C-1', 'date'],
    ['2026-11-24,5,C-1', 'date'],
    [',5,C-1', 'date'],
    ['2026-11-21,five,C-1', 'amount'],
    ['2026-11-21,,C-1', 'amount'],
    ['2026-11-21,5 XQ,C-1', 'amount'],
  ])('refuses %s for its %s, and keeps the next row', (row, field) => {
    const found = worked('purchases', ['date,amount,id', row, '2026-11-21,7,C-2']);

    expect(found.errors).toMatchObject([{ row: 2, problems: [{ field, leavesOut: 'row' }] }]);
    expect(events(found)).toMatchObject([{ userId: 'C-2' }]);
  });

  it('refuses an order id that stands before with other values', () => {
    const notes = { occurrence: {}, clash: { 3: 2 } };
    const found = worked(
      'purchases',
      ['order id,date,amount,id', 'A-1,2026-11-20,1,C-1', 'A-1,2026-11-20,2,C-1'],
      { notes },
    );

    expect(whys(found)).toEqual([[3, expect.stringContaining('row 2 has this order id')]]);
    expect(found.counts).toMatchObject({ taken: 1, refused: 1 });
  });

  it('says once who somebody is who bought often, as of the newest row', () => {
    const rows = [
      'date,amount,id,name',
      '2026-11-20,1,C-1,Abebe',
      '2026-11-21,2,C-1,Abebe',
      '2026-11-19,3,C-1,Abebe',
    ];
    const identified = events(worked('purchases', rows)).filter(({ type }) => type === 'identify');

    expect(identified).toMatchObject([{ timestamp: '2026-11-21T09:00:00.000Z' }]);
  });
});
