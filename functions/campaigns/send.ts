// The send queue -> the gate -> SES.
import { randomUUID } from 'node:crypto';
import { AllowanceStore } from '../../shared/campaigns/allowance-store.ts';
import { composer } from '../../shared/campaigns/compose.ts';
import { SendEnv } from '../../shared/campaigns/env.ts';
import { SalesStore } from '../../shared/campaigns/sales-store.ts';
import { SendJob } from '../../shared/campaigns/schema.ts';
import { type SendParts, sendOne } from '../../shared/campaigns/send-one.ts';
import { SendQueue } from '../../shared/campaigns/send-queue.ts';
import { isUnsettled, MessageStore, readCustomer } from '../../shared/campaigns/store.ts';
import { SuppressionStore } from '../../shared/campaigns/suppression-store.ts';
import { readEnv } from '../../shared/platform/env.ts';
import { logger } from '../../shared/platform/log.ts';
import { Mailer } from '../../shared/platform/mailer.ts';
import { readSecret } from '../../shared/platform/secret.ts';
import { documentClient, Table } from '../../shared/platform/table.ts';
import { addressHash, keyringOf } from '../../shared/platform/token.ts';
import { onQueue } from '../../shared/platform/triggers.ts';

const env = readEnv(SendEnv);
const client = documentClient();
const customers = new Table(client, env.CUSTOMERS_TABLE);
const program = new Table(client, env.PROGRAM_TABLE);
const parts: Omit<SendParts, 'hashAddress' | 'compose'> = {
  store: new MessageStore(new Table(client, env.ACTIVITY_TABLE)),
  readCustomer: (id) => readCustomer(customers, id),
  isUnsettled: (customer) => isUnsettled(customers, customer),
  suppressions: new SuppressionStore(program),
  allowance: new AllowanceStore(program),
  sales: new SalesStore(program),
  queue: new SendQueue(env.SEND_QUEUE_URL),
  mailer: new Mailer({
    name: env.BUSINESS_NAME,
    address: env.SENDER_ADDRESS,
    replyTo: env.REPLY_TO,
    configurationSet: env.CONFIGURATION_SET,
  }),
  rules: { businessTimeZone: env.TIME_ZONE, quietHours: env.QUIET_HOURS },
  newClaim: randomUUID,
};

export const handler = onQueue(SendJob, async (job) => {
  const keyring = keyringOf(await readSecret(env.TOKEN_SECRET_ARN));
  const hashAddress = (email: string) => addressHash(keyring, email);
  const handled = await sendOne({ ...parts, hashAddress, compose: composer(env, keyring) }, job, Date.now());
  // Ids and reasons only: how many mails went, wait or were refused, and why, is a query over this line.
  logger.info('message settled', { customerId: job.customerId, messageId: job.id, ...handled });
});
