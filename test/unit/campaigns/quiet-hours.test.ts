import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTimeZone, quietHoursOf, quietUntil } from '../../../shared/campaigns/quiet-hours.ts';

const night = { from: 21 * 60, to: 8 * 60 };
const until = (local: string, zone: string) => {
  const end = quietUntil(Date.parse(local), zone, night);
  return end === undefined ? undefined : new Date(end).toISOString();
};

describe('quiet hours', () => {
  it('run over midnight and end in the morning', () => {
    expect(until('2026-10-05T20:59:00+03:00', 'Africa/Addis_Ababa')).toBeUndefined();
    expect(until('2026-10-05T21:00:00+03:00', 'Africa/Addis_Ababa')).toBe('2026-10-06T05:00:00.000Z');
    expect(until('2026-10-06T07:59:59+03:00', 'Africa/Addis_Ababa')).toBe('2026-10-06T05:00:00.000Z');
    expect(until('2026-10-06T08:00:00+03:00', 'Africa/Addis_Ababa')).toBeUndefined();
  });

  it('end at the same local time when clocks change in the night', () => {
    expect(until('2026-03-28T23:00:00Z', 'Europe/London')).toBe('2026-03-29T07:00:00.000Z');
    expect(until('2026-10-24T23:00:00+01:00', 'Europe/London')).toBe('2026-10-25T08:00:00.000Z');
  });

  it('are over at the moment they name, in every zone', () => {
    const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
    const moments = fc.integer({ min: Date.parse('2025-01-01'), max: Date.parse('2028-01-01') });

    fc.assert(
      fc.property(zones, moments, (zone, now) => {
        const end = quietUntil(now, zone, night);
        if (end === undefined) return;
        expect(end).toBeGreaterThan(now);
        expect(end - now).toBeLessThanOrEqual(12.5 * 3_600_000);
        expect(quietUntil(end, zone, night)).toBeUndefined();
        expect(quietUntil(end - 60_000, zone, night)).toBeDefined();
      }),
      { numRuns: 300 },
    );
  });

  it('can be switched off', () => {
    const none = quietHoursOf('none');

    expect(
      none && quietUntil(Date.parse('2026-10-05T00:00:00Z'), 'Africa/Addis_Ababa', none),
    ).toBeUndefined();
  });

  it.each(['', '9-17', '21:00', '25:00-08:00', '21:00-08:60'])('are not read from "%s"', (text) => {
    expect(quietHoursOf(text)).toBeUndefined();
  });
});

describe('time zones', () => {
  it('are those of the time zone database', () => {
    expect(isTimeZone('Africa/Addis_Ababa')).toBe(true);
    expect(isTimeZone('Addis')).toBe(false);
    expect(isTimeZone('')).toBe(false);
  });
});
