import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { QuietRange } from '../../../shared/churn/quiet-days.ts';
import { dateOfDay, dayOfDate } from '../../../shared/platform/days.ts';
import { type Freshness, freshnessOf, IMPROBABLE, TOLD_DAYS } from '../../../shared/quality/flow/silence.ts';
import type { FlowDay } from '../../../shared/quality/schema.ts';
import { aFlow, aFlowDay } from '../../support/flow-world.ts';

/** A Sunday. */
const TODAY = dayOfDate('2026-06-28');
const quietFor = (days: number): number[] => new Array<number>(days).fill(0);
const every = (events: number, days = 70): number[] => new Array<number>(days).fill(events);
/** Monday to Saturday, closed on Sundays; the last day is a Sunday. */
const closedOnSundays = (events: number, weeks = 10): number[] =>
  Array.from({ length: weeks * 7 }, (_, index) => (index % 7 === 6 ? 0 : events));

function look(
  counts: readonly number[],
  more: { quiet?: QuietRange[]; source?: string; closed?: Set<string> } = {},
): Freshness | undefined {
  const { quiet = [], source = 'till', closed } = more;
  const [first] = freshnessOf(aFlow(counts, TODAY, { source }), {
    upTo: TODAY,
    quiet,
    ...(closed && { closed }),
  });
  return first;
}

describe('a source', () => {
  it.each([
    { what: 'that sent yesterday', counts: every(10), state: 'fresh' },
    { what: 'of 10 a day, silent for two days', counts: [...every(10), ...quietFor(2)], state: 'fresh' },
    { what: 'of 10 a day, silent for three', counts: [...every(10), ...quietFor(3)], state: 'silent' },
    { what: 'of 2,000 a day, silent for one', counts: [...every(2_000), ...quietFor(1)], state: 'silent' },
    { what: 'of one a day, silent for a week', counts: [...every(1), ...quietFor(7)], state: 'fresh' },
    { what: 'of one a day, silent for two weeks', counts: [...every(1), ...quietFor(14)], state: 'silent' },
    {
      what: 'of one a week, silent for three',
      counts: [...Array.from({ length: 70 }, (_, index) => (index % 7 === 0 ? 1 : 0)), ...quietFor(14)],
      state: 'fresh',
    },
    {
      what: 'of 50 every Monday, that said nothing since Monday',
      counts: Array.from({ length: 70 }, (_, index) => (index % 7 === 0 ? 50 : 0)),
      state: 'fresh',
    },
    {
      what: 'of 50 every Monday, that said nothing on three Mondays',
      counts: [...Array.from({ length: 70 }, (_, index) => (index % 7 === 0 ? 50 : 0)), ...quietFor(21)],
      state: 'silent',
    },
    { what: 'that is always closed on Sundays, today', counts: closedOnSundays(300), state: 'fresh' },
    {
      what: 'that is always closed on Sundays, but said nothing on Monday and Tuesday either',
      counts: [...closedOnSundays(300), 0, 0],
      state: 'silent',
    },
    { what: 'with six days of events in all', counts: [...every(40, 6), ...quietFor(20)], state: 'learning' },
    { what: 'with a seventh', counts: [...every(40, 7), ...quietFor(20)], state: 'silent' },
  ])('$what is $state', ({ counts, state }) => {
    expect(look(counts)?.state).toBe(state);
  });

  it('says when it sent last, what is usual, and for how long it has been silent', () => {
    expect(look([...every(10), ...quietFor(5)])).toMatchObject({
      source: 'till',
      kind: 'purchase',
      lastDate: dateOfDay(TODAY - 5),
      usualPerDay: 10,
      silentDays: 5,
      gaps: [],
    });
  });

  it('that never sent in these days is not spoken of', () => {
    expect(look(quietFor(30))).toBeUndefined();
    expect(freshnessOf([], { upTo: TODAY, quiet: [] })).toEqual([]);
  });

  it('is less and less likely to be well, the longer it says nothing', () => {
    const chances = [1, 2, 3, 4, 5, 6].map((days) => look([...every(3), ...quietFor(days)])?.chance ?? 1);

    expect(chances).toEqual(chances.toSorted((one, other) => other - one));
    expect(new Set(chances).size).toBe(6);
  });

  it('began with its first event: days before it are no silence', () => {
    expect(look([...quietFor(60), ...every(20, 10), ...quietFor(3)])?.state).toBe('silent');
  });

  it('is not silent on days that do not count, nor is its habit made of them', () => {
    const counts = [...every(20), ...quietFor(9)];

    expect(look(counts)?.state).toBe('silent');
    expect(look(counts, { quiet: [[TODAY - 8, TODAY]] })).toMatchObject({ state: 'fresh', silentDays: 0 });
    expect(look(counts, { quiet: [[TODAY - 8, TODAY - 1]] })).toMatchObject({
      state: 'fresh',
      silentDays: 1,
    });

    const reopened = [...every(20, 40), ...quietFor(20), ...every(20, 10), ...quietFor(3)];
    const shut: QuietRange = [TODAY - 32, TODAY - 13];
    expect(look(reopened, { quiet: [shut] })).toMatchObject({ state: 'silent', usualPerDay: 20, gaps: [] });
  });

  it('proves that it lives by what it sent today, a day that is not over', () => {
    const days = [...aFlow([...every(20), ...quietFor(5)], TODAY), aFlowDay(dateOfDay(TODAY + 1), 1)];

    const [first] = freshnessOf(days, { upTo: TODAY, quiet: [] });

    expect(first).toMatchObject({ state: 'fresh', lastDate: dateOfDay(TODAY + 1), silentDays: 0 });
    expect(first?.gaps).toEqual([{ from: dateOfDay(TODAY - 4), to: dateOfDay(TODAY) }]);
  });

  it('is not judged by days nobody counted', () => {
    const days = aFlow([...every(20), ...quietFor(5)], TODAY).filter(
      ({ date }) => date <= dateOfDay(TODAY - 5),
    );

    expect(freshnessOf(days, { upTo: TODAY, quiet: [] })).toMatchObject([{ state: 'fresh', silentDays: 0 }]);
  });

  it('that is somebody’s file now and then never falls silent', () => {
    const counts = [...every(500), ...quietFor(12)];

    expect(look(counts, { source: 'import' })).toMatchObject({ state: 'fresh', chance: 1, gaps: [] });
  });

  it('that was closed on purpose is retired at once', () => {
    const counts = [...every(50), ...quietFor(5)];

    expect(look(counts, { closed: new Set(['till']) })?.state).toBe('retired');
    expect(look(counts, { closed: new Set(['other']) })?.state).toBe('silent');
  });

  it('that stopped for good is told for four weeks, then retired, unless it returns', () => {
    const stateAfter = (days: number) => look([...every(50), ...quietFor(days)])?.state;

    expect(stateAfter(TOLD_DAYS + 1)).toBe('silent');
    expect(stateAfter(TOLD_DAYS + 2)).toBe('retired');
    expect(stateAfter(60)).toBe('retired');
    expect(look([...every(50, 60), ...quietFor(40), 30])?.state).not.toBe('retired');
  });

  it('that sends seldom is told for four weeks too, from the day its silence was improbable', () => {
    const weekly = Array.from({ length: 56 }, (_, index) => (index % 4 === 0 ? 1 : 0));
    const states = Array.from({ length: 64 }, (_, days) => look([...weekly, ...quietFor(days)])?.state);

    expect(states.indexOf('silent')).toBeGreaterThan(15);
    expect(states.filter((state) => state === 'silent')).toHaveLength(TOLD_DAYS);
    expect(states.at(-1)).toBe('retired');
  });
});

