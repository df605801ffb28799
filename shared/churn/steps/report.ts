// Step 7: makes the pass official: the metrics, the at-risk list, the record, and last the model and date in force.
import { snapshotOf } from '../../metrics/snapshot.ts';
import { putSnapshot } from '../../metrics/store.ts';
import { type AtRiskList, atRiskListKey } from '../../reports/schema.ts';
import { mergedKey, type Plan, type Run } from '../nightly.ts';
import { modelOf, putCurrent, putRun } from '../program-store.ts';
import { Scored } from '../scored.ts';
import type { Applied } from './apply.ts';
import { contextOf, type NightlyParts } from './parts.ts';
import { runRecord } from './reduce.ts';

export async function report(
  parts: Pick<NightlyParts, 'program' | 'objects' | 'business'>,
  { businessDate }: Pick<Plan, 'businessDate'>,
  outcome: { limit: number; applied: readonly Applied[] },
): Promise<Run> {
  const { program, objects, business } = parts;
  const context = await contextOf(parts, businessDate);
  const all = await objects.get(mergedKey(businessDate), Scored);
  const model = await modelOf(program, context.model);
  if (!all || !model) throw new Error(`nothing to report for ${businessDate}`);
  const { bands, members } = all;
  const { currency, horizonDays } = business;
  const list: AtRiskList = { businessDate, currency, horizonDays, bands, members };
  await objects.put(atRiskListKey(businessDate), list);
  await putSnapshot(program, snapshotOf(all, model, { businessDate, currency, horizonDays }));
  const sum = (of: (applied: Applied) => number) =>
    outcome.applied.reduce((total, one) => total + of(one), 0);
  const run = runRecord(all, {
    ...context,
    state: 'done',
    limit: outcome.limit,
    written: sum(({ written }) => written),
    overtaken: sum(({ overtaken }) => overtaken),
  });
  await putRun(program, run);
  // Last: whoever reads `current` finds everything of that night in place.
  await putCurrent(program, { model, businessDate, bands: context.bands, quiet: context.quiet });
  return run;
}
