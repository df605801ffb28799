// Export, step 2: one segment of a table as a file.
import { ExportStepEnv } from '../../shared/exports/env.ts';
import { exportParts } from '../../shared/exports/parts-store.ts';
import { Piece } from '../../shared/exports/schema.ts';
import { writePiece } from '../../shared/exports/steps.ts';
import { readEnv } from '../../shared/platform/env.ts';
import { onStep } from '../../shared/platform/triggers.ts';

const parts = exportParts(readEnv(ExportStepEnv));

export const handler = onStep(Piece, (input) => writePiece(parts, input, Date.now()));
