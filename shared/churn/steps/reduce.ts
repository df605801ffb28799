// Step 5: puts the workers' findings together and decides whether the pass may go on.
import { guard, type Verdict } from '../guard.ts';
import { mergedKey, type Plan, partKey, type Run, tasksOf } from '../nightly.ts';
import { putRun } from '../program-store.ts';
import { Band } from '../schema.ts';
import { mergeScored, Scored } from '../scored.ts';
import { contextOf, type NightlyParts } from './parts.ts';

export async function reduce(
  parts: Pick<NightlyParts, 'program' | 'objects'>,
  { businessDate, total, approved }: Pick<Plan, 'businessDate' | 'total' | 'approved'>,
): Promise<Verdict> {
  const { program, objects } = parts;
  const found: Scored[] = [];
  for (const task of tasksOf(businessDate, total)) {
    const part = await objects.get(partKey('scored', task), Scored);
    if (!part) throw new Error(`segment ${task.segment} was not scored`);
    found.push(part);
  }
  const all = mergeScored(found);
  const context = await contextOf(parts, businessDate);
  const verdict = guard({ ...all, nights: context.nights }, context);
  const isHeld = verdict.isHeld && !approved;
  await objects.put(mergedKey(businessDate), all);
  if (isHeld) {
    await putRun(program, runRecord(all, { ...context, limit: verdict.limit, state: 'held' }));
  }
  return { ...verdict, isHeld };
}

interface RunFacts extends Pick<Run, 'businessDate' | 'model' | 'limit' | 'state'> {
  written?: number;
  overtaken?: number;
}

/** The record of a pass from what was found. */
export function runRecord(all: Scored, facts: RunFacts): Run {
  return {
    businessDate: facts.businessDate,
    state: facts.state,
    model: facts.model,
    customers: all.tally.customers,
    buyers: all.tally.buyers,
    scored: all.scored,
    later: all.later,
    unreadable: all.unreadable,
    scoredBefore: all.scoredBefore,
    bandChanges: all.bandChanges,
    limit: facts.limit,
    written: facts.written ?? 0,
    overtaken: facts.overtaken ?? 0,
    bands: Object.fromEntries(Band.options.map((band) => [band, all.bands[band].customers])) as Run['bands'],
  };
}
