// The churn area's own records in Program: settings, models, the model in force, runs, backtests.
import * as z from 'zod';
import { preconditionFailed, unavailable } from '../platform/errors.ts';
import { entityTag, mayChange } from '../platform/etag.ts';
import { ConditionFailed, type Table, transact } from '../platform/table.ts';
import { StoredBacktest } from './backtest-record.ts';
import { Run } from './nightly.ts';
import { Current, Model } from './schema.ts';
import { ChurnSettings } from './settings.ts';

const ATTEMPTS = 5;

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
  return (await storedSettings(program)).settings;
}

const Version = z.object({ version: z.int().optional() });

async function storedSettings(program: Table) {
  const item = (await program.get(settingsKey, { consistent: true })) ?? {};
  return { settings: ChurnSettings.parse(item), version: Version.parse(item).version };
}

/**
 * Replaces the settings, if `ifMatch` (an entity tag) allows; throws 412 when they are others than it says. Those that stand
 * there already are no change: an answer was lost.
 */
export async function changeSettings(
  program: Table,
  settings: ChurnSettings,
  ifMatch: string | undefined,
): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const before = await storedSettings(program);
    const tag = entityTag(before.settings);
    if (entityTag(settings) === tag) return;
    if (!mayChange(ifMatch, tag))
      throw preconditionFailed('The settings are others by now. Read them again.');
    if (await replaced(program, settings, before.version)) return;
  }
  throw unavailable('The settings are being changed by others.', undefined);
}

/** False: somebody else was faster. */
async function replaced(
  program: Table,
  settings: ChurnSettings,
  before: number | undefined,
): Promise<boolean> {
  const Put = {
    TableName: program.name,
    Item: { ...settingsKey, ...settings, version: (before ?? 0) + 1 },
    ExpressionAttributeNames: { '#version': 'version' },
    ...(before === undefined
      ? { ConditionExpression: 'attribute_not_exists(#version)' }
      : {
          ConditionExpression: '#version = :before',
          ExpressionAttributeValues: { ':before': before },
        }),
  };
  try {
    await transact(program.client, [{ Put }]);
    return true;
  } catch (error) {
    if (error instanceof ConditionFailed) return false;
    throw error;
  }
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
