// A backtest on demand, over the sample that the model in force was proved on.

import { dayOfDate } from '../platform/days.ts';
import type { Objects } from '../platform/objects.ts';
import type { Table } from '../platform/table.ts';
import { backtest } from './backtest/backtest.ts';
import type { StoredBacktest } from './backtest-record.ts';
import { sampleKey } from './nightly.ts';
import { backtestOf, currentOf, putBacktest } from './program-store.ts';
import { historiesOfSample, StoredSample, signalsOfSample } from './sample.ts';

interface BacktestParts {
  program: Table;
  objects: Pick<Objects, 'get'>;
  currency: string;
}

/** Runs a backtest once: one that is done stays as it is. */
export async function runBacktest(
  { program, objects, currency }: BacktestParts,
  { id, horizonDays }: { id: string; horizonDays: number },
): Promise<void> {
  const asked: StoredBacktest = (await backtestOf(program, id)) ?? { id, state: 'running', horizonDays };
  if (asked.state === 'done') return;
  const current = await currentOf(program);
  const sample = current && (await objects.get(sampleKey(current.model.fittedFor), StoredSample));
  if (!sample || sample.day.length === 0) {
    const reason =
      'There are no purchase histories yet: a backtest needs a nightly pass that fitted a model.';
    await putBacktest(program, { ...asked, state: 'failed', reason });
    return;
  }
  const histories = historiesOfSample(sample, currency, current.quiet);
  const helped = (current.model.signals ?? []).filter(({ helps }) => helps).map(({ name }) => name);
  const report = backtest(histories, {
    now: dayOfDate(current.model.fittedFor),
    horizonDays,
    signals: signalsOfSample(sample).filter(({ name }) => helped.includes(name)),
  });
  await putBacktest(program, {
    ...asked,
    state: 'done',
    sample: histories.ids.length,
    customers: current.model.customers,
    report,
  });
}
