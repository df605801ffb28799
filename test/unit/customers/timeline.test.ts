import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  isAfter,
  mergeNewest,
  newestKey,
  type Placed,
  type Position,
  type Source,
} from '../../../shared/customers/view-timeline.ts';
import { entryKey, type Kind } from '../../../shared/ingest/schema.ts';

const kinds = ['event', 'message', 'purchase', 'refund'] as const satisfies Kind[];
const place = (kind: string, second: number, id: string): Placed => ({
  kind,
  instant: `2026-10-05T09:00:${String(second).padStart(2, '0')}.000Z`,
  id,
});

// Few instants and ids, so that entries of the same moment are common.
const entries = fc
  .uniqueArray(
    fc.record({
      kind: fc.constantFrom(...kinds),
      second: fc.integer({ min: 0, max: 6 }),
      id: fc.constantFrom('a', 'b', 'c#d', 'ሀ'),
    }),
    { selector: ({ kind, second, id }) => `${kind}#${second}#${id}`, maxLength: 60 },
  )
  .map((all) => all.map(({ kind, second, id }) => place(kind, second, id)));

const byFalling = (key: (entry: Placed) => string) => (a: Placed, b: Placed) => (key(a) < key(b) ? 1 : -1);
const keyOf = ({ kind, instant, id }: Placed) => entryKey(kind as Kind, instant, id);
const wholeHistory = (all: Placed[]) =>
  all.toSorted(byFalling(({ instant, kind, id }) => `${instant}\u0000${kind}\u0000${id}`));

/** What a table gives for one kind: at most `most` entries not above the key, newest first. */
function read(all: Placed[], kind: Kind, after: Position | undefined, most: number): Source<Placed> {
  const upTo = newestKey(kind, after);
  const found = all.filter((entry) => entry.kind === kind && keyOf(entry) <= upTo).toSorted(byFalling(keyOf));
  return {
    entries: found
      .slice(0, most)
      .filter((entry) => !after || keyOf(entry) !== `${after[1]}#${after[0]}#${after[2]}`),
    isComplete: found.length <= most,
  };
}

/** All pages, one after the other. */
function paged(all: Placed[], limit: number, perKind: number): Placed[] {
  const shown: Placed[] = [];
  let after: Position | undefined;
  for (let page = 0; page < 1_000; page += 1) {
    const sources = kinds.map((kind) => read(all, kind, after, perKind));
    const { entries: found, hasMore } = mergeNewest(sources, limit);
    shown.push(...found);
    const last = found.at(-1);
    if (!hasMore || !last) return shown;
    after = [last.instant, last.kind, last.id];
  }
  throw new Error('paging does not end');
}

describe('a history', () => {
  test('read page by page is the whole history, newest first, nothing twice', () => {
    fc.assert(
      fc.property(entries, fc.integer({ min: 1, max: 9 }), (all, limit) => {
        expect(paged(all, limit, limit + 2)).toEqual(wholeHistory(all));
      }),
    );
  });

  test('is whole even where a table gives less than it was asked for', () => {
    fc.assert(
      fc.property(entries, fc.integer({ min: 2, max: 3 }), (all, perKind) => {
        expect(paged(all, 9, perKind)).toEqual(wholeHistory(all));
      }),
    );
  });

  test('of nothing is one empty page', () => {
    expect(mergeNewest([{ entries: [], isComplete: true }], 5)).toEqual({ entries: [], hasMore: false });
  });

  test('shows nothing that something unread might come before', () => {
    const newer = place('purchase', 5, 'a');
    const older = place('event', 1, 'b');

    const page = mergeNewest(
      [
        { entries: [newer], isComplete: false },
        { entries: [older], isComplete: true },
      ],
      5,
    );

    expect(page).toEqual({ entries: [newer], hasMore: true });
  });

  test('sorted in memory goes on after a position as one sorted by key does', () => {
    fc.assert(
      fc.property(entries, fc.nat(), (all, pick) => {
        const history = wholeHistory(all);
        const last = history[pick % Math.max(1, history.length)];
        if (!last) return;
        const rest = history.filter((entry) => isAfter(entry, [last.instant, last.kind, last.id]));
        expect(rest).toEqual(history.slice(history.indexOf(last) + 1));
      }),
    );
  });
});
