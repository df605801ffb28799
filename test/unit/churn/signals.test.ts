// What a signal says on a day is the same from the customer's item then as from the log now.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { factsOf, knownAt, type SignalEntries } from '../../../shared/churn/signal-facts.ts';
import { knownOf, SignalName, signalValue, signalValues } from '../../../shared/churn/signals.ts';
import { feedbackOf, type LoggedSignal } from '../../../shared/ingest/signals.ts';
import { visitDaysOf, withVisit } from '../../../shared/ingest/visit-days.ts';
import { dateOfDay, dayOfDate } from '../../../shared/platform/days.ts';
import { business } from '../../support/small-shop.ts';

const { timeZone } = business;
const today = dayOfDate('2026-10-05');
const at = (day: number) => `${dateOfDay(day)}T09:00:00.000Z`;
const aSignal = (day: number, id: string, signal: LoggedSignal['signal']): LoggedSignal => ({
  sk: `signal#${at(day)}#${id}`,
  id,
  at: at(day),
  signal,
});

const days = fc.integer({ min: today - 250, max: today });
const ids = fc.integer({ min: 0, max: 99 }).map((n) => `m${n}`);
const feedback = fc.oneof(
  fc
    .tuple(days, ids, fc.boolean(), fc.constantFrom('A', 'B', ''))
    .map(([day, id, isOpen, name]) =>
      aSignal(day, id, { type: 'complaint', isOpen, ...(name && { case: name }) }),
    ),
  fc
    .tuple(days, ids, fc.integer({ min: 0, max: 5 }))
    .map(([day, id, rating]) => aSignal(day, id, { type: 'rating', rating, outOf: 5 })),
);
const logs: fc.Arbitrary<SignalEntries> = fc.record({
  orders: fc.array(
    days.map((day) => ({ kind: 'refund' as const, at: at(day) })),
    { maxLength: 4 },
  ),
  signals: fc.uniqueArray(feedback, { maxLength: 10, selector: ({ sk }) => sk }),
  mails: fc.array(fc.record({ at: days.map(at), isBounced: fc.boolean() }), { maxLength: 4 }),
  visits: fc.record({
    at: fc.array(days, { maxLength: 30 }).map((all) => all.sort((a, b) => b - a).map(at)),
    isCut: fc.constant(false),
  }),
});

/** The item of a customer as it was at the end of a day. */
function itemAt({ orders, signals, mails, visits }: SignalEntries, day: number) {
  const isKnown = (entry: { at: string }) => entry.at <= at(day);
  const refunds = orders.filter(isKnown).map((entry) => dayOfDate(entry.at.slice(0, 10)));
  const dated = mails.filter(isKnown).map((mail) => ({ ...mail, day: dayOfDate(mail.at.slice(0, 10)) }));
  const [mail] = dated.toSorted((a, b) => b.day - a.day || Number(b.isBounced) - Number(a.isBounced));
  const visited = visits.at
    .filter((instant) => instant <= at(day))
    .reduce<ReturnType<typeof withVisit> | undefined>(
      (known, instant) => withVisit(known, dayOfDate(instant.slice(0, 10))),
      undefined,
    );
  return knownOf(refunds.length > 0 ? { lastRefundDay: Math.max(...refunds) } : {}, {
    ...feedbackOf(signals.filter(isKnown), timeZone),
    ...(visited && { visits: visited }),
    ...(mail && { mail }),
  });
}

describe('signals', () => {
  test('of a past day are what the daily score would have seen', () => {
    fc.assert(
      fc.property(logs, days, (log, day) => {
        const past = knownAt(factsOf(log, today, timeZone), day);
        const then = itemAt(log, day);

        for (const name of SignalName.options) {
          expect(signalValue(name, past, day), name).toBeCloseTo(signalValue(name, then, day), 12);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('do not change with what happens later', () => {
    fc.assert(
      fc.property(logs, days, (log, day) => {
        const known = factsOf(log, day, timeZone);

        expect(signalValues(SignalName.options, knownAt(known, day), day)).toEqual(
          signalValues(SignalName.options, knownAt(factsOf(log, today, timeZone), day), day),
        );
      }),
    );
  });

  test('are 0 for somebody of whom nothing is known, whatever the day', () => {
    expect(signalValues([...SignalName.options, 'of a later version'], {}, today)).toEqual([
      0, 0, 0, 0, 0, 0,
    ]);
  });

  test('stay bounded for somebody who never stops visiting and complaining', () => {
    const many = Array.from({ length: 900 }, (_, i) => today - 899 + i);
    const facts = factsOf(
      {
        orders: many.map((day) => ({ kind: 'refund', at: at(day) })),
        signals: many.map((day) =>
          aSignal(day, `c${day}`, { type: 'complaint', isOpen: day % 2 === 0, case: 'x' }),
        ),
        mails: many.map((day) => ({ at: at(day), isBounced: day % 2 === 0 })),
        visits: { at: many.toReversed().map(at), isCut: true },
      },
      today,
      timeZone,
    );

    expect(facts.length).toBeLessThanOrEqual(4 * 40 + 201);
  });
});

describe('visits', () => {
  const every = (gap: number, from: number, to: number) =>
    Array.from({ length: Math.floor((from - to) / gap) }, (_, i) => today - to - i * gap);
  const value = (visitDays: number[]) => signalValue('visits', { visitDays }, today);

  test('fade when somebody looks in less than they used to, and grow when more', () => {
    expect(Math.abs(value(every(4, 127, 0)))).toBeLessThan(0.25);
    expect(value(every(4, 127, 40))).toBeGreaterThan(0.5);
    expect(value(every(4, 20, 0))).toBeLessThan(-0.4);
  });

  test('say nothing of a day before which they are not all known', () => {
    const facts = factsOf(
      {
        orders: [],
        signals: [],
        mails: [],
        visits: { at: every(2, 300, 0).map(at), isCut: true },
      },
      today,
      timeZone,
    );

    expect(signalValue('visits', knownAt(facts, today - 60), today - 60)).not.toBe(0);
    expect(signalValue('visits', knownAt(facts, today - 200), today - 200)).toBe(0);
  });

  test('are read from bits as they were written', () => {
    expect(visitDaysOf(withVisit(withVisit(undefined, today - 3), today))).toEqual([today, today - 3]);
  });
});
