// Step 7: makes the pass official: the metrics, the at-risk list, the record, and last the model and date in force.
import * as z from 'zod';
import type { Snapshot } from '../../metrics/schema.ts';
import { snapshotOf } from '../../metrics/snapshot.ts';
import { type AtRiskList, atRiskListKey } from '../../reports/schema.ts';
import { mergedKey, Plan, type Run } from '../nightly.ts';
import { modelOf, putCurrent, putRun } from '../program-store.ts';
import { Scored } from '../scored.ts';
import { Applied } from './apply.ts';
import { contextOf, type NightlyParts } from './parts.ts';
import { runRecord } from './reduce.ts';

/** The plan with what the steps between left on it. */
export const ReportInput = Plan.pick({ businessDate: true }).extend({
  verdict: z.object({ limit: z.number() }),
  applied: z.array(Applied),
});

export interface ReportParts extends Pick<NightlyParts, 'program' | 'objects' | 'business'> {
  saveSnapshot: (snapshot: Snapshot) => Promise<void>;
}

export async function report(
  parts: ReportParts,
  { businessDate, verdict, applied }: z.output<typeof ReportInput>,
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
  await parts.saveSnapshot(snapshotOf(all, model, { businessDate, currency, horizonDays }));
  const sum = (of: (applied: Applied) => number) => applied.reduce((total, one) => total + of(one), 0);
  const run = runRecord(all, {
    ...context,
    state: 'done',
    limit: verdict.limit,
    written: sum(({ written }) => written),
    overtaken: sum(({ overtaken }) => overtaken),
  });
  await putRun(program, run);
  // Last: whoever reads `current` finds everything of that night in place.
  await putCurrent(program, { model, businessDate, bands: context.bands, quiet: context.quiet });
  return run;
}