describe('a gap', () => {
  it('is an improbable silence that is over', () => {
    expect(look([...every(20), ...quietFor(6), ...every(20, 5)])?.gaps).toEqual([
      { from: dateOfDay(TODAY - 10), to: dateOfDay(TODAY - 5) },
    ]);
  });

  it('is no probable silence', () => {
    expect(look([...every(1), ...quietFor(5), ...every(1, 5)])?.gaps).toEqual([]);
    expect(look([...closedOnSundays(100), 100])?.gaps).toEqual([]);
  });

  it('is told for four weeks', () => {
    expect(look([...every(20), ...quietFor(6), ...every(20, 27)])?.gaps).toHaveLength(1);
    expect(look([...every(20), ...quietFor(6), ...every(20, 28)])?.gaps).toEqual([]);
  });

  it('that was long is no habit: the next silence is told as soon as the first', () => {
    const gap = [...every(10), ...quietFor(12), ...every(10, 10)];

    expect(look([...gap, ...quietFor(2)])?.state).toBe('fresh');
    expect(look([...gap, ...quietFor(3)])?.state).toBe('silent');
  });

  it('of a day or two becomes a habit: a shop that closes now and then is not told each time', () => {
    const closings = [...every(400, 30), 0, ...every(400, 20), 0, ...every(400, 15), 0];

    expect(look([...every(400), 0])?.state).toBe('silent');
    expect(look(closings)?.state).toBe('fresh');
  });
});

