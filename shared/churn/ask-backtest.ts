// Asking for a backtest: recorded, then queued; the same key asks once.
import { conflict } from '../platform/errors.ts';
import { hashOf, newId } from '../platform/ids.ts';
import type { Table } from '../platform/table.ts';
import type { BacktestQueue } from './backtest-queue.ts';
import type { StoredBacktest } from './backtest-record.ts';
import { backtestOf, putBacktest } from './program-store.ts';

export interface BacktestRequest {
  horizonDays: number;
  userId: string;
  /** The client's own id of the request. */
  idempotencyKey: string | undefined;
  /** Milliseconds. */
  now: number;
}

export async function askBacktest(
  { program, queue }: { program: Table; queue: Pick<BacktestQueue, 'add'> },
  { horizonDays, userId, idempotencyKey, now }: BacktestRequest,
): Promise<StoredBacktest> {
  const id = idempotencyKey ? `bkt_${hashOf([userId, idempotencyKey], 26)}` : newId('bkt', now);
  const found = await backtestOf(program, id);
  if (found && found.horizonDays !== horizonDays)
    throw conflict('This Idempotency-Key was used for another request.');
  if (found && found.state !== 'running') return found;
  const requestedAt = new Date(now).toISOString();
  const asked: StoredBacktest = found ?? { id, state: 'running', requestedAt, horizonDays };
  if (!found) await putBacktest(program, asked);
  // Queued again when asked again: the first request may have died here, and a backtest runs once anyway.
  await queue.add({ id, horizonDays: asked.horizonDays });
  return asked;
}
