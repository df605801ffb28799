// Nightly, step 6: writes the changed scores of one segment.
import { NightlyEnv } from '../../shared/churn/env.ts';
import { Task } from '../../shared/churn/nightly.ts';
import { apply } from '../../shared/churn/steps/apply.ts';
import { nightlyParts } from '../../shared/churn/steps/parts-store.ts';
import { readEnv } from '../../shared/platform/env.ts';
import { onStep } from '../../shared/platform/triggers.ts';

const parts = nightlyParts(readEnv(NightlyEnv));

export const handler = onStep(Task, (task) => apply(parts, task));
