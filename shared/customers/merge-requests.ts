// What the routes of merging do: judge, decide, and start the move.
import { conflict, invalid, notFound } from '../platform/errors.ts';
import { type MergeDecisionStore, refuseConflict } from './merge-decision-store.ts';
import type { MergeQueue } from './merge-queue.ts';
import { isUnsettled, partableUntil } from './merge-rules.ts';
import type { Merged, Parted } from './merge-schema.ts';
import type { Record } from './merge-writes.ts';

export interface MergeRequestParts {
  decisions: MergeDecisionStore;
  queue: Pick<MergeQueue, 'add'>;
}

export interface MergeRequest {
  id: string;
  other: string;
  userId: string;
  /** Milliseconds. */
  now: number;
  /** Two ids of the business's own are no obstacle. Default: they are. */
  anyway?: boolean;
}

function refuseSame({ id, other }: MergeRequest): void {
  if (id !== other) return;
  throw invalid('A customer is one already.', [{ pointer: '/other', detail: 'the same customer' }]);
}

const mergedView = (
  loser: string,
  into: string,
  { at, isDone }: { at: string; isDone: boolean },
): Merged => ({
  customerId: into,
  mergedId: loser,
  at,
  partableUntil: partableUntil(at),
  isDone,
});

/** Of two customers who are one: which of them is the pointer. */
async function alreadyMerged(
  { decisions }: MergeRequestParts,
  { id, other }: MergeRequest,
): Promise<Record | undefined> {
  const [one, two] = await Promise.all([decisions.read(id), decisions.read(other)]);
  if (!one || !two) throw notFound('No customer has this id.');
  return two.mergedInto !== undefined ? two : one.mergedInto !== undefined ? one : undefined;
}

/**
 * Merges two customers, or says that they are one already; the history is queued either way, so a request that died in
 * between is finished by its repetition. Throws 404, and 409 for two who cannot be one.
 */
export async function mergeCustomers(parts: MergeRequestParts, request: MergeRequest): Promise<Merged> {
  refuseSame(request);
  const { decisions, queue } = parts;
  const at = new Date(request.now).toISOString();
  const decided = await decisions.merge(
    [request.id, request.other],
    { by: request.userId, at },
    async (winner, loser) => {
      if (isUnsettled(winner, loser))
        throw conflict('One of the two is still being parted from another. Try later.');
      if (!request.anyway) refuseConflict(winner, loser, await decisions.userSources(winner, loser));
      return true;
    },
  );
  if (decided) {
    await queue.add({ customerId: decided.loser.pk });
    return mergedView(decided.loser.pk, decided.winner.pk, { at, isDone: false });
  }
  const pointer = await alreadyMerged(parts, request);
  if (!pointer?.merge || pointer.mergedInto === undefined) throw notFound('No customer has this id.');
  if (!pointer.merge.isDone) await queue.add({ customerId: pointer.pk });
  return mergedView(pointer.pk, pointer.mergedInto, pointer.merge);
}

/** Parts them again. Throws 404, and 409 when they are not one, or for too long. */
export async function partCustomers(parts: MergeRequestParts, request: MergeRequest): Promise<Parted> {
  refuseSame(request);
  const { decisions, queue } = parts;
  const { id, other, userId, now } = request;
  const pointer = await decisions.read(other);
  if (!pointer) throw notFound('No customer has this id.');
  if (pointer.parting?.from === id) {
    await queue.add({ customerId: other });
    return { customerId: id, partedId: other, at: pointer.parting.at };
  }
  if (pointer.mergedInto !== id || !pointer.merge) {
    throw conflict('The other is not part of this customer.', [
      { pointer: '/other', detail: 'not merged into this customer' },
    ]);
  }
  if (Date.parse(partableUntil(pointer.merge.at)) < now) {
    throw conflict('They have been one for more than 30 days.', [
      { pointer: '/other', detail: 'merged too long ago' },
    ]);
  }
  const at = new Date(now).toISOString();
  if (!(await decisions.part(id, other, { by: userId, at })))
    throw conflict('They were just parted or merged anew.');
  await queue.add({ customerId: other });
  return { customerId: id, partedId: other, at };
}
