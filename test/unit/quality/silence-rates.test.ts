// How often silence is told wrongly, and how soon rightly, over simulated sources. The same seeds every time; many more
// years of them: node test/bench/quality.ts.
import { describe, expect, it } from 'vitest';
import {
  delaysOf,
  dropsNoticed,
  falseAlarmsOf,
  type SourceName,
  simulatedSources,
} from '../../support/flow-sources.ts';

const YEARS = 8;
const names = Object.keys(simulatedSources) as SourceName[];

const meanOf = (rates: readonly number[]) => rates.reduce((sum, rate) => sum + rate, 0) / rates.length;

describe('sources that never stop', () => {
  it.each([
    { perDay: 1, mean: 0.25, worst: 0.75 },
    { perDay: 30, mean: 0.15, worst: 0.75 },
  ])('of about $perDay a day hardly ever seem to have fallen silent or to have dropped', (expected) => {
    const found = names.map((name) =>
      falseAlarmsOf(name, { perDay: expected.perDay, years: YEARS, seed: 5 }),
    );

    const [alarms, drops] = [found.map(({ alarms }) => alarms), found.map(({ drops }) => drops)];
    expect(meanOf(alarms)).toBeLessThan(expected.mean);
    expect(Math.max(...alarms)).toBeLessThanOrEqual(expected.worst);
    expect(meanOf(drops)).toBeLessThan(0.15);
    expect(Math.max(...drops)).toBeLessThanOrEqual(0.5);
  });

  it('of 300 a day that close on days nobody can foresee are learnt', () => {
    const name = 'closed on one day in thirty, nobody knows which';

    // Twelve such days a year.
    expect(falseAlarmsOf(name, { perDay: 300, years: YEARS, seed: 7 }).alarms).toBeLessThan(1.5);
  });
});

describe('a source that stops', () => {
  it.each([
    { perDay: 0.5, median: 17, late: 30 },
    { perDay: 1, median: 11, late: 16 },
    { perDay: 3, median: 5, late: 7 },
    { perDay: 10, median: 3, late: 4 },
    { perDay: 30, median: 2, late: 3 },
    { perDay: 1_000, median: 1, late: 1 },
  ])('after $perDay a day is told within $median days as a rule', ({ perDay, median, late }) => {
    const delays = delaysOf('even (Poisson)', { perDay, tries: 40, seed: 11 });

    expect(delays.median).toBeLessThanOrEqual(median);
    expect(delays.late).toBeLessThanOrEqual(late);
  });

  it('and is closed on Sundays is told hardly later', () => {
    const delays = delaysOf('closed on Sundays', { perDay: 30, tries: 40, seed: 13 });

    expect(delays.late).toBeLessThanOrEqual(4);
  });
});

describe('a source that sends less and less', () => {
  it('falling to a fifth at once is told', () => {
    const drop = { perDay: 20, part: 0.2, tries: 20, seed: 17 };

    expect(dropsNoticed('even (Poisson)', drop)).toBeGreaterThanOrEqual(0.9);
    expect(dropsNoticed('closed on Sundays', drop)).toBeGreaterThanOrEqual(0.8);
    expect(dropsNoticed('uneven (negative binomial, shape 3)', drop)).toBeGreaterThanOrEqual(0.6);
  });

  it('losing a tenth is not', () => {
    expect(dropsNoticed('even (Poisson)', { perDay: 20, part: 0.9, tries: 20, seed: 19 })).toBe(0);
  });
});
