// The nightly pass over a real DynamoDB engine: what it writes, that it may be repeated, stopped and overtaken.
import { expect, test } from 'vitest';
import { currentOf, latestModels } from '../../../shared/churn/program-store.ts';
import { indexAttributes, scoreOf } from '../../../shared/churn/rescore.ts';
import { Score } from '../../../shared/churn/schema.ts';
import { apply } from '../../../shared/churn/steps/apply.ts';
import { fitGathered } from '../../../shared/churn/steps/fit.ts';
import { gather } from '../../../shared/churn/steps/gather.ts';
import { score } from '../../../shared/churn/steps/score.ts';
import { Customer } from '../../../shared/customers/schema.ts';
import { snapshotsUpTo } from '../../../shared/metrics/store.ts';
import { dateOfDay, dayOfDate } from '../../../shared/platform/days.ts';
import { AtRiskList, atRiskListKey } from '../../../shared/reports/schema.ts';
import { onEachEngine } from '../../support/engines.ts';
import { aCustomer } from '../../support/factories.ts';
import { aCensus, runPass, Stopped, stepNames } from '../../support/nightly-pass.ts';
import { nightlyWorld } from '../../support/nightly-world.ts';
import { openShop, statsOf } from '../../support/small-shop.ts';

const today = dayOfDate('2026-10-05');
const date = (later = 0) => dateOfDay(today + later);

