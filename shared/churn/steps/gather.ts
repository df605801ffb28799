// Step 2, on fitting nights: one segment's purchase histories, counted, and its share of the sample from the log.
import { dayOfDate } from '../../platform/days.ts';
import { inParallel } from '../../platform/parallel.ts';
import { type Gathered, gather as gatherBuyers } from '../gathered.ts';
import { isKnownOn } from '../history.ts';
import { partKey, type Task } from '../nightly.ts';
import { ordersOf, scanCustomers } from '../nightly-store.ts';
import type { ScoredStats } from '../rescore.ts';
import { purchaseDays, SAMPLE_SIZE, sampled, storeSample } from '../sample.ts';
import { contextOf, type NightlyParts } from './parts.ts';

const QUERIES_AT_ONCE = 16;

export async function gather(parts: NightlyParts, task: Task): Promise<{ buyers: number }> {
  const { customers, activity, objects, business } = parts;
  const { quiet } = await contextOf(parts, task.businessDate);
  const day = dayOfDate(task.businessDate);
  const buyers: ScoredStats[] = [];
  const ids: string[] = [];
  for await (const { rows } of scanCustomers(customers, task)) {
    for (const { customerId, stats } of rows) {
      if (!stats || !isKnownOn(stats, day)) continue;
      buyers.push(stats);
      ids.push(customerId);
    }
  }
  const chosen = sampled(ids, Math.ceil(SAMPLE_SIZE / task.total));
  const days = await inParallel(chosen, QUERIES_AT_ONCE, async (id) =>
    purchaseDays(await ordersOf(activity, id), day, business),
  );
  const part: Gathered = { ...gatherBuyers(buyers, day, quiet), sample: storeSample(days) };
  await objects.put(partKey('gathered', task), part);
  return { buyers: part.buyers };
}
