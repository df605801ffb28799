// Step 3, on fitting nights: one model from all that was gathered. The first model made for a date stands.
import { fitAndProve } from '../fit-model.ts';
import { Gathered, mergeGathered } from '../gathered.ts';
import { type Plan, partKey, sampleKey, tasksOf } from '../nightly.ts';
import { putBacktest, putModel } from '../program-store.ts';
import { contextOf, type NightlyParts } from './parts.ts';

export async function fitGathered(
  parts: Pick<NightlyParts, 'program' | 'objects' | 'business'>,
  { businessDate, total }: Pick<Plan, 'businessDate' | 'total'>,
): Promise<{ model: string; customers: number; k: number }> {
  const { program, objects, business } = parts;
  const { quiet, sameWeeksLastYear } = await contextOf(parts, businessDate);
  const gathered: Gathered[] = [];
  for (const task of tasksOf(businessDate, total)) {
    const part = await objects.get(partKey('gathered', task), Gathered);
    if (!part) throw new Error(`segment ${task.segment} was not gathered`);
    gathered.push(part);
  }
  const all = mergeGathered(gathered);
  await objects.put(sampleKey(businessDate), all.sample);
  const { model: made, learnt } = fitAndProve(all, { businessDate, quiet, sameWeeksLastYear, ...business });
  if (learnt) {
    await putBacktest(program, {
      id: made.version,
      state: 'done',
      horizonDays: business.horizonDays,
      sample: all.sample.start.length - 1,
      customers: all.buyers,
      report: learnt.backtest,
    });
  }
  const model = await putModel(program, made);
  return { model: model.version, customers: model.customers, k: model.k };
}
