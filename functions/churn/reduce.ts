// Nightly, step 5: merges the segments and decides whether the pass may go on.
import { NightlyEnv } from '../../shared/churn/env.ts';
import { Plan } from '../../shared/churn/nightly.ts';
import { nightlyParts } from '../../shared/churn/steps/parts-store.ts';
import { reduce } from '../../shared/churn/steps/reduce.ts';
import { readEnv } from '../../shared/platform/env.ts';
import { onStep } from '../../shared/platform/triggers.ts';

const parts = nightlyParts(readEnv(NightlyEnv));

export const handler = onStep(Plan, (plan) => reduce(parts, plan));
