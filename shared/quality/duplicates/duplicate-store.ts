// Pairs of customers who may be one, in Program: the pairs of a night in pages, and what people said are two persons.
import * as z from 'zod';
import { hashOf } from '../../platform/ids.ts';
import { ConditionFailed, type Table } from '../../platform/table.ts';
import { type Confidence, DuplicatePair, DuplicateSummary } from '../schema.ts';
import type { FoundDuplicates } from './duplicates.ts';
import { idsOfPair, pairId } from './pair-id.ts';

const PAGE = 100;
/** A pass that fails for a month must not take the list with it for longer. */
const KEPT_DAYS = 30;

/** The pairs in force; everything of a night lies under the name of its list, so that nobody reads two nights at once. */
const CurrentPairs = z.object({
  list: z.string(),
  businessDate: z.iso.date(),
  /** Kept pairs, by confidence: in the list the strong ones come first. */
  kept: DuplicateSummary.shape.pairs,
  expiresAt: z.number(),
});
export type CurrentPairs = z.infer<typeof CurrentPairs>;
const Page = z.object({ pairs: z.array(DuplicatePair) });

/** Who said it, and when (RFC 3339). */
export const Dismissal = z.object({ by: z.string(), at: z.string() });
export type Dismissal = z.infer<typeof Dismissal>;

const currentKey = { pk: 'duplicates', sk: 'current' };
const pageKey = (list: string, page: number) => ({
  pk: `duplicates#${list}`,
  sk: `page#${String(page).padStart(4, '0')}`,
});
const DISMISSALS = 'not-duplicates';
const Dismissed = z.object({ sk: z.templateLiteral([z.string(), '#', z.string()]) });

function dismissalKey(pair: string) {
  const [one = '', other = ''] = idsOfPair(pair) ?? [];
  return { pk: DISMISSALS, sk: `${one}#${other}` };
}

const pairOf = (item: unknown): string => {
  const [one = '', other = ''] = Dismissed.parse(item).sk.split('#');
  return pairId(one, other);
};

export class DuplicateStore {
  private readonly program: Table;

  constructor(program: Table) {
    this.program = program;
  }

  /** Puts a night's pairs in place of the ones before. Repeating it changes nothing. `now` in milliseconds. */
  async replace(businessDate: string, { pairs }: FoundDuplicates, now: number): Promise<void> {
    const expiresAt = Math.floor(now / 1_000) + KEPT_DAYS * 86_400;
    const list = `${businessDate}#${hashOf([JSON.stringify(pairs)], 12)}`;
    const pages = Array.from({ length: Math.ceil(pairs.length / PAGE) }, (_, page) => ({
      ...pageKey(list, page),
      pairs: pairs.slice(page * PAGE, (page + 1) * PAGE),
      expiresAt,
    }));
    await this.program.putMany(pages);
    const count = (wanted: Confidence) => pairs.filter(({ confidence }) => confidence === wanted).length;
    const kept = { strong: count('strong'), likely: count('likely'), possible: count('possible') };
    await this.program.put({ ...currentKey, list, businessDate, kept, expiresAt });
  }

  /** Undefined before the first night, or long after the last. */
  async current(now: number): Promise<CurrentPairs | undefined> {
    const item = await this.program.get(currentKey);
    const current = item && CurrentPairs.parse(item);
    return current && current.expiresAt * 1_000 > now ? current : undefined;
  }

  /** Pairs of a list from the place `from` up to, without, `to`. */
  async between(list: string, from: number, to: number): Promise<DuplicatePair[]> {
    const first = Math.floor(from / PAGE);
    const last = Math.floor((to - 1) / PAGE);
    const found: DuplicatePair[] = [];
    const pages = this.program.query({
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
      ExpressionAttributeValues: {
        ':pk': pageKey(list, first).pk,
        ':first': pageKey(list, first).sk,
        ':last': pageKey(list, last).sk,
      },
    });
    for await (const item of pages) found.push(...Page.parse(item).pairs);
    return found.slice(from - first * PAGE, to - first * PAGE);
  }

  /** Ids of all pairs that are two persons. */
  async dismissed(): Promise<Set<string>> {
    const items = this.program.query({
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': DISMISSALS },
      ConsistentRead: true,
    });
    const found = new Set<string>();
    for await (const item of items) found.add(pairOf(item));
    return found;
  }

  /** Those of the pairs, by id, that are two persons. */
  async dismissedOf(pairs: readonly string[]): Promise<Set<string>> {
    const items = await this.program.getMany(pairs.map(dismissalKey), { consistent: true });
    return new Set(items.map(pairOf));
  }

  /** Keeps what was said first, and gives it back. */
  async dismiss(pair: string, dismissal: Dismissal): Promise<Dismissal> {
    try {
      await this.program.putNew({ ...dismissalKey(pair), ...dismissal });
      return dismissal;
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      return Dismissal.parse(error.item);
    }
  }

  async undismiss(pair: string): Promise<void> {
    await this.program.delete(dismissalKey(pair));
  }
}
