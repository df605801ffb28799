// Step 4: scores one segment in memory. Nothing is written to a customer yet: the guard must see the whole first.
import { dayOfDate } from '../../platform/days.ts';
import { logger } from '../../platform/log.ts';
import type { Item } from '../../platform/table.ts';
import { type Census, seenAttributes } from '../../quality/census.ts';
import type { Change } from '../changes.ts';
import { partKey, type Task } from '../nightly.ts';
import { scanCustomers } from '../nightly-store.ts';
import { modelOf } from '../program-store.ts';
import type { InForce } from '../rescore.ts';
import { emptyScored, scorePage } from '../scored.ts';
import { contextOf, type NightlyParts } from './parts.ts';

export interface ScoreParts extends Pick<NightlyParts, 'customers' | 'program' | 'objects'> {
  /** Looks at the records on their way, for the report on the quality of the data. */
  census: (businessDate: string) => Promise<Census>;
}

export async function score(parts: ScoreParts, task: Task): Promise<{ scored: number; changes: number }> {
  const context = await contextOf(parts, task.businessDate);
  const model = await modelOf(parts.program, context.model);
  if (!model) throw new Error(`model ${context.model} was not fitted`);
  const current: InForce = { model, bands: context.bands, quiet: context.quiet };
  const day = dayOfDate(task.businessDate);
  const found = emptyScored();
  const changes: Change[] = [];
  const census = await censusOf(parts, task.businessDate);
  for await (const { rows, unreadable } of scanCustomers(parts.customers, task, onlooker(census))) {
    changes.push(...scorePage(rows, current, day, found));
    found.unreadable += unreadable.length;
    if (unreadable.length > 0) logger.error('customers cannot be read', { ids: unreadable });
  }
  await parts.objects.put(partKey('changes', task), changes);
  await parts.objects.put(partKey('scored', task), found);
  if (census) {
    if (census.damaged.length > 0) logger.error('profiles cannot be read', { ids: census.damaged });
    await parts.objects.put(partKey('quality', task), census.part());
  }
  return { scored: found.scored, changes: changes.length };
}

/** Scores matter more than the report: without its key the worker goes on, and the report's step fails and says so. */
async function censusOf({ census }: ScoreParts, businessDate: string): Promise<Census | undefined> {
  try {
    return await census(businessDate);
  } catch (error) {
    logger.error('no census of records tonight', { error: error instanceof Error ? error.name : 'unknown' });
    return undefined;
  }
}

const onlooker = (census: Census | undefined) =>
  census && { attributes: seenAttributes, see: (item: Item) => census.see(item) };
