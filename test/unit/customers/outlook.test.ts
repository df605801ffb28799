import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { outlookView } from '../../../shared/customers/view-outlook.ts';
import { dateOfDay, dayOfDate } from '../../../shared/platform/days.ts';
import { aModel, aScore, someStats } from '../../support/factories.ts';

const today = dayOfDate('2026-10-05');
// Spend in minor units, about 1,000.00 a purchase day.
const model = aModel({ spend: { p: 6.25, q: 3.74, v: 44_000 } });
const context = { current: { model }, today, currency: 'ETB' };

describe('what to expect of a customer', () => {
  test('is a range around the lifetime value, and dates that follow one another', () => {
    const { lifetimeValueRange: range, nextPurchase: next } = outlookView(someStats(), aScore(), context);

    expect(range?.low.amount).toBeLessThanOrEqual(480_000);
    expect(range?.high.amount).toBeGreaterThan(480_000);
    expect(range?.high.currency).toBe('ETB');
    expect(next?.probability).toBeGreaterThan(0);
    expect(
      next && [
        dateOfDay(today) <= next.earliest,
        next.earliest <= next.likely,
        next.likely < (next.latest ?? ''),
      ],
    ).toEqual([true, true, true]);
  });

  test('is unknown before the first nightly pass', () => {
    expect(outlookView(someStats(), aScore(), { ...context, current: undefined })).toEqual({
      lifetimeValueRange: null,
      nextPurchase: null,
    });
  });

  test('has no range while nobody has bought twice', () => {
    const { spend: _, ...young } = aModel();

    expect(
      outlookView(someStats(), aScore(), { ...context, current: { model: young } }).lifetimeValueRange,
    ).toBeNull();
  });

  test('is scaled with the stored lifetime value, where a correction moved it', () => {
    const high = (clv: number) =>
      outlookView(someStats(), aScore({ clv }), context).lifetimeValueRange?.high.amount ?? 0;

    expect(high(240_000) / high(480_000)).toBeCloseTo(0.5, 3);
  });

  test('is less likely and later the longer the silence', () => {
    const silentFor = (days: number) =>
      outlookView(someStats({ lastDay: today - days }), aScore(), context).nextPurchase;
    const wait = (days: number) => dayOfDate(silentFor(days)?.likely ?? '') - today;

    expect(silentFor(40)?.probability).toBeLessThan(silentFor(4)?.probability ?? 0);
    expect(wait(40)).toBeGreaterThanOrEqual(wait(4));
  });

  test('never is a number that is none, whatever the customer', () => {
    const stats = fc.record({
      span: fc.integer({ min: 0, max: 3_000 }),
      silent: fc.integer({ min: 0, max: 3_000 }),
      repeatDays: fc.integer({ min: 0, max: 200 }),
      revenue: fc.integer({ min: 0, max: 1e9 }),
    });
    fc.assert(
      fc.property(stats, ({ span, silent, repeatDays, revenue }) => {
        const lastDay = today - silent;
        const days = repeatDays === 0 ? 0 : Math.max(span, repeatDays);
        const over = { lastDay, firstDay: lastDay - days, repeatDays, revenue, firstDayNet: 0 };
        const { lifetimeValueRange, nextPurchase } = outlookView(someStats(over), aScore(), context);
        expect(Number.isInteger(lifetimeValueRange?.low.amount)).toBe(true);
        expect(lifetimeValueRange?.high.amount).toBeGreaterThanOrEqual(lifetimeValueRange?.low.amount ?? 0);
        if (nextPurchase) expect((nextPurchase.latest ?? '9999') >= nextPurchase.earliest).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});
