// Step 4: scores one segment in memory. Nothing is written to a customer yet: the guard must see the whole first.
import { dayOfDate } from '../../platform/days.ts';
import { logger } from '../../platform/log.ts';
import type { Change } from '../changes.ts';
import { partKey, type Task } from '../nightly.ts';
import { scanCustomers } from '../nightly-store.ts';
import { modelOf } from '../program-store.ts';
import type { InForce } from '../rescore.ts';
import { emptyScored, scorePage } from '../scored.ts';
import { contextOf, type NightlyParts } from './parts.ts';

export async function score(
  parts: Pick<NightlyParts, 'customers' | 'program' | 'objects'>,
  task: Task,
): Promise<{ scored: number; changes: number }> {
  const context = await contextOf(parts, task.businessDate);
  const model = await modelOf(parts.program, context.model);
  if (!model) throw new Error(`model ${context.model} was not fitted`);
  const current: InForce = { model, bands: context.bands, quiet: context.quiet };
  const day = dayOfDate(task.businessDate);
  const found = emptyScored();
  const changes: Change[] = [];
  for await (const { rows, unreadable } of scanCustomers(parts.customers, task)) {
    changes.push(...scorePage(rows, current, day, found));
    found.unreadable += unreadable.length;
    if (unreadable.length > 0) logger.error('customers cannot be read', { ids: unreadable });
  }
  await parts.objects.put(partKey('changes', task), changes);
  await parts.objects.put(partKey('scored', task), found);
  return { scored: found.scored, changes: changes.length };
}
