// Moves entries of the log between two customers, in small transactions that hold only while the decision stands.
import * as z from 'zod';
import { hashOf } from '../platform/ids.ts';
import {
  ConditionFailed,
  type Item,
  type Page,
  type Table,
  type TransactItem,
  transact,
} from '../platform/table.ts';

/** An entry as stored; whatever else it has stays with it. */
const Row = z.looseObject({
  pk: z.string(),
  sk: z.string(),
  kind: z.string(),
  id: z.string(),
  receivedAt: z.string().optional(),
  origin: z.string().optional(),
  stateAt: z.string().optional(),
});
export type Row = z.infer<typeof Row>;

/** Moving from one customer to the other is allowed only while the one who was merged looks like this. */
export interface Fence {
  loser: string;
  winner: string;
  while: 'merged' | 'parting';
}

const PAGE = 100;
/** An entry is up to three writes of the hundred of a transaction, and up to 32 KB of its 4 MB. */
const ROWS = 30;
const ATTEMPTS = 6;
const DAY_SECONDS = 86_400;
const SEEN_DAYS = 30;

/** The decision was overtaken by the next one: whoever moves must stop. */
export class Overtaken extends Error {}

export class MergeLogStore {
  private readonly activity: Table;
  private readonly customers: Table;

  constructor({ activity, customers }: { activity: Table; customers: Table }) {
    this.activity = activity;
    this.customers = customers;
  }

  /** A page of a customer's log, by sort key. */
  async page(pk: string, after: string | undefined): Promise<{ rows: Row[]; next: string | undefined }> {
    const page: Page = await this.activity.queryPage({
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
      ConsistentRead: true,
      Limit: PAGE,
      ...(after !== undefined && { ExclusiveStartKey: { pk, sk: after } }),
    });
    return {
      rows: z.array(Row).parse(page.items),
      next: page.lastKey && String(page.lastKey.sk),
    };
  }

  /** The entries of a customer under these sort keys, as far as they exist. */
  async rows(pk: string, sks: readonly string[]): Promise<Row[]> {
    const keys = sks.map((sk) => ({ pk, sk }));
    return z.array(Row).parse(await this.activity.getMany(keys, { consistent: true }));
  }

  /**
   * Copies entries of the loser to the winner, with `origin`. What the winner has of their own stays as it is; a message
   * to each of them for one day stays two, so that frequency caps see both. Throws Overtaken when they were parted.
   */
  async copy(fence: Fence, rows: readonly Row[]): Promise<void> {
    await this.inChunks(fence, rows, async (some) => {
      const there = await this.winnersOf(fence, some);
      return some.flatMap((row) => this.copies(fence, row, there));
    });
  }

  /**
   * Takes copies of the loser's entries away from the winner. A message that went out to the winner meanwhile keeps what
   * became of it.
   */
  async takeBack(fence: Fence, rows: readonly Row[]): Promise<void> {
    await this.inChunks(fence, rows, async (some) => {
      const there = await this.winnersOf(fence, some);
      return some.flatMap((row) =>
        keysAt(fence, row).flatMap((sk) => {
          const copy = there.get(sk);
          if (copy?.origin !== fence.loser) return [];
          const isNewer = (copy.stateAt ?? '') > (row.stateAt ?? '');
          return [
            this.deletion(fence.winner, sk, fence.loser),
            ...(isNewer ? [this.put({ ...copy, ...homeOf(row) })] : []),
          ];
        }),
      );
    });
  }

  /** Gives entries that reached the winner to the loser; `keep` leaves them with the winner, too. */
  async giveBack(fence: Fence, rows: readonly Row[], keep: boolean): Promise<void> {
    await this.inChunks(fence, rows, async (some) =>
      some.flatMap((row) => [
        // Whoever hears of new purchases has heard of this one: `origin` says so. It names the customer themselves, since
        // this is no copy: undoing another merge must not take it away.
        this.put({ ...row, pk: fence.loser, origin: fence.loser }),
        ...this.seen(row, fence.loser),
        ...(keep ? [] : [this.deletion(fence.winner, row.sk, undefined)]),
      ]),
    );
  }

  private async winnersOf({ winner, loser }: Fence, rows: readonly Row[]): Promise<Map<string, Row>> {
    const sks = rows.flatMap((row) => keysAt({ winner, loser }, row));
    return new Map((await this.rows(winner, sks)).map((row) => [row.sk, row]));
  }

