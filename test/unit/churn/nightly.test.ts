import { describe, expect, test } from 'vitest';
import {
  businessDateOf,
  isFitDue,
  lastCompleteDate,
  NightlyInput,
  partKey,
  segmentCount,
  tasksOf,
} from '../../../shared/churn/nightly.ts';
import type { Current } from '../../../shared/churn/schema.ts';
import { aModel } from '../../support/factories.ts';

const timeZone = 'Africa/Addis_Ababa';
const aCurrent = (over: Partial<Current['model']> = {}): Current => ({
  businessDate: '2026-10-05',
  model: aModel({ fittedFor: '2026-10-01', customers: 100, ...over }),
});

describe('the business date', () => {
  const at = { now: Date.parse('2026-10-06T00:00:00Z'), timeZone };
  const dateFor = (input: object, current?: Current) =>
    businessDateOf(NightlyInput.parse(input), current, at);

  test('is the last complete day of the business before the planned instant, whenever the pass runs', () => {
    // Half past two in the morning in Addis Ababa is still the day before in UTC.
    expect(dateFor({ scheduledAt: '2026-10-05T23:30:00Z' })).toBe('2026-10-05');
    expect(lastCompleteDate('2026-10-05T20:59:00Z', timeZone)).toBe('2026-10-04');
    expect(lastCompleteDate('2026-10-05T21:00:00Z', timeZone)).toBe('2026-10-05');
  });

  test('is what a person says', () => {
    expect(dateFor({ businessDate: '2026-10-05' })).toBe('2026-10-05');
  });

  test('may be the one in force again, but none before it', () => {
    expect(dateFor({ businessDate: '2026-10-05' }, aCurrent())).toBe('2026-10-05');
    expect(() => dateFor({ businessDate: '2026-10-04' }, aCurrent())).toThrow(/take them back/);
  });
});

describe('a fit is due', () => {
  const due = (current: Current | undefined, businessDate: string, buyers = 100, horizonDays = 90) =>
    isFitDue(current, { businessDate, horizonDays, buyers });

  test('when there is no model, when it is a week old, when the horizon or the shop is another', () => {
    expect(due(undefined, '2026-10-05')).toBe(true);
    expect(due(aCurrent(), '2026-10-07')).toBe(false);
    expect(due(aCurrent(), '2026-10-08')).toBe(true);
    expect(due(aCurrent(), '2026-10-05', 100, 60)).toBe(true);
    expect(due(aCurrent(), '2026-10-05', 149)).toBe(false);
    expect(due(aCurrent(), '2026-10-05', 150)).toBe(true);
  });

  test('never twice for one date', () => {
    expect(due(aCurrent({ fittedFor: '2026-10-05' }), '2026-10-05', 1_000)).toBe(false);
  });
});

describe('workers', () => {
  test('grow with the customers, from one to 32', () => {
    expect([0, 30_000, 30_001, 1_000_000, 50_000_000].map(segmentCount)).toEqual([1, 1, 2, 32, 32]);
  });

  test('leave their results under names of their own', () => {
    const keys = tasksOf('2026-10-05', 32).map((task) => partKey('scored', task));

    expect(new Set(keys).size).toBe(32);
    expect(partKey('scored', { businessDate: '2026-10-05', segment: 0, total: 16 })).not.toBe(keys[0]);
  });
});
