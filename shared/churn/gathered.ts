// What a fit needs of all customers, counted by the workers of a fitting night; parts add up in any order.
import * as z from 'zod';
import { historyOf, meanRepeatSpend, netSpend } from './history.ts';
import { groupColumns, loadGroups, mergeGroups, storeGroups } from './models/histories.ts';
import { groupSpend, mergeSpend } from './models/spend-groups.ts';
import type { QuietRange } from './quiet-days.ts';
import type { ScoredStats } from './rescore.ts';
import { mergeSamples, StoredSample } from './sample.ts';

const Numbers = z.array(z.number()).readonly();

export const Gathered = z.object({
  buyers: z.int(),
  /** Distinct purchase days, and the net money of all of them, minor units. */
  purchaseDays: z.int(),
  net: z.int(),
  groups: z.object({ x: Numbers, txDays: Numbers, TDays: Numbers, weight: Numbers, litt: z.number() }),
  spend: z.object({ x: Numbers, mx: Numbers, weight: Numbers, resolution: z.number() }),
  sample: StoredSample,
});
export type Gathered = z.infer<typeof Gathered>;

/** Counts the buyers of one segment, all of them known on `day`. The sample is added by the caller. */
export function gather(
  buyers: readonly ScoredStats[],
  day: number,
  quiet: readonly QuietRange[],
): Omit<Gathered, 'sample'> {
  const histories = buyers.map((stats) => historyOf(stats, day, quiet));
  const column = (of: (history: (typeof histories)[number]) => number) => Float64Array.from(histories, of);
  const groups = groupColumns(
    { x: column((h) => h.x), tx: column((h) => h.tx), T: column((h) => h.T) },
    histories.reduce((sum, { litt }) => sum + litt, 0),
  );
  const mx = Float64Array.from(buyers, meanRepeatSpend);
  return {
    buyers: buyers.length,
    purchaseDays: buyers.reduce((sum, { repeatDays }) => sum + repeatDays + 1, 0),
    net: buyers.reduce((sum, stats) => sum + netSpend(stats), 0),
    groups: storeGroups(groups),
    spend: groupSpend({ x: column((h) => h.x), mx }),
  };
}

export function mergeGathered(parts: readonly Gathered[]): Gathered {
  const sum = (of: (part: Gathered) => number) => parts.reduce((total, part) => total + of(part), 0);
  return {
    buyers: sum((part) => part.buyers),
    purchaseDays: sum((part) => part.purchaseDays),
    net: sum((part) => part.net),
    groups: storeGroups(mergeGroups(parts.map((part) => loadGroups(part.groups)))),
    spend: mergeSpend(parts.map((part) => part.spend)),
    sample: mergeSamples(parts.map((part) => part.sample)),
  };
}
