// The churn area's own records in Program: settings, models, the model in force, runs, backtests.
import { ConditionFailed, type Table } from '../platform/table.ts';
import { StoredBacktest } from './backtest-record.ts';
import { Run } from './nightly.ts';
import { Current, Model } from './schema.ts';
import { ChurnSettings } from './settings.ts';

const currentKey = { pk: 'nightly', sk: 'current' };
const settingsKey = { pk: 'settings', sk: 'churn' };
const runKey = (businessDate: string) => ({ pk: `run#${businessDate}`, sk: 'nightly' });
const modelKey = (version: string) => ({ pk: 'model', sk: version });
const backtestKey = (id: string) => ({ pk: 'backtest', sk: id });

/** Undefined until the first pass is done. */
export async function currentOf(program: Table): Promise<Current | undefined> {
  const item = await program.get(currentKey, { consistent: true });
  return item && Current.parse(item);
}

export async function putCurrent(program: Table, current: Current): Promise<void> {
  await program.put({ ...currentKey, ...current });
}

export async function settingsOf(program: Table): Promise<ChurnSettings> {
  return ChurnSettings.parse((await program.get(settingsKey)) ?? {});
}

export async function putSettings(program: Table, settings: ChurnSettings): Promise<void> {
  await program.put({ ...settingsKey, ...settings });
}

export async function modelOf(program: Table, version: string): Promise<Model | undefined> {
  const item = await program.get(modelKey(version), { consistent: true });
  return item && Model.parse(item);
}

/** Stores a model under its version; the first one stored stands, so that two runs of a day use the same. */
export async function putModel(program: Table, model: Model): Promise<Model> {
  try {
    await program.putNew({ ...modelKey(model.version), ...model });
    return model;
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    return Model.parse(error.item);
  }
}

/** The newest models first. */
export async function latestModels(program: Table, limit: number): Promise<Model[]> {
  const page = await program.queryPage({
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': 'model' },
    ScanIndexForward: false,
    Limit: limit,
  });
  return page.items.map((item) => Model.parse(item));
}

export async function putRun(program: Table, run: Run): Promise<void> {
  await program.put({ ...runKey(run.businessDate), ...run });
}

export async function runOf(program: Table, businessDate: string): Promise<Run | undefined> {
  const item = await program.get(runKey(businessDate), { consistent: true });
  return item && Run.parse(item);
}

export async function putBacktest(program: Table, backtest: StoredBacktest): Promise<void> {
  await program.put({ ...backtestKey(backtest.id), ...backtest });
}

export async function backtestOf(program: Table, id: string): Promise<StoredBacktest | undefined> {
  const item = await program.get(backtestKey(id), { consistent: true });
  return item && StoredBacktest.parse(item);
}
