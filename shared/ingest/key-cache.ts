// Write keys looked up lately: a key works or stops working within a minute, and the store is asked once a minute.
import type { KnownKey } from './store.ts';

const FOUND_MS = 60_000;
// A key just made must work soon; a wrong one must not cost a read each time.
const MISSED_MS = 5_000;
const MAX_KEYS = 1_000;

const inForce = (key: KnownKey | undefined, now: number) =>
  key?.until !== undefined && Date.parse(key.until) <= now ? undefined : key;

/** `find` with a memory, for keys in force; errors are not remembered. */
export function rememberingKeys(find: (hash: string) => Promise<KnownKey | undefined>) {
  const known = new Map<string, { key: KnownKey | undefined; until: number }>();
  return async (hash: string, now: number): Promise<KnownKey | undefined> => {
    const remembered = known.get(hash);
    if (remembered && now < remembered.until) return inForce(remembered.key, now);
    const key = await find(hash);
    if (known.size >= MAX_KEYS) known.clear();
    known.set(hash, { key, until: now + (key ? FOUND_MS : MISSED_MS) });
    return inForce(key, now);
  };
}
