// Import, step 2: one chunk of rows.
import { IdentityStore } from '../../shared/customers/identity-store.ts';
import { ImportWorkEnv } from '../../shared/imports/env.ts';
import { PeopleStore } from '../../shared/imports/people-store.ts';
import { ChunkTask } from '../../shared/imports/schema.ts';
import { fileParts } from '../../shared/imports/steps/parts-store.ts';
import { work } from '../../shared/imports/steps/work.ts';
import { ToldStore } from '../../shared/imports/told-store.ts';
import { IngestStore } from '../../shared/ingest/store.ts';
import { readEnv } from '../../shared/platform/env.ts';
import { patientClient, Table } from '../../shared/platform/table.ts';
import { onStep } from '../../shared/platform/triggers.ts';
import { rememberedPlan } from '../../shared/quality/plan/plan-store.ts';

const env = readEnv(ImportWorkEnv);
const client = patientClient();
const identities = new Table(client, env.IDENTITIES_TABLE);
const customers = new Table(client, env.CUSTOMERS_TABLE);
const activity = new Table(client, env.ACTIVITY_TABLE);
const program = new Table(client, env.PROGRAM_TABLE);
const identity = new IdentityStore({ identities, customers, activity });
const parts = {
  ...fileParts(env),
  people: new PeopleStore({ identities, customers }),
  told: new ToldStore(activity),
  log: {
    store: new IngestStore({ activity, program }),
    resolve: identity.resolve.bind(identity),
    plan: rememberedPlan(program),
  },
};

export const handler = onStep(ChunkTask, (task) => work(parts, task));
