// What every step of an import works with, from its function's environment.
import type * as z from 'zod';
import { Files } from '../../platform/files.ts';
import { Objects } from '../../platform/objects.ts';
import { documentClient, Table } from '../../platform/table.ts';
import type { ImportStepEnv } from '../env.ts';
import { ImportStore } from '../import-store.ts';
import type { FileParts } from './parts.ts';

export function fileParts(env: z.output<typeof ImportStepEnv>): FileParts {
  return {
    store: new ImportStore(new Table(documentClient(), env.PROGRAM_TABLE)),
    files: new Files(env.RUNS_BUCKET),
    objects: new Objects(env.RUNS_BUCKET),
    business: { currency: env.CURRENCY, country: env.COUNTRY, timeZone: env.TIME_ZONE },
  };
}
