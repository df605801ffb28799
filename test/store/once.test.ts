// Requests under an Idempotency-Key: one of them counts, however many come at once.
import { expect, it } from 'vitest';
import { claimed, type Repeatable } from '../../shared/platform/once.ts';
import { onEachEngine } from '../support/engines.ts';

const NOW = Date.parse('2026-11-22T06:00:00Z');
const DAY = 86_400_000;

onEachEngine('under one idempotency key', ({ tables }) => {
  let count = 0;
  const ask = (over: Partial<Repeatable>, id: string, now = NOW) =>
    claimed(
      tables.Program,
      { what: 'export', userId: 'user-1', key: 'k', request: { what: 'customers' }, ...over },
      { id, at: new Date(now).toISOString() },
      now,
    );

  it('the first of many requests stands for all of them', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) => ask({ key: 'race' }, `id-${n}`, NOW + n)),
    );

    expect(new Set(answers.map(({ id, at }) => `${id} ${at}`)).size).toBe(1);
  });

  it('another request is refused', async () => {
    await ask({ key: 'other' }, 'one');

    await expect(ask({ key: 'other', request: { what: 'everything' } }, 'two')).rejects.toMatchObject({
      status: 409,
    });
  });

  it.each<[string, Partial<Repeatable>]>([
    ['of another user', { userId: 'user-2' }],
    ['of another thing', { what: 'import' }],
    ['without a key', { key: undefined }],
  ])('a request %s is another one', async (_, over) => {
    count += 1;
    await ask({ key: `mine-${count}` }, 'one');

    expect(await ask({ key: `mine-${count}`, ...over }, 'two')).toMatchObject({ id: 'two' });
  });

  it('a day later everything is new, deleted by then or not', async () => {
    await ask({ key: 'old' }, 'one');

    expect(await ask({ key: 'old' }, 'two', NOW + DAY - 1_000)).toMatchObject({ id: 'one' });
    expect(await ask({ key: 'old', request: {} }, 'two', NOW + DAY + 1_000)).toMatchObject({ id: 'two' });
  });
});
