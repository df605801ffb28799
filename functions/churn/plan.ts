// Nightly, step 1: which day, how many workers, whether to fit.
import { NightlyEnv } from '../../shared/churn/env.ts';
import { NightlyInput } from '../../shared/churn/nightly.ts';
import { nightlyParts } from '../../shared/churn/steps/parts-store.ts';
import { plan } from '../../shared/churn/steps/plan.ts';
import { readEnv } from '../../shared/platform/env.ts';
import { onStep } from '../../shared/platform/triggers.ts';

const parts = nightlyParts(readEnv(NightlyEnv));

export const handler = onStep(NightlyInput, (input) => plan(parts, input, Date.now()));
