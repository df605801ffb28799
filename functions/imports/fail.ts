// Import, when a step has failed for good: says so where people look.
import { ImportFailEnv } from '../../shared/imports/env.ts';
import { ImportStore } from '../../shared/imports/import-store.ts';
import { RunInput } from '../../shared/imports/schema.ts';
import { fail } from '../../shared/imports/steps/finish.ts';
import { readEnv } from '../../shared/platform/env.ts';
import { documentClient, Table } from '../../shared/platform/table.ts';
import { onStep } from '../../shared/platform/triggers.ts';

const store = new ImportStore(new Table(documentClient(), readEnv(ImportFailEnv).PROGRAM_TABLE));

export const handler = onStep(RunInput, (run) => fail({ store }, run, Date.now()));
