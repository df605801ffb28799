// What people call the sources: by the names of their write keys and webhook endpoints.
import type { Endpoint } from '../../hooks/schema.ts';
import type { StoredKey } from '../../ingest/write-key-schema.ts';

export interface KnownSource {
  name: string;
  type: 'write-key' | 'webhook';
  /** Of a webhook: which system sends it. */
  system?: Endpoint['source'];
  /** Nothing can come from it any more: its keys are revoked. */
  isClosed: boolean;
}

/** What the log calls the files that somebody brings: neither key nor endpoint. */
const FILES = 'import';

/** What the log calls a source, to what is known of it. A removed endpoint is not among them. */
export function sourcesKnown(
  keys: readonly StoredKey[],
  endpoints: readonly Endpoint[],
): Map<string, KnownSource> {
  const known = new Map<string, KnownSource>();
  for (const key of keys) {
    const isRevoked = key.revokedAt !== undefined;
    // What came before a key was given a source name stands under its id.
    known.set(key.id, {
      name: key.name,
      type: 'write-key',
      isClosed: isRevoked || (key.source !== undefined && key.source !== key.id),
    });
    if (key.source === undefined) continue;
    // Several keys may send under one name: it is open while any of them is.
    const isClosed = isRevoked && (known.get(key.source)?.isClosed ?? true);
    known.set(key.source, { name: key.source, type: 'write-key', isClosed });
  }
  for (const { id, name, source } of endpoints) {
    known.set(id, { name, type: 'webhook', system: source, isClosed: false });
  }
  return known;
}

/** The name to show: of a removed endpoint and of files, what the log calls them. */
export const sourceName = (known: ReadonlyMap<string, KnownSource>, source: string): string =>
  known.get(source)?.name ?? source;

/**
 * Those of the sources that were closed on purpose: keys revoked, endpoints removed, names that no key sends under any more.
 * Their silence is no news.
 */
export function closedSources(
  known: ReadonlyMap<string, KnownSource>,
  sources: Iterable<string>,
): Set<string> {
  return new Set([...sources].filter((source) => known.get(source)?.isClosed ?? source !== FILES));
}
