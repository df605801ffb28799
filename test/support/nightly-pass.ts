// The nightly pass as the state machine runs it, step by step in one process; a test may stop it between steps.
import type { NightlyInput, Plan, Run } from '../../shared/churn/nightly.ts';
import { type Applied, apply } from '../../shared/churn/steps/apply.ts';
import { fitGathered } from '../../shared/churn/steps/fit.ts';
import { gather } from '../../shared/churn/steps/gather.ts';
import type { NightlyParts } from '../../shared/churn/steps/parts.ts';
import { plan } from '../../shared/churn/steps/plan.ts';
import { reduce } from '../../shared/churn/steps/reduce.ts';
import { report } from '../../shared/churn/steps/report.ts';
import { score } from '../../shared/churn/steps/score.ts';
import type { Snapshot } from '../../shared/metrics/schema.ts';
import { putSnapshot } from '../../shared/metrics/store.ts';
import { keyringOf } from '../../shared/platform/token.ts';
import { Census } from '../../shared/quality/census.ts';
import { hasherOf } from '../../shared/quality/duplicates/match-keys.ts';

const secret = 'a secret of the tests that is long enough';
/** Of a business date, as the worker takes it. */
export const aCensus = async (businessDate: string): Promise<Census> =>
  new Census(hasherOf(keyringOf(secret), businessDate));

export const stepNames = ['plan', 'gather', 'fit', 'score', 'reduce', 'apply', 'report'] as const;
export type StepName = (typeof stepNames)[number];

export class Stopped extends Error {}

export interface PassOutcome {
  plan: Plan;
  isHeld: boolean;
  applied: Applied[];
  run?: Run;
}

/** Runs the pass; `stopAfter` throws Stopped after that step, as a crash would. */
export async function runPass(
  parts: NightlyParts,
  input: Partial<NightlyInput> & { businessDate: string },
  stopAfter?: StepName,
): Promise<PassOutcome> {
  const saveSnapshot = (snapshot: Snapshot) => putSnapshot(parts.program, snapshot);
  const done = (step: StepName) => {
    if (step === stopAfter) throw new Stopped(step);
  };
  const planned = await plan(parts, { approved: false, ...input }, 0);
  done('plan');
  if (planned.isFitDue) {
    for (const task of planned.tasks) await gather(parts, task);
    done('gather');
    await fitGathered(parts, planned);
    done('fit');
  }
  for (const task of planned.tasks) await score({ ...parts, census: aCensus }, task);
  done('score');
  const verdict = await reduce(parts, planned);
  done('reduce');
  if (verdict.isHeld) return { plan: planned, isHeld: true, applied: [] };
  const applied: Applied[] = [];
  for (const task of planned.tasks) applied.push(await apply(parts, task));
  done('apply');
  const run = await report({ ...parts, saveSnapshot }, { ...planned, verdict, applied });
  done('report');
  return { plan: planned, isHeld: false, applied, run };
}
