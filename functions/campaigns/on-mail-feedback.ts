// SES events (sent, delivered, bounced, complained) -> message state, suppression, consent.
import { FeedbackEnv } from '../../shared/campaigns/env.ts';
import { takeFeedback } from '../../shared/campaigns/feedback.ts';
import { feedbackOf, SesEvent } from '../../shared/campaigns/ses-event.ts';
import { MessageStore, readCustomer } from '../../shared/campaigns/store.ts';
import { SuppressionStore } from '../../shared/campaigns/suppression-store.ts';
import { withdrawer } from '../../shared/campaigns/withdraw.ts';
import { readEnv } from '../../shared/platform/env.ts';
import { readSecret } from '../../shared/platform/secret.ts';
import { documentClient, Table } from '../../shared/platform/table.ts';
import { addressHash, keyringOf } from '../../shared/platform/token.ts';
import { onQueue } from '../../shared/platform/triggers.ts';

const env = readEnv(FeedbackEnv);
const client = documentClient();
const customers = new Table(client, env.CUSTOMERS_TABLE);
const activity = new Table(client, env.ACTIVITY_TABLE);
const parts = {
  store: new MessageStore(activity),
  suppressions: new SuppressionStore(new Table(client, env.PROGRAM_TABLE)),
  withdraw: withdrawer((id) => readCustomer(customers, id), activity),
};

export const handler = onQueue(SesEvent, async (event) => {
  const keyring = keyringOf(await readSecret(env.TOKEN_SECRET_ARN));
  const hashAddress = (email: string) => addressHash(keyring, email);
  await takeFeedback({ ...parts, hashAddress }, event, feedbackOf(event), Date.now());
});
