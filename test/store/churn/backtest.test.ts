// A backtest on demand over a real DynamoDB engine: run once, over the sample of the model in force.
import { beforeEach, describe, expect, test } from 'vitest';
import { askBacktest } from '../../../shared/churn/ask-backtest.ts';
import { sampleKey } from '../../../shared/churn/nightly.ts';
import { backtestOf, putBacktest, putCurrent } from '../../../shared/churn/program-store.ts';
import { runBacktest } from '../../../shared/churn/run-backtest.ts';
import { storeSample } from '../../../shared/churn/sample.ts';
import { dayOfDate } from '../../../shared/platform/days.ts';
import { onEachEngine } from '../../support/engines.ts';
import { aModel } from '../../support/factories.ts';
import { MemoryObjects } from '../../support/memory-objects.ts';
import { shoppingDays } from '../../support/small-shop.ts';

const fittedFor = '2026-10-04';

onEachEngine('a backtest on demand', ({ tables }) => {
  let objects: MemoryObjects;
  const parts = () => ({ program: tables.Program, objects, currency: 'ETB' });

  beforeEach(async () => {
    objects = new MemoryObjects();
    const today = dayOfDate(fittedFor);
    const days = Array.from({ length: 40 }, (_, i) => shoppingDays(i, today));
    const sample = storeSample(days.map((each) => each.map((day) => ({ day, net: 100_000 }))));
    await objects.put(sampleKey(fittedFor), sample);
    await putCurrent(tables.Program, {
      model: aModel({ fittedFor, customers: 400 }),
      businessDate: '2026-10-05',
    });
  });

  test('tries every method over the horizon asked for and says how large the sample was', async () => {
    await putBacktest(tables.Program, { id: 'bkt_one', state: 'running', horizonDays: 60 });

    await runBacktest(parts(), { id: 'bkt_one', horizonDays: 60 });

    const found = await backtestOf(tables.Program, 'bkt_one');
    expect(found).toMatchObject({ state: 'done', horizonDays: 60, sample: 40, customers: 400 });
    expect(found?.report?.methods.map(({ name }) => name)).toContain('recency');
  });

  test('that is done is not run again', async () => {
    const done = { id: 'bkt_done', state: 'done' as const, horizonDays: 90 };
    await putBacktest(tables.Program, done);

    await runBacktest(parts(), { id: 'bkt_done', horizonDays: 90 });

    expect(await backtestOf(tables.Program, 'bkt_done')).toEqual(done);
  });

  describe('asked for', () => {
    const now = Date.parse('2026-10-05T09:00:00Z');
    const queued: string[] = [];
    const queue = { add: async ({ id }: { id: string }) => void queued.push(id) };
    const ask = (key: string | undefined, horizonDays = 60, at = now) =>
      askBacktest(
        { program: tables.Program, queue },
        { horizonDays, sender: { userId: 'user-1', key }, now: at },
      );
    beforeEach(() => void queued.splice(0));

    test('twice under one key is one, queued again until it is done', async () => {
      const [one, two] = [await ask('again'), await ask('again', 60, now + 1_000)];
      expect(two).toEqual(one);
      expect(queued).toEqual([one.id, one.id]);

      await putBacktest(tables.Program, { ...one, state: 'done' });

      expect(await ask('again')).toMatchObject({ id: one.id, state: 'done' });
      expect(queued).toHaveLength(2);
    });

    test('under the key of another is refused', async () => {
      await ask('other');

      await expect(ask('other', 90)).rejects.toMatchObject({ status: 409 });
    });

    test.each([
      ['without a key', undefined, now],
      ['a day later', 'yesterday', now + 25 * 3_600_000],
    ])('%s is another one', async (_title, key, at) => {
      const { id } = await ask(key);

      expect((await ask(key, 60, at)).id).not.toBe(id);
    });
  });

  describe('before there is a past', () => {
    test('fails and says what is missing', async () => {
      objects.stored.clear();

      await runBacktest(parts(), { id: 'bkt_early', horizonDays: 90 });

      expect(await backtestOf(tables.Program, 'bkt_early')).toMatchObject({
        state: 'failed',
        reason: expect.stringContaining('nightly pass'),
      });
    });
  });
});
