// The parts of a nightly step in a Lambda function, from its environment.
import type * as z from 'zod';
import { Objects } from '../../platform/objects.ts';
import { documentClient, Table } from '../../platform/table.ts';
import type { NightlyEnv } from '../env.ts';
import type { NightlyParts } from './parts.ts';

export function nightlyParts(env: z.output<typeof NightlyEnv>): NightlyParts {
  const client = documentClient();
  return {
    customers: new Table(client, env.CUSTOMERS_TABLE),
    activity: new Table(client, env.ACTIVITY_TABLE),
    program: new Table(client, env.PROGRAM_TABLE),
    objects: new Objects(env.RUNS_BUCKET),
    business: { timeZone: env.TIME_ZONE, currency: env.CURRENCY, horizonDays: env.HORIZON_DAYS },
  };
}
