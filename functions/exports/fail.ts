// Export, when a step has failed for good: says so where people look.
import { ExportFailEnv } from '../../shared/exports/env.ts';
import { ExportStore } from '../../shared/exports/export-store.ts';
import { ExportRun } from '../../shared/exports/schema.ts';
import { readEnv } from '../../shared/platform/env.ts';
import { documentClient, Table } from '../../shared/platform/table.ts';
import { onStep } from '../../shared/platform/triggers.ts';

const store = new ExportStore(new Table(documentClient(), readEnv(ExportFailEnv).PROGRAM_TABLE));

export const handler = onStep(ExportRun, (run) => store.end(run.exportId, 'failed', [], Date.now()));
