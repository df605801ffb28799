// A backtest on demand over a real DynamoDB engine: run once, over the sample of the model in force.
import { beforeEach, describe, expect, test } from 'vitest';
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