describe('a drop', () => {
  it('is a last week far below the weeks before', () => {
    expect(look([...every(20), ...every(5, 7)])).toMatchObject({
      state: 'fresh',
      dropped: { usual: 140, lately: 35 },
    });
  });

  it.each([
    { what: 'a third less', counts: [...every(20), ...every(13, 7)] },
    { what: 'too few events to tell', counts: [...every(1), 1, 0, 0, 1, 0, 0, 1] },
    { what: 'a slow decline', counts: Array.from({ length: 90 }, (_, index) => 100 * 0.975 ** index) },
    { what: 'growth', counts: [...every(20), ...every(80, 7)] },
    { what: 'three weeks of history', counts: [...every(20, 21), ...every(5, 7)] },
    {
      what: 'a week that often comes',
      counts: Array.from({ length: 84 }, (_, index) => (Math.floor(index / 7) % 3 === 2 ? 4 : 30)),
    },
  ])('is not $what', ({ counts }) => {
    expect(look(counts.map(Math.round))?.dropped).toBeUndefined();
  });

  it('is not made of days that do not count', () => {
    const counts = [...every(20), ...quietFor(6), 20];

    expect(look(counts, { quiet: [[TODAY - 6, TODAY - 1]] })?.dropped).toBeUndefined();
    expect(
      look([...every(20), ...quietFor(4), 5, 5, 5], { quiet: [[TODAY - 6, TODAY - 4]] })?.dropped,
    ).toEqual({
      usual: 80,
      lately: 15,
    });
  });

  it('is not told of a source that is silent: that is told', () => {
    expect(look([...every(20), ...quietFor(6)])).not.toHaveProperty('dropped');
  });
});

describe('sources and kinds', () => {
  it('are judged apart, in the order of their names', () => {
    const both = (till: number, shop: number, date: string): FlowDay => ({
      date,
      sources: {
        ...aFlowDay(date, shop, { source: 'web-shop', kind: 'visit' }).sources,
        ...aFlowDay(date, till, { source: 'till' }).sources,
      },
    });
    const days = Array.from({ length: 80 }, (_, index) =>
      both(index < 75 ? 30 : 0, 100, dateOfDay(TODAY - 79 + index)),
    );

    expect(
      freshnessOf(days, { upTo: TODAY, quiet: [] }).map(({ source, kind, state }) => [source, kind, state]),
    ).toEqual([
      ['till', 'purchase', 'silent'],
      ['web-shop', 'visit', 'fresh'],
    ]);
  });
});

describe('whatever a source brings', () => {
  const flows = fc.array(fc.oneof(fc.constant(0), fc.nat(3), fc.nat(5_000)), {
    minLength: 1,
    maxLength: 120,
  });

  it('what is said of it holds together', () => {
    fc.assert(
      fc.property(flows, fc.nat(40), (brought, silent) => {
        const counts = [...brought, ...quietFor(silent)];
        const said = look(counts);
        const last = counts.findLastIndex((events) => events > 0);
        if (last < 0) {
          expect(said).toBeUndefined();
          return;
        }

        const indexOf = (date: string) => counts.length - 1 - (TODAY - dayOfDate(date));
        expect(said).toMatchObject({
          lastDate: dateOfDay(TODAY - (counts.length - 1 - last)),
          silentDays: counts.length - 1 - last,
        });
        expect(said?.chance).toBeGreaterThanOrEqual(0);
        expect(said?.chance).toBeLessThanOrEqual(1);
        if (said?.state === 'silent') expect(said.chance).toBeLessThan(IMPROBABLE);
        for (const { from, to } of said?.gaps ?? []) {
          expect(indexOf(to)).toBeGreaterThanOrEqual(counts.length - TOLD_DAYS);
          expect(counts.slice(indexOf(from), indexOf(to) + 1).every((events) => events === 0)).toBe(true);
          expect(counts[indexOf(from) - 1]).toBeGreaterThan(0);
          expect(counts[indexOf(to) + 1]).toBeGreaterThan(0);
        }
        if (said?.dropped) expect(said.dropped.lately).toBeLessThan(said.dropped.usual);
      }),
    );
  });

  it('one more silent day never makes its silence likelier, nor ends it', () => {
    fc.assert(
      fc.property(flows, fc.integer({ min: 1, max: 40 }), (brought, silent) => {
        const before = look([...brought, ...quietFor(silent)]);
        const after = look([...brought, ...quietFor(silent + 1)]);

        expect(after?.chance ?? 0).toBeLessThanOrEqual(before?.chance ?? 1);
        if (before?.state === 'silent') expect(['silent', 'retired']).toContain(after?.state);
      }),
    );
  });
});
