// Export, step 3: one file of each kind from its pieces.
import { ExportStepEnv } from '../../shared/exports/env.ts';
import { exportParts } from '../../shared/exports/parts-store.ts';
import { ExportRun } from '../../shared/exports/schema.ts';
import { joinPieces } from '../../shared/exports/steps.ts';
import { readEnv } from '../../shared/platform/env.ts';
import { onStep } from '../../shared/platform/triggers.ts';

const parts = exportParts(readEnv(ExportStepEnv));

export const handler = onStep(ExportRun, (input) => joinPieces(parts, input, Date.now()));
