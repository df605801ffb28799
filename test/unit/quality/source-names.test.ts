import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../../shared/hooks/schema.ts';
import type { StoredKey } from '../../../shared/ingest/write-key-schema.ts';
import { closedSources, sourceName, sourcesKnown } from '../../../shared/quality/flow/source-names.ts';

const aKey = (over: Partial<StoredKey>): StoredKey => ({
  id: 'key_1',
  name: 'Till in Bole',
  kind: 'server',
  createdAt: '2026-01-01T00:00:00.000Z',
  eventsPerMinute: 100,
  secrets: [],
  version: 1,
  ...over,
});
const anEndpoint = (over: Partial<Endpoint>): Endpoint => ({
  id: 'hook_1',
  source: 'shopify',
  name: 'Web shop',
  createdAt: '2026-01-01T00:00:00.000Z',
  version: 1,
  secrets: [],
  ...over,
});
const revokedAt = '2026-02-01T00:00:00.000Z';

describe('a source', () => {
  const known = sourcesKnown(
    [
      aKey({ id: 'key_1' }),
      aKey({ id: 'key_2', name: 'Old till', revokedAt }),
      aKey({ id: 'key_3', name: 'Site, server', source: 'web-shop' }),
      aKey({ id: 'key_4', name: 'Site, browser', source: 'web-shop', revokedAt }),
      aKey({ id: 'key_5', name: 'App', source: 'app', revokedAt }),
    ],
    [anEndpoint({ id: 'hook_1' })],
  );

  it.each([
    ['key_1', 'Till in Bole'],
    ['web-shop', 'web-shop'],
    ['hook_1', 'Web shop'],
    ['hook_removed', 'hook_removed'],
    ['import', 'import'],
  ])('%s is called %s', (source, name) => {
    expect(sourceName(known, source)).toBe(name);
  });

  it('says which system its webhooks come from', () => {
    expect(known.get('hook_1')).toEqual({
      name: 'Web shop',
      type: 'webhook',
      system: 'shopify',
      isClosed: false,
    });
  });

  it('is closed when no key sends under it any more, or its endpoint was removed', () => {
    const sources = ['key_1', 'key_2', 'key_3', 'web-shop', 'app', 'hook_1', 'hook_removed', 'import'];

    expect([...closedSources(known, sources)]).toEqual(['key_2', 'key_3', 'app', 'hook_removed']);
  });

  it('is closed under its old name when its key was given another', () => {
    expect([...closedSources(known, ['shop-of-before', 'web-shop'])]).toEqual(['shop-of-before']);
  });

  it('is closed whatever the order of its keys', () => {
    const [open, revoked] = [
      aKey({ id: 'key_3', source: 'web-shop' }),
      aKey({ id: 'key_4', source: 'web-shop', revokedAt }),
    ];

    for (const keys of [
      [open, revoked],
      [revoked, open],
    ]) {
      expect(sourcesKnown(keys, []).get('web-shop')?.isClosed).toBe(false);
    }
  });
});
