import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dateOf, dateOfDay, dayOf, dayOfDate } from '../../../shared/platform/days.ts';

describe('the day of an instant', () => {
  test.each([
    ['just before midnight in Addis Ababa', '2026-10-04T20:59:59.999Z', 'Africa/Addis_Ababa', '2026-10-04'],
    ['at midnight in Addis Ababa', '2026-10-04T21:00:00.000Z', 'Africa/Addis_Ababa', '2026-10-05'],
    ['with an offset in its text', '2026-10-05T01:30:00+03:00', 'UTC', '2026-10-04'],
    ['west of Greenwich', '2026-01-01T04:59:59Z', 'America/New_York', '2025-12-31'],
    ['where the clock was put back that night', '2026-10-25T00:30:00Z', 'Europe/London', '2026-10-25'],
    ['before London springs forward', '2026-03-28T23:59:59Z', 'Europe/London', '2026-03-28'],
    ['after London sprang forward', '2026-03-29T23:00:00Z', 'Europe/London', '2026-03-30'],
    ['where midnight does not exist', '2026-03-27T22:00:00Z', 'Africa/Cairo', '2026-03-28'],
    ['on the far side of the date line', '2026-05-05T10:00:00Z', 'Pacific/Kiritimati', '2026-05-06'],
    ['on a leap day', '2028-02-29T12:00:00Z', 'Africa/Addis_Ababa', '2028-02-29'],
  ])('%s', (_, instant, zone, date) => {
    expect(dateOf(instant, zone)).toBe(date);
    expect(dateOfDay(dayOf(instant, zone))).toBe(date);
  });

  test('is the same for text, milliseconds and Date', () => {
    const text = '2026-10-04T22:00:00Z';

    expect(dayOf(Date.parse(text), 'Africa/Addis_Ababa')).toBe(dayOf(text, 'Africa/Addis_Ababa'));
    expect(dayOf(new Date(text), 'Africa/Addis_Ababa')).toBe(dayOf(text, 'Africa/Addis_Ababa'));
  });

  test('throws for what is no instant or no zone', () => {
    expect(() => dayOf('yesterday', 'UTC')).toThrow(RangeError);
    expect(() => dayOf('2026-10-05T00:00:00Z', 'Mars/Olympus')).toThrow(RangeError);
  });
});

describe('day numbers', () => {
  test('count from 1970-01-01', () => {
    expect(dayOfDate('1970-01-01')).toBe(0);
    expect(dayOfDate('1969-12-31')).toBe(-1);
    expect(dayOfDate('2026-10-05') - dayOfDate('2026-09-04')).toBe(31);
  });

  test('and dates are each other undone', () => {
    fc.assert(
      fc.property(fc.integer({ min: -20_000, max: 60_000 }), (day) => {
        expect(dayOfDate(dateOfDay(day))).toBe(day);
      }),
    );
  });

  test('never go back as time goes on, and go up by one in 24 to 26 hours at most', () => {
    const zones = fc.constantFrom('Africa/Addis_Ababa', 'Europe/London', 'America/New_York', 'Asia/Kolkata');
    const instant = fc.date({
      min: new Date('2000-01-01'),
      max: new Date('2040-01-01'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(instant, zones, fc.integer({ min: 0, max: 24 * 3_600_000 }), (at, zone, later) => {
        const step = dayOf(at.getTime() + later, zone) - dayOf(at, zone);
        expect(step).toBeGreaterThanOrEqual(0);
        expect(step).toBeLessThanOrEqual(2);
        expect(dayOf(at.getTime() + 26 * 3_600_000, zone)).toBeGreaterThan(dayOf(at, zone));
      }),
    );
  });

  test.each(['2026-02-30', '2026-13-01', '2026-1-1', '20261005', '2026-10-05T00:00:00Z', ''])(
    'refuse %j as a date',
    (text) => {
      expect(() => dayOfDate(text)).toThrow(RangeError);
    },
  );
});
