// Endpoints looked up lately: the store is asked once a minute for each, and a removal is felt within a minute.

const FOUND_MS = 60_000;
// One just made must work soon, and so must a secret just entered; a wrong address or signature must not cost a read each time.
const DOUBTED_MS = 5_000;
const MAX = 1_000;

/** `find` with a memory; errors are not remembered. `isDoubted`: what is remembered did not fit, so look again soon. */
export function rememberingEndpoints<Found>(find: (id: string) => Promise<Found | undefined>) {
  const known = new Map<string, { found: Found | undefined; at: number }>();
  return async (id: string, now: number, isDoubted = false): Promise<Found | undefined> => {
    const remembered = known.get(id);
    const keptMs = remembered?.found === undefined || isDoubted ? DOUBTED_MS : FOUND_MS;
    if (remembered && now < remembered.at + keptMs) return remembered.found;
    const found = await find(id);
    if (known.size >= MAX) known.clear();
    known.set(id, { found, at: now });
    return found;
  };
}
