// Asking for a backtest: recorded, then queued; the same key asks once.
import { newId } from '../platform/ids.ts';
import { claimed, type Sender } from '../platform/once.ts';
import type { Table } from '../platform/table.ts';
import type { BacktestQueue } from './backtest-queue.ts';
import type { StoredBacktest } from './backtest-record.ts';
import { backtestOf, putBacktest } from './program-store.ts';

export interface BacktestRequest {
  horizonDays: number;
  sender: Sender;
  /** Milliseconds. */
  now: number;
}

/** The backtest as recorded. Throws 409 when the key came with another request. */
export async function askBacktest(
  { program, queue }: { program: Table; queue: Pick<BacktestQueue, 'add'> },
  { horizonDays, sender, now }: BacktestRequest,
): Promise<StoredBacktest> {
  const repeatable = { ...sender, what: 'backtest', request: { horizonDays } };
  const own = { id: newId('bkt', now), at: new Date(now).toISOString() };
  const { id, at: requestedAt } = await claimed(program, repeatable, own, now);
  const found = await backtestOf(program, id);
  if (found && found.state !== 'running') return found;
  const asked: StoredBacktest = found ?? { id, state: 'running', requestedAt, horizonDays };
  if (!found) await putBacktest(program, asked);
  // Queued again when asked again: the first request may have died here, and a backtest runs once anyway.
  await queue.add({ id, horizonDays: asked.horizonDays });
  return asked;
}
