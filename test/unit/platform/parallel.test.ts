import { expect, test } from 'vitest';
import { inParallel } from '../../../shared/platform/parallel.ts';

const numbers = Array.from({ length: 20 }, (_, i) => i);

test('results stand in the order of the items, whoever is done first', async () => {
  const doubled = await inParallel(numbers, 4, async (n) => {
    for (let i = 0; i < 20 - n; i += 1) await Promise.resolve();
    return 2 * n;
  });

  expect(doubled).toEqual(numbers.map((n) => 2 * n));
});

test('no more than the width are under way at once', async () => {
  let running = 0;
  let most = 0;

  await inParallel(numbers, 4, async () => {
    running += 1;
    most = Math.max(most, running);
    await Promise.resolve();
    running -= 1;
  });

  expect(most).toBe(4);
});

test('a failure is thrown', async () => {
  const failing = inParallel(numbers, 4, async (n) => {
    if (n === 7) throw new Error('seven');
  });

  await expect(failing).rejects.toThrow('seven');
});
