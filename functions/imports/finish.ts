// Import, step 3: adds up the chunks and joins their errors.
import { ImportStepEnv } from '../../shared/imports/env.ts';
import { FinishInput, finish } from '../../shared/imports/steps/finish.ts';
import { fileParts } from '../../shared/imports/steps/parts-store.ts';

import { readEnv } from '../../shared/platform/env.ts';
import { onStep } from '../../shared/platform/triggers.ts';

const parts = fileParts(readEnv(ImportStepEnv));

export const handler = onStep(FinishInput, (run) => finish(parts, run, Date.now()));
