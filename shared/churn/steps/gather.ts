// Step 2, on fitting nights: one segment's purchase histories, counted, and its share of the sample from the log.
import { dayOfDate } from '../../platform/days.ts';
import { inParallel } from '../../platform/parallel.ts';
import { type Gathered, gather as gatherBuyers } from '../gathered.ts';
import { isKnownOn } from '../history.ts';
import { partKey, type Task } from '../nightly.ts';
import { scanCustomers } from '../nightly-store.ts';
import type { ScoredStats } from '../rescore.ts';
import { purchaseDays, SAMPLE_SIZE, sampled, storeSample } from '../sample.ts';
import { historyFrom } from '../sample-store.ts';
import { factsOf } from '../signal-facts.ts';
import { contextOf, type NightlyParts } from './parts.ts';

const QUERIES_AT_ONCE = 16;

export async function gather(parts: NightlyParts, task: Task): Promise<{ buyers: number }> {
  const { customers, activity, objects, business } = parts;
  const { quiet } = await contextOf(parts, task.businessDate);
  const day = dayOfDate(task.businessDate);
  const buyers: ScoredStats[] = [];
  const ids: string[] = [];
  const visitors = new Set<string>();
  for await (const { rows } of scanCustomers(customers, task)) {
    for (const { customerId, stats, signals } of rows) {
      if (!stats || !isKnownOn(stats, day)) continue;
      buyers.push(stats);
      ids.push(customerId);
      if (signals?.visits) visitors.add(customerId);
    }
  }
  const chosen = sampled(ids, Math.ceil(SAMPLE_SIZE / task.total));
  const known = await inParallel(chosen, QUERIES_AT_ONCE, async (id) => {
    const entries = await historyFrom(activity, id, visitors.has(id));
    const days = purchaseDays(entries.orders, day, business);
    return { days, facts: factsOf(entries, day, business.timeZone) };
  });
  const sample = storeSample(
    known.map(({ days }) => days),
    known.map(({ facts }) => facts),
  );
  const part: Gathered = { ...gatherBuyers(buyers, day, quiet), sample };
  await objects.put(partKey('gathered', task), part);
  return { buyers: part.buyers };
}
