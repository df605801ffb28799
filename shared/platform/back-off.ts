// Waiting for a busy store: a little longer each time, at random, and not for ever.
import { setTimeout as wait } from 'node:timers/promises';
import { unavailable } from './errors.ts';

/** Attempts without any progress before giving up. Who answers a request has seconds, a worker has minutes. */
export const ATTEMPTS = { request: 8, worker: 60 };

/** Waits before an attempt (0 is the first, which need not wait); throws 503 instead of one too many. */
export async function backOff(attempt: number, most: number, cause?: unknown): Promise<void> {
  if (attempt >= most) throw unavailable('The store is busy.', cause);
  if (attempt > 0) await wait(Math.min(50 * 2 ** attempt, 2_000) * Math.random());
}
