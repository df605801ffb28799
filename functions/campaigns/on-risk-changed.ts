// churn.risk-changed -> one message in the log -> one job in the send queue. Repeated, it does nothing new.
import { OnRiskChangedEnv } from '../../shared/campaigns/env.ts';
import { retentionMessage, startsRetention } from '../../shared/campaigns/on-risk.ts';
import { SendQueue } from '../../shared/campaigns/send-queue.ts';
import { MessageStore } from '../../shared/campaigns/store.ts';
import { RiskChanged } from '../../shared/churn/events.ts';
import { readEnv } from '../../shared/platform/env.ts';
import { documentClient, Table } from '../../shared/platform/table.ts';
import { onEvent } from '../../shared/platform/triggers.ts';

const env = readEnv(OnRiskChangedEnv);
const store = new MessageStore(new Table(documentClient(), env.ACTIVITY_TABLE));
const queue = new SendQueue(env.SEND_QUEUE_URL);

export const handler = onEvent(RiskChanged, async ({ at, data }) => {
  if (!startsRetention(data)) return;
  const message = retentionMessage(data, new Date(at).toISOString());
  await store.add(message);
  // Always, also when the message was there: a crash may have come between the two.
  await queue.add({ customerId: message.pk, id: message.id }, Date.now());
});
