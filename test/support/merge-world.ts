// Customers with histories in real tables, and a merge queue that is worked off by hand: with repeats, crashes and races.
import { IdentityStore } from '../../shared/customers/identity-store.ts';
import { MergeDecisionStore } from '../../shared/customers/merge-decision-store.ts';
import { MergeLogStore } from '../../shared/customers/merge-log-store.ts';
import { mergeCustomers, partCustomers } from '../../shared/customers/merge-requests.ts';
import { type JoinJob, MergeJob, type MoveJob } from '../../shared/customers/merge-schema.ts';
import { join, type MergeParts, move } from '../../shared/customers/merge-work.ts';
import { packBody } from '../../shared/ingest/body.ts';
import { cameBy } from '../../shared/ingest/came-by.ts';
import type { ProjectSettings } from '../../shared/ingest/project.ts';
import { RebuildStore } from '../../shared/ingest/rebuild-store.ts';
import { type Entry, entryKey, type Kind } from '../../shared/ingest/schema.ts';
import type { Item, Table } from '../../shared/platform/table.ts';
import type { TableName } from '../../shared/platform/tables.ts';
import { aScore } from './factories.ts';
import { instant } from './log-world.ts';

export const NOW = Date.parse('2026-06-01T09:00:00Z');
export const settings: ProjectSettings = {
  timeZone: 'Africa/Addis_Ababa',
  currency: 'ETB',
  country: 'ET',
  rescore: (stats) => aScore({ asOf: stats.lastDay, valueAtRisk: stats.revenue }),
};

export class Crash extends Error {}

type Job = MoveJob | JoinJob;

export function mergeWorld(tables: Record<TableName, Table>) {
  const named = { customers: tables.Customers, identities: tables.Identities, activity: tables.Activity };
  const people = new RebuildStore({ ...named, program: tables.Program });
  const decisions = new MergeDecisionStore(named);
  const log = new MergeLogStore(named);
  const jobs: Job[] = [];
  const queue = {
    add: async (job: unknown) => {
      jobs.push(MergeJob.parse(job));
    },
  };
  let stepsLeft = Number.POSITIVE_INFINITY;
  /** Every write of a worker is a step at which it may die. */
  const step = async <T>(act: () => Promise<T>): Promise<T> => {
    if (stepsLeft <= 0) throw new Crash();
    stepsLeft -= 1;
    return act();
  };
  const parts: MergeParts = {
    decisions: {
      read: (pk) => decisions.read(pk),
      merge: (...given) => decisions.merge(...given),
      links: (pk) => decisions.links(pk),
      identitiesOf: (...given) => decisions.identitiesOf(...given),
      repoint: (...given) => step(() => decisions.repoint(...given)),
      finish: (record) => step(() => decisions.finish(record)),
    },
    log: {
      page: (...given) => log.page(...given),
      rows: (...given) => log.rows(...given),
      copy: (...given) => step(() => log.copy(...given)),
      takeBack: (...given) => step(() => log.takeBack(...given)),
      giveBack: (...given) => step(() => log.giveBack(...given)),
    },
    queue: { add: (job) => step(() => queue.add(job)) },
    rebuild: (id) => step(() => people.rebuild(id, settings)),
    cameBy: (entry, keys) => cameBy(entry, 'ET', keys),
  };
  const run = (job: Job) =>
    'join' in job ? join(parts, job, new Date(NOW).toISOString()) : move(parts, job);
  const identities = new IdentityStore(named);
  const read = async (pk: string): Promise<Item> =>
    (await tables.Customers.get({ pk }, { consistent: true })) ?? {};
  const entriesOf = async (pk: string) => {
    const found: Item[] = [];
    const items = tables.Activity.query({
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
      ConsistentRead: true,
    });
    for await (const item of items) found.push(item);
    return found;
  };
  return {
    jobs,
    parts,
    run,
    read,
    entriesOf,
    settings,
    resolve: identities.resolve.bind(identities),
    /** The customer as the fold of their log: what the projector would have made by now. */
    fold: (pk: string) => people.rebuild(pk, settings),
    put: (entry: Item) => tables.Activity.put(entry),
    /** The nth step of the next run is its last. */
    crashAfter: (steps: number) => {
      stepsLeft = steps;
    },
    isAlive: () => stepsLeft > 0,
    /** Works the queue off; a job that dies comes again. */
    async drain() {
      for (let job = jobs.shift(); job; job = jobs.shift()) {
        try {
          await run(job);
        } catch (error) {
          if (!(error instanceof Crash)) throw error;
          stepsLeft = Number.POSITIVE_INFINITY;
          jobs.unshift(job);
        }
      }
    },
    merge: (id: string, other: string, now = NOW, anyway = false) =>
      mergeCustomers({ decisions, queue }, { id, other, userId: 'user-1', now, anyway }),
    part: (id: string, other: string, now = NOW) =>
      partCustomers({ decisions, queue }, { id, other, userId: 'user-1', now }),
  };
}

/** An entry with the event as a client sent it. */
export function anEvent(
  pk: string,
  kind: Kind,
  {
    id,
    hour,
    receivedHour = hour,
    ...event
  }: { id: string; hour: number; receivedHour?: number; [more: string]: unknown },
): Entry {
  const at = instant(hour);
  const type = kind === 'identify' ? 'identify' : 'track';
  return {
    pk,
    sk: entryKey(kind, at, id),
    kind,
    id,
    name: kind,
    at,
    source: 'key_1',
    receivedAt: instant(receivedHour),
    body: packBody({ type, event: kind, ...event }),
  };
}
