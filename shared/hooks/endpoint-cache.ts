// Endpoints looked up lately: the store is asked once a minute for each, and a change is felt within a minute.

const FOUND_MS = 60_000;
// One just made must work soon; a wrong address must not cost a read each time.
const MISSED_MS = 5_000;
const MAX = 1_000;

/** `find` with a memory; errors are not remembered. */
export function rememberingEndpoints<Found>(find: (id: string) => Promise<Found | undefined>) {
  const known = new Map<string, { found: Found | undefined; until: number }>();
  return async (id: string, now: number): Promise<Found | undefined> => {
    const remembered = known.get(id);
    if (remembered && now < remembered.until) return remembered.found;
    const found = await find(id);
    if (known.size >= MAX) known.clear();
    known.set(id, { found, until: now + (found ? FOUND_MS : MISSED_MS) });
    return found;
  };
}