  private copies({ winner, loser }: Fence, row: Row, there: Map<string, Row>): TransactItem[] {
    for (const sk of keysAt({ winner, loser }, row)) {
      const standing = there.get(sk);
      const copy = { ...row, pk: winner, sk, origin: loser };
      if (!standing) return [this.put(copy, { isNew: true }), ...this.seen(row, winner)];
      if (standing.origin !== loser) continue;
      const isNewer = (row.stateAt ?? '') > (standing.stateAt ?? '');
      return isNewer ? [this.put(copy, { instead: standing })] : [];
    }
    return [];
  }

  /** An event without a time of its own is known again by this item (ingest), which goes by customer. */
  private seen({ kind, id, sk, receivedAt }: Row, customerId: string): TransactItem[] {
    const instant = sk.split('#')[1];
    if (instant === undefined || instant !== receivedAt || kind === 'audit') return [];
    const expiresAt = Math.floor(Date.parse(receivedAt) / 1_000) + SEEN_DAYS * DAY_SECONDS;
    const item = { pk: `seen#${hashOf([customerId, kind, id])}`, sk: 'seen', at: receivedAt, expiresAt };
    return [{ Put: { TableName: this.activity.name, Item: item } }];
  }

  private put(item: Item, when: { isNew?: true; instead?: Row } = {}): TransactItem {
    const { isNew, instead } = when;
    return {
      Put: {
        TableName: this.activity.name,
        Item: item,
        ...(isNew && { ConditionExpression: 'attribute_not_exists(pk)' }),
        ...(instead && {
          ConditionExpression: 'origin = :origin AND stateAt = :stateAt',
          ExpressionAttributeValues: { ':origin': instead.origin, ':stateAt': instead.stateAt },
        }),
      },
    };
  }

  private deletion(pk: string, sk: string, origin: string | undefined): TransactItem {
    return {
      Delete: {
        TableName: this.activity.name,
        Key: { pk, sk },
        ConditionExpression: `attribute_not_exists(pk) OR ${origin === undefined ? 'attribute_not_exists(origin)' : 'origin = :origin'}`,
        ...(origin !== undefined && { ExpressionAttributeValues: { ':origin': origin } }),
      },
    };
  }

  private async inChunks(
    fence: Fence,
    rows: readonly Row[],
    writesOf: (rows: readonly Row[]) => Promise<TransactItem[]>,
  ): Promise<void> {
    for (let start = 0; start < rows.length; start += ROWS) {
      await this.chunk(fence, rows.slice(start, start + ROWS), writesOf);
    }
  }

  /** Read, decide, write under the fence; again when somebody wrote one of the entries in between. */
  private async chunk(
    fence: Fence,
    rows: readonly Row[],
    writesOf: (rows: readonly Row[]) => Promise<TransactItem[]>,
  ): Promise<void> {
    let cause: unknown;
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const writes = await writesOf(rows);
      if (writes.length === 0) return;
      try {
        await transact(this.activity.client, [this.check(fence), ...distinct(writes)]);
        return;
      } catch (error) {
        if (!(error instanceof ConditionFailed)) throw error;
        cause = error;
        if (!(await this.holds(fence))) throw new Overtaken('the two were merged or parted anew', { cause });
      }
    }
    throw cause;
  }

  private check({ loser, winner, while: state }: Fence): TransactItem {
    return {
      ConditionCheck: {
        TableName: this.customers.name,
        Key: { pk: loser },
        ConditionExpression: state === 'merged' ? 'mergedInto = :winner' : 'parting.#from = :winner',
        ...(state === 'parting' && { ExpressionAttributeNames: { '#from': 'from' } }),
        ExpressionAttributeValues: { ':winner': winner },
      },
    };
  }

  private async holds({ loser, winner, while: state }: Fence): Promise<boolean> {
    const item = await this.customers.get({ pk: loser }, { consistent: true });
    const State = z.object({
      mergedInto: z.string().optional(),
      parting: z.object({ from: z.string() }).optional(),
    });
    const { mergedInto, parting } = State.parse(item ?? {});
    return (state === 'merged' ? mergedInto : parting?.from) === winner;
  }
}

/** A transaction may write an item once: two entries of one event share the item that knows it again. */
const distinct = (writes: readonly TransactItem[]): TransactItem[] => [
  ...new Map(
    writes.map((write) => [
      JSON.stringify(write.Delete?.Key ?? [write.Put?.Item?.pk, write.Put?.Item?.sk]),
      write,
    ]),
  ).values(),
];

/** Where a copy may stand: a message to each of them for the same day and campaign finds its place taken. */
const keysAt = ({ loser }: Pick<Fence, 'winner' | 'loser'>, { kind, sk }: Row): string[] =>
  kind === 'message' ? [sk, `${sk}#${loser}`] : [sk];

/** Where an entry was before it was copied; an entry that itself was a copy keeps the mark. */
const homeOf = ({ pk, sk, origin }: Row) => ({ pk, sk, origin });