onEachEngine('the nightly pass', (engine) => {
  const { tables } = engine;
  const { parts, objects, everything, customer, clear } = nightlyWorld(engine);

  test('fits a model, scores everybody as one customer alone would be scored, and lists who is in a listed band', async () => {
    const ids = await openShop(tables, 60, today);

    const { run, plan } = await runPass(parts, { businessDate: date() });

    const current = await currentOf(tables.Program);
    expect(plan.isFitDue).toBe(true);
    expect(run).toMatchObject({
      state: 'done',
      customers: 60,
      buyers: 60,
      scored: 60,
      written: 60,
      bandChanges: 0,
    });
    expect(current).toMatchObject({ businessDate: date(), model: { customers: 60, fittedFor: date() } });
    for (const id of ids) {
      const { stats, score, riskBand, valueAtRisk } = await customer(id);
      if (!stats || !current || !score) throw new Error('everybody has a score');
      expect(score).toEqual(scoreOf(stats, undefined, current, today));
      expect({ riskBand, valueAtRisk }).toEqual(indexAttributes(score));
    }
  });

  test('leaves the at-risk list, ordered by value, and the metrics of the day', async () => {
    await openShop(tables, 60, today);

    const { run } = await runPass(parts, { businessDate: date() });

    const list = await objects.get(atRiskListKey(date()), AtRiskList);
    const [snapshot] = await snapshotsUpTo(tables.Program, undefined, 1);
    const values = list?.members.map(({ valueAtRisk }) => valueAtRisk) ?? [];
    expect(values.length).toBe(run?.bands['at-risk']);
    expect(values.length).toBeGreaterThan(0);
    expect(values).toEqual(values.toSorted((a, b) => b - a));
    expect(snapshot).toMatchObject({ businessDate: date(), values: { customers: 60, buyers: 60 } });
    expect(snapshot?.values.lapsed).toBe(run?.bands.lapsed);
    expect(snapshot?.values.churnRate).toBeGreaterThan(0);
  });

  test('run twice for a day changes nothing the second time', async () => {
    await openShop(tables, 60, today);
    await runPass(parts, { businessDate: date() });
    const before = await everything();
    const current = await currentOf(tables.Program);

    const second = await runPass(parts, { businessDate: date() });

    expect(second.run).toMatchObject({ written: 0, overtaken: 0, bandChanges: 0 });
    expect(second.plan.isFitDue).toBe(false);
    expect(await everything()).toEqual(before);
    expect(await currentOf(tables.Program)).toEqual(current);
  });

  test.each(stepNames)('stopped after %s and started again ends as if never stopped', async (step) => {
    await openShop(tables, 40, today);
    await expect(runPass(parts, { businessDate: date() }, step)).rejects.toThrow(Stopped);
    await runPass(parts, { businessDate: date() });
    const restarted = await everything();
    const model = (await currentOf(tables.Program))?.model;

    const scores = restarted.map(({ score }) => Score.parse(score));
    await clear();
    await tables.Customers.putMany(
      restarted.map(({ score: _, riskBand: __, valueAtRisk: ___, ...rest }) => rest),
    );
    objects.stored.clear();
    await runPass(parts, { businessDate: date() });

    expect((await currentOf(tables.Program))?.model).toEqual(model);
    expect((await everything()).map(({ score }) => Score.parse(score))).toEqual(scores);
  });

  test('stopped halfway through its writes and started again writes the other half only', async () => {
    await openShop(tables, 40, today);
    await expect(runPass(parts, { businessDate: date() }, 'apply')).rejects.toThrow(Stopped);
    const all = await everything();
    for (const { pk } of all.slice(0, 15)) {
      await tables.Customers.update({
        Key: { pk: String(pk) },
        UpdateExpression: 'REMOVE score, riskBand, valueAtRisk',
      });
    }

    const { run } = await runPass(parts, { businessDate: date() });

    expect(run?.written).toBe(15);
    expect(await everything()).toEqual(all);
  });

  test('on the next night writes only what moved', async () => {
    await openShop(tables, 60, today);
    await runPass(parts, { businessDate: date() });

    const { run, plan } = await runPass(parts, { businessDate: date(1) });

    expect(plan.isFitDue).toBe(false);
    expect(run?.scored).toBe(60);
    expect(run?.written).toBeLessThan(12);
  });

  test('fits a new model after a week and keeps the old one on record', async () => {
    await openShop(tables, 40, today);
    await runPass(parts, { businessDate: date() });

    const { plan } = await runPass(parts, { businessDate: date(7) });

    expect(plan.isFitDue).toBe(true);
    expect((await latestModels(tables.Program, 5)).map(({ fittedFor }) => fittedFor)).toEqual([
      date(7),
      date(),
    ]);
    expect((await currentOf(tables.Program))?.model.fittedFor).toBe(date(7));
  });

  test('never takes scores back to an earlier day', async () => {
    await openShop(tables, 10, today);
    await runPass(parts, { businessDate: date() });

    await expect(runPass(parts, { businessDate: date(-1) })).rejects.toThrow(/would take them back/);
  });

  test('leaves a customer alone who bought after the business date', async () => {
    const [id = ''] = await openShop(tables, 20, today);
    await tables.Customers.put(
      aCustomer({ pk: id, stats: statsOf([today - 40, today + 1]), score: undefined }),
    );

    const { run } = await runPass(parts, { businessDate: date() });

    expect(run).toMatchObject({ later: 1, scored: 19 });
    expect((await customer(id)).score).toBeUndefined();
  });

  test('does not overwrite a score that a purchase made in the meantime', async () => {
    const [id = ''] = await openShop(tables, 20, today);
    await expect(runPass(parts, { businessDate: date() }, 'reduce')).rejects.toThrow(Stopped);
    const bought = aCustomer({
      pk: id,
      stats: { ...statsOf([today - 40, today]), version: 99 },
      score: undefined,
    });
    await tables.Customers.put(bought);

    const applied = await apply(parts, { businessDate: date(), segment: 0, total: 1 });

    expect(applied).toEqual({ written: 19, overtaken: 1 });
    expect(await customer(id)).toEqual(Customer.parse(bought));
  });

  test('gives the same result with many workers as with one', async () => {
    await openShop(tables, 40, today);
    await runPass(parts, { businessDate: date() });
    const one = (await everything()).map(({ score }) => Score.parse(score));
    const tasks = [0, 1, 2, 3, 4].map((segment) => ({ businessDate: date(), segment, total: 5 }));

    await tables.Program.delete({ pk: 'model', sk: `mdl_${date()}` });
    for (const task of tasks) await gather(parts, task);
    await fitGathered(parts, { businessDate: date(), total: 5 });
    const counts = await Promise.all(tasks.map((task) => score({ ...parts, census: aCensus }, task)));

    expect(counts.reduce((sum, { scored }) => sum + scored, 0)).toBe(40);
    expect(counts.reduce((sum, { changes }) => sum + changes, 0)).toBe(0);
    expect(one).toHaveLength(40);
  });

  test('skips and counts a row that cannot be read, and scores the others', async () => {
    await openShop(tables, 10, today);
    await tables.Customers.put({ pk: 'cus_broken', stats: { version: 'x' } });

    const { run } = await runPass(parts, { businessDate: date() });

    expect(run).toMatchObject({ unreadable: 1, scored: 10 });
  });

  test('works in a shop without a customer', async () => {
    const { run } = await runPass(parts, { businessDate: date() });

    expect(run).toMatchObject({ state: 'done', customers: 0, scored: 0 });
  });
});
