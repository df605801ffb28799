// Nightly, step 2, when a fit is due: counts one segment and takes its share of the sample.
import { NightlyEnv } from '../../shared/churn/env.ts';
import { Task } from '../../shared/churn/nightly.ts';
import { gather } from '../../shared/churn/steps/gather.ts';
import { nightlyParts } from '../../shared/churn/steps/parts-store.ts';
import { readEnv } from '../../shared/platform/env.ts';
import { onStep } from '../../shared/platform/triggers.ts';

const parts = nightlyParts(readEnv(NightlyEnv));

export const handler = onStep(Task, (task) => gather(parts, task));
