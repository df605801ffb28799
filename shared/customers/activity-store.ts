// A customer's history out of the log, newest first over all kinds, page by page.
import type { Kind } from '../ingest/schema.ts';
import type { Table } from '../platform/table.ts';
import { type StoredEntry, StoredEntry as StoredEntrySchema } from './view-entry.ts';
import { isAfter, mergeNewest, newestKey, type Placed, type Position, type Source } from './view-timeline.ts';

export interface ActivityPage {
  entries: StoredEntry[];
  /** Where to go on; undefined at the end. */
  next: Position | undefined;
}

export interface HistoryQuery {
  customerId: string;
  kinds: readonly Kind[];
  limit: number;
  after: Position | undefined;
  /** Milliseconds. DynamoDB deletes expired entries late, so they are left out here. */
  now: number;
}

type Found = Placed & { entry: StoredEntry };

/** Sort keys of these kinds do not begin with a time. A customer has few of them, so they are sorted here. */
const unordered: ReadonlySet<Kind> = new Set<Kind>(['message', 'identity']);

/** `kind#instant#id`; an id may hold further `#`. */
function placedByKey(entry: StoredEntry): Found {
  const [kind = '', instant = '', ...id] = entry.sk.split('#');
  return { kind, instant, id: id.join('#'), entry };
}

const placedByTime = (entry: StoredEntry): Found => ({
  kind: entry.kind,
  instant: entry.at,
  id: entry.id,
  entry,
});

const newestFirst = (a: Found, b: Found): number =>
  a.instant === b.instant ? (a.id < b.id ? 1 : -1) : a.instant < b.instant ? 1 : -1;

const isAt = (found: Found, position: Position): boolean =>
  found.instant === position[0] && found.kind === position[1] && found.id === position[2];

export class ActivityStore {
  private readonly activity: Table;

  constructor(activity: Table) {
    this.activity = activity;
  }

  /** One query per kind, merged; each kind reads no more than a page can hold. */
  async page(query: HistoryQuery): Promise<ActivityPage> {
    const sources = await Promise.all(
      query.kinds.map((kind) =>
        unordered.has(kind) ? this.sortedHere(query, kind) : this.sortedByKey(query, kind),
      ),
    );
    const { entries, hasMore } = mergeNewest(sources, query.limit);
    const last = entries.at(-1);
    return {
      entries: entries
        .map(({ entry }) => entry)
        .filter(({ expiresAt }) => expiresAt === undefined || expiresAt * 1_000 > query.now),
      next: hasMore && last ? [last.instant, last.kind, last.id] : undefined,
    };
  }

  private async sortedByKey({ customerId, limit, after }: HistoryQuery, kind: Kind): Promise<Source<Found>> {
    const page = await this.activity.queryPage({
      KeyConditionExpression: 'pk = :customer AND sk BETWEEN :oldest AND :newest',
      ExpressionAttributeValues: {
        ':customer': customerId,
        ':oldest': `${kind}#`,
        ':newest': newestKey(kind, after),
      },
      ScanIndexForward: false,
      // One for the entry at the position itself, one to see whether there is more.
      Limit: limit + 2,
    });
    const entries = page.items
      .map((item) => placedByKey(StoredEntrySchema.parse(item)))
      .filter((found) => !after || !isAt(found, after));
    return { entries, isComplete: page.lastKey === undefined };
  }

  private async sortedHere({ customerId, after }: HistoryQuery, kind: Kind): Promise<Source<Found>> {
    const entries: Found[] = [];
    const items = this.activity.query({
      KeyConditionExpression: 'pk = :customer AND begins_with(sk, :kind)',
      ExpressionAttributeValues: { ':customer': customerId, ':kind': `${kind}#` },
    });
    for await (const item of items) entries.push(placedByTime(StoredEntrySchema.parse(item)));
    return {
      entries: entries.filter((found) => !after || isAfter(found, after)).sort(newestFirst),
      isComplete: true,
    };
  }
}
