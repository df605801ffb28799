import { describe, expect, it } from 'vitest';
import { rememberingKeys } from '../../../shared/ingest/key-cache.ts';
import type { KnownKey } from '../../../shared/ingest/store.ts';
import { newWriteKey, writeKeyHash, writeKeyOf } from '../../../shared/ingest/write-key.ts';

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

describe('writeKeyOf', () => {
  it.each([
    ['the Basic user first', basic('header:'), { writeKey: 'body' }, 'header'],
    ['the body', undefined, { writeKey: 'body', batch: [{ writeKey: 'first' }] }, 'body'],
    ['the body beside a Bearer token', 'Bearer abc', { writeKey: 'body' }, 'body'],
    ['the body when the Basic user is empty', basic(':secret'), { writeKey: 'body' }, 'body'],
    ['the first event', undefined, { batch: [{ writeKey: 'first' }, { writeKey: 'second' }] }, 'first'],
    ['nothing', 'Basic !!!', { batch: [null], writeKey: 7 }, undefined],
    ['nothing in no object', undefined, [1], undefined],
  ])('takes %s', (_title, header, body, key) => {
    expect(writeKeyOf(header, body)).toBe(key);
  });
});

describe('newWriteKey', () => {
  it('never repeats and says its kind', () => {
    const keys = Array.from({ length: 100 }, () => newWriteKey('browser'));

    expect(new Set(keys.map(writeKeyHash)).size).toBe(100);
    expect(keys.every((key) => /^tmgb_[\w-]{32}$/.test(key))).toBe(true);
  });
});

describe('rememberingKeys', () => {
  const aKey = (over: Partial<KnownKey> = {}): KnownKey => ({
    id: 'key_1',
    secretId: 'sec_1',
    kind: 'server',
    eventsPerMinute: 100,
    ...over,
  });
  const counted = (answer: () => KnownKey | undefined) => {
    let asked = 0;
    const find = rememberingKeys(async () => {
      asked += 1;
      return answer();
    });
    return { find, asked: () => asked };
  };

  it('asks once a minute for a key in force, every five seconds for a wrong one', async () => {
    const good = counted(() => aKey());
    const wrong = counted(() => undefined);
    for (const now of [0, 4_000, 6_000, 59_000, 65_000]) {
      await good.find('h', now);
      await wrong.find('h', now);
    }

    expect([good.asked(), wrong.asked()]).toEqual([2, 4]);
  });

  it('knows a secret until its time is over, remembered or not', async () => {
    const { find } = counted(() => aKey({ until: '1970-01-01T00:00:30.000Z' }));

    expect([await find('h', 29_999), await find('h', 30_000), await find('h', 90_000)]).toEqual([
      aKey({ until: '1970-01-01T00:00:30.000Z' }),
      undefined,
      undefined,
    ]);
  });

  it('does not remember a store that did not answer', async () => {
    let isDown = true;
    const { find } = counted(() => {
      if (isDown) throw new Error('down');
      return aKey();
    });
    await expect(find('h', 0)).rejects.toThrow('down');
    isDown = false;

    await expect(find('h', 1)).resolves.toEqual(aKey());
  });
});
