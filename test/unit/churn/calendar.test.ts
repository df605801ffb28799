import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quietRanges } from '../../../shared/churn/calendar.ts';
import { historyOf } from '../../../shared/churn/history.ts';
import { quietDaysBetween } from '../../../shared/churn/quiet-days.ts';
import { dateOfDay, dayOfDate } from '../../../shared/platform/days.ts';
import { someStats } from '../../support/factories.ts';

const today = dayOfDate('2027-06-30');
const datesOf = (ranges: ReturnType<typeof quietRanges>) =>
  ranges.map(([from, to]) => [dateOfDay(from), dateOfDay(to)]);

describe('quiet days', () => {
  test('are none unless the shop says so', () => {
    expect(quietRanges({ quiet: [], calendars: [] }, today)).toEqual([]);
  });

  test('of overlapping and touching periods are counted once', () => {
    const quiet = [
      { from: '2027-03-10', to: '2027-03-12' },
      { from: '2027-03-01', to: '2027-03-05' },
      { from: '2027-03-04', to: '2027-03-09' },
    ];

    expect(datesOf(quietRanges({ quiet, calendars: [] }, today))).toEqual([['2027-03-01', '2027-03-12']]);
  });

  test('of a calendar include the Ethiopian new year and Easter, which moves', () => {
    const ranges = quietRanges({ quiet: [], calendars: ['ethiopian-public-holidays'] }, today);
    const isQuiet = (date: string) => quietDaysBetween(ranges, dayOfDate(date) - 1, dayOfDate(date)) === 1;

    expect(isQuiet('2026-09-11')).toBe(true);
    expect(isQuiet('2026-04-12')).toBe(true);
    expect(isQuiet('2027-05-02')).toBe(true);
    expect(isQuiet('2026-09-12')).toBe(false);
  });

  test('of the great lent run from eight weeks before Easter (2 May) to Good Friday', () => {
    const ranges = quietRanges({ quiet: [], calendars: ['great-lent'] }, today);

    expect(datesOf(ranges)).toContainEqual(['2027-03-08', '2027-04-30']);
  });

  test('between two days are those after the first, up to and with the second', () => {
    const ranges = [
      [10, 12],
      [20, 20],
    ] as const;

    expect(quietDaysBetween(ranges, 9, 30)).toBe(4);
    expect(quietDaysBetween(ranges, 10, 11)).toBe(1);
    expect(quietDaysBetween(ranges, 12, 19)).toBe(0);
  });

  test('add up: a stretch counts as its two halves', () => {
    const day = fc.integer({ min: 0, max: 60 });
    fc.assert(
      fc.property(day, day, day, (a, b, c) => {
        const [from = 0, middle = 0, to = 0] = [a, b, c].toSorted((x, y) => x - y);
        const ranges = [
          [5, 9],
          [20, 41],
        ] as const;
        const count = (x: number, y: number) => quietDaysBetween(ranges, x, y);
        expect(count(from, middle) + count(middle, to)).toBe(count(from, to));
      }),
    );
  });
});

test('quiet days stop the clock of silence and leave the rhythm alone', () => {
  const stats = someStats();
  const quiet = [[stats.lastDay - 5, stats.lastDay + 7]] as const;

  const without = historyOf(stats, stats.lastDay + 31);
  const shifted = historyOf(stats, stats.lastDay + 31, quiet);

  expect(shifted.T).toBeCloseTo(without.T - 1, 12);
  expect({ ...shifted, T: without.T }).toEqual(without);
});
