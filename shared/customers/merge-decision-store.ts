// Decides that two customers are one, or two again: one transaction moves the pointer, the identities and the audit.
import * as z from 'zod';
import { conflict, unavailable } from '../platform/errors.ts';
import { ConditionFailed, type Table, type TransactItem, transact } from '../platform/table.ts';
import { conflictsOf, type Identified, idsParted, idsTogether, ranked, withdrawnBy } from './merge-rules.ts';
import {
  audit,
  finished,
  Record,
  repointing,
  restored,
  type TableNames,
  taking,
  tombstone,
} from './merge-writes.ts';

export interface MergeTables {
  customers: Table;
  identities: Table;
  activity: Table;
}

const Identity = z.object({ pk: z.string(), customerId: z.string() });
const Link = z.object({ id: z.string(), source: z.string() });
const LinkOfLog = z.object({ id: z.string(), at: z.string(), origin: z.string().optional() });
type LinkOfLog = z.infer<typeof LinkOfLog>;

const ATTEMPTS = 6;
/** A transaction has room for 100 writes; what does not fit is moved by the first pass over the history. */
const IDENTITIES = 90;
// A chain of merges is as long as somebody made it, never a circle: only one of two customers is a pointer.
const MAX_HOPS = 50;

export class MergeDecisionStore {
  private readonly tables: MergeTables;
  private readonly names: TableNames;

  constructor(tables: MergeTables) {
    this.tables = tables;
    const { customers, identities, activity } = tables;
    this.names = { customers: customers.name, identities: identities.name, activity: activity.name };
  }

  async read(pk: string): Promise<Record | undefined> {
    const item = await this.tables.customers.get({ pk }, { consistent: true });
    return item && { ...Record.parse(item), raw: item };
  }

  /** Who a customer is part of now: itself, unless it was merged. */
  async root(pk: string): Promise<Record | undefined> {
    let record = await this.read(pk);
    for (let hop = 0; record?.mergedInto !== undefined && hop < MAX_HOPS; hop += 1) {
      record = await this.read(record.mergedInto);
    }
    return record;
  }

  /** Identity keys that lead to `customerId`, of those linked to `of` according to the log. */
  async identitiesOf(of: string, customerId: string): Promise<string[]> {
    const links = await this.links(of);
    const keys = links.map(({ id }) => ({ pk: id }));
    const found = z.array(Identity).parse(await this.tables.identities.getMany(keys, { consistent: true }));
    return found.flatMap((identity) => (identity.customerId === customerId ? [identity.pk] : []));
  }

  /** Which source linked the id of the business's own, per customer. */
  async userSources(...customers: Identified[]): Promise<Map<string, string>> {
    const found = await Promise.all(
      customers.map(async ({ pk, ids }) => {
        const link =
          ids?.user === undefined
            ? undefined
            : await this.tables.activity.get({ pk, sk: `identity#user#${ids.user}` }, { consistent: true });
        return link ? [[pk, Link.parse(link).source] as const] : [];
      }),
    );
    return new Map(found.flat());
  }

  /**
   * Makes the customers that two ids stand for now one customer, if `mayMerge` agrees. `by` is a user id, `at` RFC 3339.
   * Undefined: they are one already, one is gone, or `mayMerge` said no. Throws 503 when others keep writing both.
   */
  async merge(
    ids: readonly [string, string],
    { by, at }: { by: string; at: string },
    mayMerge: (winner: Record, loser: Record) => boolean | Promise<boolean>,
  ): Promise<{ winner: Record; loser: Record } | undefined> {
    return this.decided(async () => {
      const [one, other] = await Promise.all(ids.map((id) => this.root(id)));
      if (!one || !other || one.pk === other.pk) return undefined;
      const { winner, loser } = ranked(one, other);
      if (!(await mayMerge(winner, loser))) return undefined;
      const { names } = this;
      const keys = await this.identitiesOf(loser.pk, loser.pk);
      await this.write([
        tombstone(names, loser, winner.pk, { by, at }),
        taking(names, winner, {
          ids: idsTogether(winner.ids, loser.ids),
          withdrawn: withdrawnBy(loser.consents, winner.consents),
          change: 'ADD mergedFrom :others',
          other: loser.pk,
          at,
        }),
        ...repointing(names, keys.slice(0, IDENTITIES), loser.pk, winner.pk),
        ...audit(names, 'merged', winner.pk, loser.pk, { by, at }),
      ]);
      return { winner, loser };
    });
  }

