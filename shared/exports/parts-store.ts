// The parts of an export's steps in a Lambda function, from its environment.
import type * as z from 'zod';
import { Files } from '../platform/files.ts';
import { Objects } from '../platform/objects.ts';
import { documentClient, Table } from '../platform/table.ts';
import type { ExportStepEnv } from './env.ts';
import { ExportStore, pagesOf } from './export-store.ts';
import type { ExportParts } from './steps.ts';

export function exportParts(env: z.output<typeof ExportStepEnv>): ExportParts {
  const client = documentClient();
  const program = new Table(client, env.PROGRAM_TABLE);
  const tables = {
    customers: new Table(client, env.CUSTOMERS_TABLE),
    identities: new Table(client, env.IDENTITIES_TABLE),
    activity: new Table(client, env.ACTIVITY_TABLE),
    program,
  };
  return {
    store: new ExportStore(program),
    files: new Files(env.RUNS_BUCKET),
    objects: new Objects(env.RUNS_BUCKET),
    pages: (piece, now) => pagesOf(tables, piece, now),
  };
}
