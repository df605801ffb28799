// Import, step 1: makes the file readable and plans the chunks.
import { ImportStepEnv } from '../../shared/imports/env.ts';
import { RunInput } from '../../shared/imports/schema.ts';
import { fileParts } from '../../shared/imports/steps/parts-store.ts';
import { prepare } from '../../shared/imports/steps/prepare.ts';
import { readEnv } from '../../shared/platform/env.ts';
import { onStep } from '../../shared/platform/triggers.ts';

const parts = fileParts(readEnv(ImportStepEnv));

export const handler = onStep(RunInput, (run) => prepare(parts, run, Date.now()));