  /** Makes `loser` a customer of their own again. False: they are not part of `winner`, or not any more. */
  async part(winnerId: string, loserId: string, { by, at }: { by: string; at: string }): Promise<boolean> {
    return this.decided(async () => {
      const [winner, loser] = await Promise.all([this.read(winnerId), this.read(loserId)]);
      if (!winner || !loser?.merge || loser.mergedInto !== winnerId) return false;
      if (winner.mergedInto !== undefined) {
        throw conflict('The customer who stayed was merged into another one since: undo that first.');
      }
      if (winner.parting)
        throw conflict('The customer who stayed is still being parted from another. Try later.');
      const { names } = this;
      const keys = await this.identitiesOf(loserId, winnerId);
      await this.write([
        restored(names, loser, { from: winnerId, since: loser.merge.at, by, at }),
        taking(names, winner, {
          ids: idsParted(winner.ids, loser.ids, await this.ownOf(winnerId, loserId)),
          change: 'ADD losing :others DELETE mergedFrom :others',
          other: loserId,
          at,
        }),
        ...repointing(names, keys.slice(0, IDENTITIES), winnerId, loserId),
        ...audit(names, 'parted', winnerId, loserId, { by, at }),
      ]);
      return true;
    });
  }

  /** Moves identities that did not fit into the decision, or were linked while it was made. */
  async repoint(of: string, from: string, to: string): Promise<void> {
    const keys = await this.identitiesOf(of, from);
    for (let start = 0; start < keys.length; start += IDENTITIES) {
      const some = keys.slice(start, start + IDENTITIES);
      // Somebody else may move one meanwhile, a chat that is linked anew: then each by itself.
      if (await this.moved(some, from, to)) continue;
      for (const pk of some) await this.moved([pk], from, to);
    }
  }

  private async moved(keys: readonly string[], from: string, to: string): Promise<boolean> {
    try {
      await this.write(repointing(this.names, keys, from, to));
      return true;
    } catch (error) {
      if (error instanceof ConditionFailed) return false;
      throw error;
    }
  }

  /** Every identity key that the log says was linked to a customer and when, with whom it was copied from, if it was. */
  async links(pk: string): Promise<LinkOfLog[]> {
    const found: LinkOfLog[] = [];
    const items = this.tables.activity.query({
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :kind)',
      ExpressionAttributeValues: { ':pk': pk, ':kind': 'identity#' },
      ProjectionExpression: 'id, #at, origin',
      ExpressionAttributeNames: { '#at': 'at' },
      ConsistentRead: true,
    });
    for await (const item of items) {
      found.push(LinkOfLog.parse(item));
    }
    return found;
  }

  /** Identity keys that a customer has beside those of one who was merged into them, the oldest first. */
  private async ownOf(winnerId: string, loserId: string): Promise<string[]> {
    const [all, loser] = await Promise.all([this.links(winnerId), this.links(loserId)]);
    const theirs = new Set(loser.map(({ id }) => id));
    return all
      .filter(({ id }) => !theirs.has(id))
      .toSorted((one, other) => (one.at < other.at ? -1 : 1))
      .map(({ id }) => id);
  }

  /** The history has been united, or parted. Nothing happens when it is not (any more) what `record` says. */
  async finish(record: Record): Promise<void> {
    try {
      await this.write(finished(this.names, record));
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
    }
  }

  private async decided<T>(decide: () => Promise<T>): Promise<T> {
    let cause: unknown;
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      try {
        return await decide();
      } catch (error) {
        if (!(error instanceof ConditionFailed)) throw error;
        cause = error;
      }
    }
    throw unavailable('The same customers are being written by others.', cause);
  }

  private async write(items: TransactItem[]): Promise<void> {
    await transact(this.tables.customers.client, items);
  }
}

/** Throws 409 that names the fields when the two cannot be one person. */
export function refuseConflict(one: Identified, other: Identified, sources: Map<string, string>): void {
  const errors = conflictsOf(one, other, sources);
  if (errors.length > 0)
    throw conflict('By your own ids these are two customers. If you know better, say `anyway`.', errors);
}
