// People of a chunk are looked up once, however many of its rows are about them.
import type { Claim } from '../customers/identity.ts';
import type { TakeInParts } from '../ingest/take-in.ts';

const keyOf = ({ ids, previous, mayRename }: Claim): string =>
  JSON.stringify([ids.user, ids.source, ids.email, ids.phone, ids.anon, previous, mayRename]);

/** `resolve` that remembers: an equal claim has the customer it had before. For the life of one chunk, not longer. */
export function resolveOnce(resolve: TakeInParts['resolve']): TakeInParts['resolve'] {
  const found = new Map<string, string>();
  return async (claims, now, source) => {
    const open = new Map<string, Claim>();
    for (const claim of claims) {
      const key = keyOf(claim);
      if (!found.has(key)) open.set(key, claim);
    }
    const ids = open.size === 0 ? [] : await resolve([...open.values()], now, source);
    for (const [index, key] of [...open.keys()].entries()) found.set(key, ids[index] ?? '');
    return claims.map((claim) => found.get(keyOf(claim)) ?? '');
  };
}
