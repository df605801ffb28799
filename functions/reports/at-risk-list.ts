// The at-risk list by mail: on its schedule, or by hand with {"businessDate": "YYYY-MM-DD"}.
import * as z from 'zod';
import { readEnv } from '../../shared/platform/env.ts';
import { Mailer } from '../../shared/platform/mailer.ts';
import { readSecret } from '../../shared/platform/secret.ts';
import { documentClient, Table } from '../../shared/platform/table.ts';
import { addressHash, keyringOf } from '../../shared/platform/token.ts';
import { onStep } from '../../shared/platform/triggers.ts';
import { AtRiskListEnv } from '../../shared/reports/env.ts';
import { mailList } from '../../shared/reports/mail-list.ts';
import { ReportStore } from '../../shared/reports/store.ts';

const env = readEnv(AtRiskListEnv);
const client = documentClient();
const store = new ReportStore(
  {
    customers: new Table(client, env.CUSTOMERS_TABLE),
    activity: new Table(client, env.ACTIVITY_TABLE),
    program: new Table(client, env.PROGRAM_TABLE),
  },
  env.RUNS_BUCKET,
);
const mailer = new Mailer({
  name: env.BUSINESS_NAME,
  address: env.SENDER_ADDRESS,
  replyTo: env.REPLY_TO,
  configurationSet: env.CONFIGURATION_SET,
});

/** The schedule sends `scheduledAt`, which says nothing that the latest nightly pass does not. */
const Input = z.object({ businessDate: z.iso.date().optional() });

export const handler = onStep(Input, async ({ businessDate }) => {
  const keyring = keyringOf(await readSecret(env.TOKEN_SECRET_ARN));
  const hashAddress = (email: string) => addressHash(keyring, email);
  return mailList({ store, mailer, hashAddress, settings: env }, businessDate, Date.now());
});
