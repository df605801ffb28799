// Nightly, step 3, when a fit is due: one model from all segments.
import { NightlyEnv } from '../../shared/churn/env.ts';
import { Plan } from '../../shared/churn/nightly.ts';
import { fitGathered } from '../../shared/churn/steps/fit.ts';
import { nightlyParts } from '../../shared/churn/steps/parts-store.ts';
import { readEnv } from '../../shared/platform/env.ts';
import { onStep } from '../../shared/platform/triggers.ts';

const parts = nightlyParts(readEnv(NightlyEnv));

export const handler = onStep(Plan, (plan) => fitGathered(parts, plan));
