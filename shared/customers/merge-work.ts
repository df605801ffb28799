// Moves a history after the decision, page by page. Stopping anywhere and starting again ends the same.
import type { MergeDecisionStore } from './merge-decision-store.ts';
import { type Fence, type MergeLogStore, Overtaken, type Row } from './merge-log-store.ts';
import type { MergeQueue } from './merge-queue.ts';
import { isUnsettled, mayJoin, wereParted } from './merge-rules.ts';
import type { JoinJob, MoveJob } from './merge-schema.ts';
import type { Record } from './merge-writes.ts';

export interface MergeParts {
  decisions: Pick<MergeDecisionStore, 'read' | 'merge' | 'repoint' | 'finish' | 'identitiesOf' | 'links'>;
  log: Pick<MergeLogStore, 'page' | 'rows' | 'copy' | 'takeBack' | 'giveBack'>;
  queue: Pick<MergeQueue, 'add'>;
  /** Makes a customer anew from their log (ingest/rebuild-store.ts). */
  rebuild(customerId: string): Promise<void>;
  /** Whether an event came by one of the identifiers that go back (ingest/came-by.ts). */
  cameBy(
    entry: { body?: unknown; receivedAt?: string | undefined },
    keys: { theirs: ReadonlyMap<string, string>; ours: ReadonlySet<string> },
  ): boolean;
  /** Pages of 100 entries that one run moves before it leaves the rest to the next. */
  pages?: number;
}

/** A request that met the customers as they were before the decision has ended by then: ingest stops after 29 seconds. */
export const LAST_LOOK_SECONDS = 120;
const PAGES = 50;

/** Works off one job. What was decided anew meanwhile is left to the newer job. */
export async function move(parts: MergeParts, job: MoveJob): Promise<void> {
  try {
    const record = await parts.decisions.read(job.customerId);
    if (job.unlessDone && record?.merge?.isDone) return;
    if (record?.mergedInto !== undefined) await unite(parts, job, record, record.mergedInto);
    else if (record?.parting) await part(parts, job, record, record.parting);
  } catch (error) {
    if (!(error instanceof Overtaken)) throw error;
  }
}

async function unite(parts: MergeParts, job: MoveJob, record: Record, winner: string): Promise<void> {
  const { decisions, log } = parts;
  const fence: Fence = { loser: record.pk, winner, while: 'merged' };
  if (job.after === undefined) await decisions.repoint(record.pk, record.pk, winner);
  if (job.only) {
    await log.copy(fence, await log.rows(record.pk, job.only));
    return settle(parts, winner);
  }
  const isWhole = await walk(parts, job, record.pk, (rows) => log.copy(fence, rows));
  if (!isWhole) return;
  await settle(parts, winner);
  if (!job.isLast) return parts.queue.add({ customerId: record.pk, isLast: true }, LAST_LOOK_SECONDS);
  await decisions.finish(record);
}

/** The winner made anew; where they were merged themselves meanwhile, what they got goes on to whom they are part of. */
async function settle(parts: MergeParts, winner: string): Promise<void> {
  const record = await parts.decisions.read(winner);
  if (record?.mergedInto !== undefined) await parts.queue.add({ customerId: winner, isLast: true });
  else await parts.rebuild(winner);
}

async function part(
  parts: MergeParts,
  job: MoveJob,
  record: Record,
  { from: winner, since }: NonNullable<Record['parting']>,
): Promise<void> {
  const { decisions, log, queue } = parts;
  const loser = record.pk;
  const fence: Fence = { loser, winner, while: 'parting' };
  if (job.of === 'own') {
    if (job.after === undefined) await decisions.repoint(loser, winner, loser);
    const isOwnDone = await walk(parts, job, loser, (rows) => log.takeBack(fence, rows));
    if (!isOwnDone) return;
  }
  const keys = await keysOfBoth(parts, loser, winner);
  const rest: MoveJob = job.of === 'winner' ? job : { customerId: loser, isLast: job.isLast, of: 'winner' };
  const isDone = await walk(parts, rest, winner, async (rows) => {
    const own = rows.filter(({ origin }) => origin === undefined);
    // By when an identifier was theirs, not by when the two were merged: what had come before may have been late.
    const theirs = own.filter((row) => isMovable(row) && parts.cameBy(row, keys));
    await log.giveBack(fence, theirs, false);
    // Whoever said no while the two were one said it for both.
    await log.giveBack(
      fence,
      own.filter((row) => isWithdrawal(row) && (row.receivedAt ?? '') >= since && !theirs.includes(row)),
      true,
    );
  });
  if (!isDone) return;
  const stays = await decisions.read(winner);
  await Promise.all([parts.rebuild(winner), parts.rebuild(loser)]);
  // An entry that another merged customer had, too, was copied once: it is theirs to give now.
  for (const customerId of stays?.mergedFrom ?? []) await queue.add({ customerId, isLast: true });
  if (!job.isLast) return queue.add({ customerId: loser, isLast: true }, LAST_LOOK_SECONDS);
  await decisions.finish(record);
}

const isMovable = ({ kind }: Row): boolean => kind !== 'identity' && kind !== 'audit' && kind !== 'message';
const isWithdrawal = ({ kind, name }: Row): boolean => kind === 'consent' && name === 'Consent Withdrawn';

async function keysOfBoth({ decisions }: MergeParts, loser: string, winner: string) {
  const theirs = new Map((await decisions.links(loser)).map(({ id, at }) => [id, at]));
  const ours = (await decisions.links(winner)).map(({ id }) => id).filter((id) => !theirs.has(id));
  return { theirs, ours: new Set(ours) };
}

/** Walks a log from `job.after`; false when there was too much of it for one run, and the next job has been queued. */
async function walk(
  { log, queue, pages = PAGES }: MergeParts,
  job: MoveJob,
  pk: string,
  visit: (rows: Row[]) => Promise<void>,
): Promise<boolean> {
  let { after } = job;
  for (let page = 0; page < pages; page += 1) {
    const { rows, next } = await log.page(pk, after);
    await visit(rows);
    if (next === undefined) return true;
    after = next;
  }
  await queue.add({ ...job, after });
  return false;
}

/** A device's history joins whoever signed in on it, if neither is known to be somebody else by then. */
export async function join(
  { decisions, queue }: Pick<MergeParts, 'decisions' | 'queue'>,
  { join: { anonymous, known } }: JoinJob,
  at: string,
): Promise<void> {
  const merged = await decisions.merge(
    [anonymous, known],
    { by: 'sign-in', at },
    (winner, loser) => mayJoin(loser, winner) && !isUnsettled(winner, loser) && !wereParted(winner, loser),
  );
  if (merged) await queue.add({ customerId: merged.loser.pk });
}
