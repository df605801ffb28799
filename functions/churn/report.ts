// Nightly, step 7: metrics, at-risk list, record of the run; puts the model and the date in force.
import { NightlyEnv } from '../../shared/churn/env.ts';

import { nightlyParts } from '../../shared/churn/steps/parts-store.ts';
import { ReportInput, report } from '../../shared/churn/steps/report.ts';
import type { Snapshot } from '../../shared/metrics/schema.ts';
import { putSnapshot } from '../../shared/metrics/store.ts';
import { readEnv } from '../../shared/platform/env.ts';
import { onStep } from '../../shared/platform/triggers.ts';

const parts = nightlyParts(readEnv(NightlyEnv));

const saveSnapshot = (snapshot: Snapshot) => putSnapshot(parts.program, snapshot);

export const handler = onStep(ReportInput, (input) => report({ ...parts, saveSnapshot }, input));
