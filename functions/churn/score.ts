// Nightly, step 4: scores one segment in memory.
import { NightlyEnv } from '../../shared/churn/env.ts';
import { Task } from '../../shared/churn/nightly.ts';
import { nightlyParts } from '../../shared/churn/steps/parts-store.ts';
import { score } from '../../shared/churn/steps/score.ts';
import { readEnv } from '../../shared/platform/env.ts';
import { onStep } from '../../shared/platform/triggers.ts';

const parts = nightlyParts(readEnv(NightlyEnv));

export const handler = onStep(Task, (task) => score(parts, task));
