// From the log to the score: a signal that foretells silence gets a weight and makes better forecasts; noise gets none.
import { expect, test } from 'vitest';
import { learnShop } from '../../../shared/churn/backtest/learn-shop.ts';
import { logLosses } from '../../../shared/churn/backtest/measures.ts';
import { fitAndProve } from '../../../shared/churn/fit-model.ts';
import { gather } from '../../../shared/churn/gathered.ts';
import { scoreAll } from '../../../shared/churn/rescore.ts';
import { historiesOfSample, mergeSamples, signalsOfSample } from '../../../shared/churn/sample.ts';
import { Model } from '../../../shared/churn/schema.ts';
import { dateOfDay, dayOfDate } from '../../../shared/platform/days.ts';
import { type SignalShop, signalShop } from '../../support/signal-shop.ts';
import { business } from '../../support/small-shop.ts';

const now = dayOfDate('2026-10-05');
const horizonDays = 60;
const at = { businessDate: dateOfDay(now), horizonDays, currency: business.currency };

/** Mean log-loss of tonight's scores, against what the customers then did. */
function lossOf(model: Model, { customers }: SignalShop): number {
  const scores = scoreAll(customers, { model }, now);
  const losses = logLosses(
    Float64Array.from(scores, ({ risk }) => risk),
    Uint8Array.from(customers, ({ isSilent }) => (isSilent ? 1 : 0)),
  );
  return losses.reduce((a, b) => a + b, 0) / losses.length;
}

test('a complaint that foretells silence gets a weight and improves what is said of the days to come', () => {
  const shop = signalShop(300, { now, horizonDays, complaintsMatter: true });
  const stats = shop.customers.map((customer) => customer.stats);
  const gathered = { ...gather(stats, now, []), sample: shop.sample };

  const { model } = fitAndProve(gathered, at);

  const helps = Object.fromEntries((model.signals ?? []).map((trial) => [trial.name, trial.helps]));
  expect(helps).toEqual({ complaint: true, rating: false });
  expect(model.method?.correction?.names.slice(7)).toEqual(['complaint']);
  expect(Model.parse(JSON.parse(JSON.stringify(model)))).toEqual(model);
  const { method } = learnShop(historiesOfSample(shop.sample, business.currency), {
    now,
    horizonDays,
    customers: stats.length,
    names: ['corrected'],
    resamples: 1,
  });
  expect(method.correction?.names).toHaveLength(7);
  expect(lossOf(model, shop)).toBeLessThan(lossOf({ ...model, method }, shop) - 0.02);
});

test('complaints and ratings that foretell nothing stay out', () => {
  const { sample, customers } = signalShop(300, { now, horizonDays, complaintsMatter: false });

  const { method, signals } = learnShop(historiesOfSample(sample, business.currency), {
    now,
    horizonDays,
    customers: customers.length,
    signals: signalsOfSample(sample),
    names: ['corrected'],
    resamples: 100,
  });

  expect(signals.map(({ name, helps }) => [name, helps])).toEqual([
    ['complaint', false],
    ['rating', false],
  ]);
  expect(method.correction?.names).toHaveLength(7);
});

test('facts stay with their customers when the samples of several workers are merged', () => {
  const one = signalShop(40, { now, horizonDays, complaintsMatter: true });
  const other = signalShop(30, { now, horizonDays, complaintsMatter: true, seed: 2 });
  const { facts: _, ...without } = other.sample;
  const values = (sample: SignalShop['sample'], from: number, to: number) =>
    signalsOfSample(sample).map(({ at: value }) =>
      Array.from({ length: to - from }, (_, i) => value(from + i, now - 100)),
    );

  const merged = mergeSamples([without, one.sample, other.sample]);

  expect(values(merged, 30, 70)).toEqual(values(one.sample, 0, 40));
  expect(values(merged, 70, 100)).toEqual(values(other.sample, 0, 30));
  expect(values(merged, 0, 30).flat()).toEqual(Array(60).fill(0));
});

test('a signal of a handful of customers is not even tried', () => {
  expect(signalsOfSample(signalShop(12, { now, horizonDays, complaintsMatter: true }).sample)).toEqual([]);
});
