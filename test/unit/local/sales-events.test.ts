import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inBatches, type SegmentEvent, salesEvents } from '../../../infra/local/sales-events.ts';
import type { SalesLine } from '../../../shared/churn/backtest/sales-file.ts';

const aLine = (own: Partial<SalesLine> = {}): SalesLine => ({
  line: 2,
  customer: 'a',
  date: '2026-03-02',
  amount: 10,
  returned: 0,
  ...own,
});
const names = (events: readonly SegmentEvent[]) => events.map(({ type, event }) => event ?? type);

describe('sales as events', () => {
  it('introduce a customer once, before what they bought', () => {
    const [events = []] = salesEvents([aLine(), aLine({ line: 3 })], 'ETB', false);

    expect(names(events)).toEqual(['identify', 'Order Completed', 'Order Completed']);
  });

  it('claim consent only where it was given and there is an address', () => {
    const line = aLine({ email: 'a@example.com' });

    const given = salesEvents([line], 'ETB', true).flat();
    const notGiven = salesEvents([line], 'ETB', false).flat();
    const nowhere = salesEvents([aLine()], 'ETB', true).flat();

    expect(names(given)).toContain('Consent Given');
    expect(names(notGiven)).not.toContain('Consent Given');
    expect(names(nowhere)).not.toContain('Consent Given');
  });

  it('make no order of a line that only returns', () => {
    const events = salesEvents([aLine({ amount: 0, returned: 4 })], 'ETB', false).flat();

    expect(names(events)).toEqual(['identify', 'Order Refunded']);
    expect(events.at(-1)?.properties).toEqual({ total: 4, currency: 'ETB' });
  });

  it('are the same whenever they are made, with one message id each', () => {
    const lines = [aLine(), aLine({ line: 3, returned: 2 }), aLine({ line: 4, customer: 'b' })];

    const once = salesEvents(lines, 'ETB', false).flat();
    const again = salesEvents(lines, 'ETB', false).flat();

    expect(again).toEqual(once);
    expect(new Set(once.map(({ messageId }) => messageId)).size).toBe(once.length);
  });
});

describe('batches', () => {
  const anEvent = (userId: string, index: number): SegmentEvent => ({
    type: 'track',
    messageId: `${userId}-${index}`,
    userId,
    timestamp: '2026-03-02T09:00:00.000Z',
  });

  it('hold every event once, in order, and never more than their size', () => {
    const counts = fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 20 });
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 25 }), (sizes, size) => {
        const perCustomer = sizes.map((count, who) =>
          Array.from({ length: count }, (_, index) => anEvent(`c${who}`, index)),
        );

        const batches = inBatches(perCustomer, size);

        expect(batches.flat()).toEqual(perCustomer.flat());
        expect(Math.max(0, ...batches.map((batch) => batch.length))).toBeLessThanOrEqual(size);
      }),
    );
  });
});
