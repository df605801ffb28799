// How much a write key may send in a minute, at next to no cost: processes count alone and compare notes now and then.
//
// A process tells the shared counter only when it has taken a tenth of the limit by itself, and learns the sum of all then.
// So a quiet key costs no write, a busy one at most ten a minute and one more per process, and the limit is exceeded by at
// most a tenth per process and the last batch of each. A counter per request would cost a write for every event.

const MINUTE_MS = 60_000;
const SHARE = 0.1;

export interface Allowance {
  isAllowed: boolean;
  limit: number;
  remaining: number;
  /** Whole seconds until the next minute, at least 1. */
  resetSeconds: number;
}

interface Window {
  minute: number;
  /** What the shared counter said last. */
  shared: number;
  /** Taken here since. */
  untold: number;
}

/** Adds to the counter of a key and minute (milliseconds at its start); gives the sum of all processes. */
export type Count = (keyId: string, minute: number, events: number) => Promise<number>;

/**
 * `await take(key, events, now)`: whether the events may come in. A batch that begins under the limit is taken whole, or a
 * large one never could be. When the counter does not answer the process goes by what it knows: doubt lets in.
 */
export function rateLimiter(count: Count) {
  const windows = new Map<string, Window>();
  return async (
    key: { id: string; eventsPerMinute: number },
    events: number,
    now: number,
  ): Promise<Allowance> => {
    const minute = now - (now % MINUTE_MS);
    const window = windowOf(windows, key.id, minute);
    const limit = key.eventsPerMinute;
    const allowance = (isAllowed: boolean): Allowance => ({
      isAllowed,
      limit,
      remaining: Math.max(0, limit - window.shared - window.untold),
      resetSeconds: Math.max(1, Math.ceil((minute + MINUTE_MS - now) / 1_000)),
    });
    if (window.shared + window.untold >= limit) return allowance(false);
    window.untold += events;
    if (window.untold < limit * SHARE) return allowance(true);
    const told = window.untold;
    const sum = await count(key.id, minute, told).catch(() => window.shared + told);
    window.shared = sum;
    window.untold -= told;
    return allowance(sum - told < limit);
  };
}

function windowOf(windows: Map<string, Window>, keyId: string, minute: number): Window {
  const found = windows.get(keyId);
  if (found?.minute === minute) return found;
  const window = { minute, shared: 0, untold: 0 };
  windows.set(keyId, window);
  return window;
}

/** Response headers of draft-ietf-httpapi-ratelimit-headers: the policy, and what is left of it. */
export const rateHeaders = ({ limit, remaining, resetSeconds }: Allowance): Record<string, string> => ({
  'ratelimit-policy': `"events";q=${limit};w=60`,
  ratelimit: `"events";r=${remaining};t=${resetSeconds}`,
});
