// A customer's history, newest first, out of one list per kind: the merge, the page and the position to go on from.
import * as z from 'zod';
import type { Kind } from '../ingest/schema.ts';

/** A place in the history: newest first by instant; at the same instant by kind, then by id, both falling. */
export const Position = z.tuple([
  z.string().max(40),
  z.string().max(20),
  // A cursor is not signed, and DynamoDB refuses a key that no entry can have: 1 KB, of which an id has up to 765 bytes.
  z.string().refine((id) => id.isWellFormed() && Buffer.byteLength(id) <= 900),
]);
export type Position = z.infer<typeof Position>;

export interface Placed {
  instant: string;
  kind: string;
  id: string;
}

export interface Source<T extends Placed> {
  /** In falling order. */
  entries: readonly T[];
  /** False when this kind has more than was read. */
  isComplete: boolean;
}

/** Sorts after every character in DynamoDB's UTF-8 order. */
const LAST = '\u{10FFFF}';

/**
 * The greatest sort key of `kind` that comes after `position` in the history (inclusive: the entry at `position` itself
 * may be met and must be dropped). Without a position: the newest.
 */
export function newestKey(kind: Kind, position: Position | undefined): string {
  if (!position) return `${kind}#${LAST}`;
  const [instant, positionKind, id] = position;
  if (kind === positionKind) return `${kind}#${instant}#${id}`;
  return kind < positionKind ? `${kind}#${instant}#${LAST}` : `${kind}#${instant}#`;
}

/** Whether an entry comes strictly after `position` in the history. For kinds that are sorted in memory. */
export function isAfter(entry: Placed, [instant, kind, id]: Position): boolean {
  if (entry.instant !== instant) return entry.instant < instant;
  return entry.kind === kind ? entry.id < id : entry.kind < kind;
}

const isNewer = (a: Placed, b: Placed): boolean =>
  a.instant === b.instant ? a.kind > b.kind : a.instant > b.instant;

/**
 * Merges the sources until `limit` entries, or until a source that was not read to its end runs out: what follows
 * there is unknown, so nothing older may be shown yet.
 */
export function mergeNewest<T extends Placed>(
  sources: readonly Source<T>[],
  limit: number,
): { entries: T[]; hasMore: boolean } {
  const heads = sources.map((source) => ({ ...source, next: 0 }));
  const entries: T[] = [];
  while (entries.length < limit) {
    const isStuck = heads.some((head) => !head.isComplete && head.next >= head.entries.length);
    const newest = heads
      .filter((head) => head.next < head.entries.length)
      .reduce<(typeof heads)[number] | undefined>((best, head) => {
        const [a, b] = [head.entries[head.next], best?.entries[best.next]];
        return a && (!b || isNewer(a, b)) ? head : best;
      }, undefined);
    const entry = newest?.entries[newest.next];
    if (isStuck || !newest || !entry) break;
    entries.push(entry);
    newest.next += 1;
  }
  return { entries, hasMore: heads.some((head) => !head.isComplete || head.next < head.entries.length) };
}
