// Export, step 1: which pieces there are.
import { ExportRun } from '../../shared/exports/schema.ts';
import { planExport } from '../../shared/exports/steps.ts';
import { onStep } from '../../shared/platform/triggers.ts';

export const handler = onStep(ExportRun, async (run) => planExport(run));
