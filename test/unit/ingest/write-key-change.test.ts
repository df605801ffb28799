import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  current,
  revoked,
  rotated,
  scoped,
  secretOf,
  watched,
  withoutSecret,
} from '../../../shared/ingest/write-key-change.ts';
import { LIVE_SECRETS, StoredKey } from '../../../shared/ingest/write-key-schema.ts';
import { AppError } from '../../../shared/platform/errors.ts';

const NOW = Date.parse('2026-10-05T09:00:00Z');
const HOUR = 3_600_000;

const aKey = (over: Partial<StoredKey> = {}): StoredKey => ({
  id: 'key_00000000000000000000000001',
  name: 'till',
  kind: 'server',
  createdAt: new Date(NOW).toISOString(),
  eventsPerMinute: 100,
  secrets: [secretOf('first', NOW)],
  version: 1,
  ...over,
});
const ids = ({ secrets }: StoredKey) => secrets.map(({ id }) => id);
const [first, second] = [secretOf('first', NOW).id, secretOf('second', NOW).id];

describe('rotating', () => {
  const turned = rotated(aKey(), { key: 'second', graceHours: 2, now: NOW });

  it('puts the new secret first and gives the old one its hours', () => {
    expect(ids(turned)).toEqual([second, first]);
    expect(turned.secrets[1]?.until).toBe('2026-10-05T11:00:00.000Z');
    expect(ids(current(turned, NOW + 2 * HOUR - 1))).toEqual([second, first]);
    expect(ids(current(turned, NOW + 2 * HOUR))).toEqual([second]);
  });

  it('without hours of grace leaves the new secret alone', () => {
    expect(ids(rotated(aKey(), { key: 'second', graceHours: 0, now: NOW }))).toEqual([second]);
  });

  it('is refused while two are live, and not any more when one is over', () => {
    const third = { key: 'third', graceHours: 1 };

    expect(() => rotated(turned, { ...third, now: NOW + HOUR })).toThrow(AppError);
    expect(ids(rotated(turned, { ...third, now: NOW + 2 * HOUR }))[1]).toBe(second);
  });
});

describe('a scope', () => {
  it('replaces the one before, what it leaves out included', () => {
    const before = aKey({ source: 'web-shop', kinds: ['visit'] });

    const { source, kinds, eventsPerMinute } = scoped(before, { kinds: ['event'], eventsPerMinute: 7 }, NOW);

    expect([source, kinds, eventsPerMinute]).toEqual([undefined, ['event'], 7]);
  });
});

describe('watching', () => {
  it('ends by itself, or by zero minutes', () => {
    const seen = watched(aKey(), 15, NOW);

    expect(seen.watchedUntil).toBe('2026-10-05T09:15:00.000Z');
    expect(watched(seen, 0, NOW).watchedUntil).toBeUndefined();
  });
});

describe('a key, whatever is done to it,', () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('rotate' as const), graceHours: fc.nat(48), key: fc.string() }),
    fc.record({ do: fc.constant('drop' as const), place: fc.nat(2) }),
    fc.record({ do: fc.constant('wait' as const), hours: fc.nat(48) }),
    fc.record({ do: fc.constant('revoke' as const) }),
  );

  it('has one or two live secrets until it is revoked, and none from then on', () => {
    void fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        let now = NOW;
        let key = aKey();
        for (const one of steps) {
          try {
            if (one.do === 'wait') now += one.hours * HOUR;
            else if (one.do === 'revoke') key = revoked(key, now);
            else if (one.do === 'rotate') key = rotated(key, { ...one, now });
            else key = withoutSecret(key, current(key, now).secrets[one.place]?.id ?? 'sec_none', now);
          } catch (error) {
            // Refused, with a reason for the owner: the key stays as it was.
            if (!(error instanceof AppError)) throw error;
          }
          const live = current(key, now).secrets.length;
          expect(StoredKey.safeParse(key).success).toBe(true);
          if (key.revokedAt !== undefined) expect(live).toBe(0);
          else expect(live >= 1 && live <= LIVE_SECRETS).toBe(true);
        }
      }),
    );
  });
});
