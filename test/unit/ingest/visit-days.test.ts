// Visiting days are a set of the last months: no order, no repetition, no forgetting before its time.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { VISIT_DAYS, visitDaysOf, withVisit } from '../../../shared/ingest/visit-days.ts';

const days = fc.array(fc.integer({ min: 20_000, max: 20_400 }), { minLength: 1, maxLength: 40 });
const folded = (visits: readonly number[]) =>
  visits.reduce<ReturnType<typeof withVisit> | undefined>((known, day) => withVisit(known, day), undefined);

describe('visiting days', () => {
  test('are the distinct days less than 128 before the newest, the newest first', () => {
    fc.assert(
      fc.property(days, (visits) => {
        const newest = Math.max(...visits);
        const expected = [...new Set(visits)].filter((day) => newest - day < VISIT_DAYS);

        expect(visitDaysOf(folded(visits))).toEqual(expected.sort((a, b) => b - a));
      }),
    );
  });

  test('are the same in any order and with any repetitions', () => {
    const shuffled = days.chain((visits) =>
      fc.tuple(
        fc.constant(visits),
        fc.shuffledSubarray([...visits, ...visits], { minLength: 2 * visits.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([visits, again]) => {
        expect(folded(again)).toEqual(folded(visits));
      }),
    );
  });

  test('take 24 letters however many they are', () => {
    const everyDay = Array.from({ length: 400 }, (_, i) => 20_000 + i);

    expect(folded(everyDay)?.days).toHaveLength(24);
    expect(visitDaysOf(folded(everyDay))).toHaveLength(VISIT_DAYS);
  });
});
