// What the routes of duplicates do: walk the night's list, look at the customers as they are now, keep what people say.
import * as z from 'zod';
import { decodeCursor, encodeCursor } from '../platform/cursor.ts';
import { notFound } from '../platform/errors.ts';
import { inParallel } from '../platform/parallel.ts';
import type { CurrentPairs, Dismissal, DuplicateStore } from '../quality/duplicates/duplicate-store.ts';
import { idsOfPair, pairId } from '../quality/duplicates/pair-id.ts';
import { Confidence, type DuplicatePair } from '../quality/schema.ts';
import type { DuplicatesPage, DuplicatesQuery, DuplicateView } from './duplicate-schema.ts';
import { duplicateView, haveTwoOwnIds } from './duplicate-views.ts';
import type { MergeDecisionStore } from './merge-decision-store.ts';
import type { Customer } from './schema.ts';
import type { CustomerStore } from './store.ts';

export interface DuplicateParts {
  duplicates: Pick<DuplicateStore, 'current' | 'between' | 'dismissedOf' | 'dismiss'>;
  customers: Pick<CustomerStore, 'standing'>;
  decisions: Pick<MergeDecisionStore, 'userSources'>;
}

/** A page looks this often for pairs that still stand; then it is short. */
const LOOKS = 5;
const READS_AT_ONCE = 16;

/** Where in which list; the list of an earlier night is read to its end. */
const Place = z.object({
  list: z.string().regex(/^[\d-]{10}#[0-9a-f]{12}$/),
  asOf: z.iso.date(),
  at: z.int().min(0),
  to: z.int().min(0).max(100_000),
});
type Place = z.infer<typeof Place>;

function start({ list, businessDate, kept }: CurrentPairs, confidence: Confidence | undefined): Place {
  const before = Confidence.options.slice(0, confidence ? Confidence.options.indexOf(confidence) : 0);
  const wanted = confidence ? [confidence] : Confidence.options;
  const sum = (of: readonly Confidence[]) => of.reduce((total, each) => total + kept[each], 0);
  return { list, asOf: businessDate, at: sum(before), to: sum(before) + sum(wanted) };
}

/**
 * A page of pairs, the surest first, each as its two customers are now. A filter is held against what is shown: a pair
 * that is less sure than at night is in no filtered list until the next. Throws 400 on a cursor of another list.
 */
export async function duplicatePage(
  parts: DuplicateParts,
  { confidence, cursor, limit }: DuplicatesQuery,
  now: number,
): Promise<DuplicatesPage> {
  const scope = `duplicates ${confidence ?? ''}`;
  const current = cursor === undefined ? await parts.duplicates.current(now) : undefined;
  const place =
    cursor === undefined ? current && start(current, confidence) : decodeCursor(cursor, scope, Place);
  if (!place) return { data: [], asOf: null, next_cursor: null, has_more: false };
  const data: DuplicateView[] = [];
  let { at } = place;
  for (let look = 0; look < LOOKS && data.length < limit && at < place.to; look += 1) {
    const until = Math.min(place.to, at + limit - data.length);
    const shown = await shownNow(parts, await parts.duplicates.between(place.list, at, until));
    data.push(...shown.filter((view) => confidence === undefined || view.confidence === confidence));
    at = until;
  }
  const isMore = at < place.to;
  return {
    data,
    asOf: place.asOf,
    next_cursor: isMore ? encodeCursor({ ...place, at }, scope) : null,
    has_more: isMore,
  };
}

async function shownNow(parts: DuplicateParts, pairs: readonly DuplicatePair[]): Promise<DuplicateView[]> {
  const [dismissed, customers] = await Promise.all([
    parts.duplicates.dismissedOf(pairs.map(({ one, other }) => pairId(one, other))),
    parts.customers.standing(pairs.flatMap(({ one, other }) => [one, other])),
  ]);
  const views = await inParallel(pairs, READS_AT_ONCE, async (pair) => {
    const [one, other] = [customers.get(pair.one), customers.get(pair.other)];
    if (!one || !other || dismissed.has(pairId(pair.one, pair.other))) return undefined;
    return duplicateView(pair, { one, other }, await sourcesOf(parts, one, other));
  });
  return views.filter((view) => view !== undefined);
}

const sourcesOf = async ({ decisions }: DuplicateParts, one: Customer, other: Customer) =>
  haveTwoOwnIds(one, other) ? decisions.userSources(one, other) : new Map<string, string>();

/** Says for good that the two are two persons; what was said first stands. Throws 404 when one of them is not there. */
export async function dismissPair(
  { duplicates, customers }: DuplicateParts,
  id: string,
  dismissal: Dismissal,
): Promise<Dismissal & { id: string }> {
  const known = await customers.standing(idsOfPair(id) ?? []);
  if (known.size < 2) throw notFound('There are no two customers with these ids.');
  return { id, ...(await duplicates.dismiss(id, dismissal)) };
}
