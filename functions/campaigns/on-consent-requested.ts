// consent.requested -> one confirmation in the log -> one job in the send queue. Repeated, it does nothing new.
import { AllowanceStore } from '../../shared/campaigns/allowance-store.ts';
import { OnConsentRequestedEnv } from '../../shared/campaigns/env.ts';
import {
  confirmationJob,
  confirmationMessage,
  MOST_IN_MONTH,
} from '../../shared/campaigns/on-consent-requested.ts';
import { SendQueue } from '../../shared/campaigns/send-queue.ts';
import { MessageStore } from '../../shared/campaigns/store.ts';
import { isByUser } from '../../shared/customers/consent-entry.ts';
import { ConsentRequested } from '../../shared/ingest/events.ts';
import { Entry } from '../../shared/ingest/schema.ts';
import { readEnv } from '../../shared/platform/env.ts';
import { logger } from '../../shared/platform/log.ts';
import { documentClient, Table } from '../../shared/platform/table.ts';
import { onEvent } from '../../shared/platform/triggers.ts';

const env = readEnv(OnConsentRequestedEnv);
const client = documentClient();
const activity = new Table(client, env.ACTIVITY_TABLE);
const store = new MessageStore(activity);
const allowance = new AllowanceStore(new Table(client, env.PROGRAM_TABLE));
const queue = new SendQueue(env.SEND_QUEUE_URL);

export const handler = onEvent(ConsentRequested, async ({ data }) => {
  const { customerId, entryId } = data;
  const item = await activity.get({ pk: customerId, sk: entryId }, { consistent: true });
  const entry = item && Entry.parse(item);
  const message = entry && confirmationMessage(entry);
  if (!message) return;
  const known = await store.message({ customerId, id: message.id });
  if (!known && (await store.confirmationsInMonth(customerId, message.at, MOST_IN_MONTH)) >= MOST_IN_MONTH) {
    logger.warn('too many requests for consent', { customerId });
    return;
  }
  // Whoever floods a public form must not keep the staff from asking.
  if (!known && !isByUser(entry) && !(await allowance.takeShare(Date.now()))) {
    logger.warn('too many requests for consent in this hour', { customerId });
    await store.add({ ...message, state: 'refused', reason: 'frequency-cap' });
    return;
  }
  await store.add(message);
  // Always, also when the message was there: a crash may have come between the two.
  await queue.add(confirmationJob(message), Date.now());
});
