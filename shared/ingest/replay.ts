// A rejected event goes the same road again: after a setting, a scope or a mapping was mended, or with a corrected event.
import type { FieldError } from '../platform/errors.ts';
import { inParallel } from '../platform/parallel.ts';
import { judge, type Rules } from './accept.ts';
import { envelopeOf, eventOf, type RejectedRow } from './rejected.ts';
import type { RejectedStore } from './rejected-store.ts';
import { storeAccepted, type TakeInParts } from './take-in.ts';
import type { StoredKey } from './write-key-schema.ts';

/**
 * `accepted`: in the log now, and in this list no more. `queued`: a webhook, on its way through its mapping again.
 * `rejected`: as before, for these reasons. `cut`: we do not have the whole event; send a corrected one.
 */
export interface Replayed {
  outcome: 'accepted' | 'queued' | 'rejected' | 'cut';
  reasons?: FieldError[];
}

export interface ReplayParts extends Pick<TakeInParts, 'store' | 'resolve' | 'plan'> {
  rejected: Pick<RejectedStore, 'remove' | 'mark'>;
  /** What holds for events of a write key as it is now; of none for one that is unknown. */
  rulesOf(keyId: string | undefined): Promise<Rules>;
  /** Sends a webhook through its queue again. */
  redeliver(delivery: Record<string, unknown>): Promise<void>;
}

const PARALLEL = 8;

/**
 * Replays one. The event happened when it first came, so a second replay, or one of an event that a client sent again
 * since, meets the same entry of the log. `corrected` stands for the event as sent. Throws what the stores throw; then
 * the row is still there.
 */
export async function replay(
  row: RejectedRow,
  parts: ReplayParts,
  now: number,
  corrected?: unknown,
): Promise<Replayed> {
  if (row.delivery && corrected === undefined) {
    // First the mark: the queue may be faster than we are, and a fresh rejection must not look replayed.
    await parts.rejected.mark(row.id, now);
    try {
      await parts.redeliver(row.delivery);
    } catch (error) {
      await parts.rejected.mark(row.id, undefined);
      throw error;
    }
    return { outcome: 'queued' };
  }
  const event = corrected ?? eventOf(row);
  if (event === undefined) return { outcome: 'cut' };
  const envelope = envelopeOf(row);
  const [rules, plan] = await Promise.all([parts.rulesOf(row.key), parts.plan()]);
  const verdict = judge(event, envelope, { ...rules, plan });
  if ('rejected' in verdict) return { outcome: 'rejected', reasons: verdict.rejected.reasons };
  await storeAccepted([verdict.accepted], row.source, envelope.receivedAt, parts);
  await parts.rejected.remove(row.id);
  return { outcome: 'accepted' };
}

export type Tally = Record<Replayed['outcome'], number>;

/** Replays a page; webhooks that are on their way already are left alone. */
export async function replayAll(
  rows: readonly RejectedRow[],
  parts: ReplayParts,
  now: number,
): Promise<Tally> {
  const waiting = rows.filter(({ replayedAt }) => replayedAt === undefined);
  const outcomes = await inParallel(waiting, PARALLEL, (row) => replay(row, parts, now));
  const tally: Tally = { accepted: 0, queued: 0, rejected: 0, cut: 0 };
  for (const { outcome } of outcomes) tally[outcome] += 1;
  return tally;
}

/**
 * `rulesOf` of the parts: a key's kind and its scope of today. Without a key, the rules of a verified webhook whose event
 * was corrected by hand.
 */
export const replayRules =
  (find: (keyId: string) => Promise<StoredKey>, business: Pick<Rules, 'currency' | 'country'>) =>
  async (keyId: string | undefined): Promise<Rules> => {
    if (keyId === undefined) return { ...business, keyKind: 'server', isSigned: true };
    const { kind, kinds } = await find(keyId);
    return { ...business, keyKind: kind, kinds };
  };
