// A small world for the send path: tables, queue and SES in memory, any of whose steps may crash, before or after.
import { retentionMessage } from '../../shared/campaigns/on-risk.ts';
import type { Message, SendJob } from '../../shared/campaigns/schema.ts';
import type { SendParts } from '../../shared/campaigns/send-one.ts';
import type { Change, MessageStore } from '../../shared/campaigns/store.ts';
import type { Customer } from '../../shared/customers/schema.ts';
import { dayOfDate } from '../../shared/platform/days.ts';
import type { Mail, Verdict } from '../../shared/platform/mailer.ts';
import { aCustomer } from './factories.ts';

export class Crash extends Error {}

export interface World {
  messages: Map<string, Message>;
  jobs: { job: SendJob; at: number }[];
  /** What SES took, whatever it answered. */
  taken: Mail[];
  add: (message: Message) => Promise<void>;
  parts: SendParts;
}

export interface WorldOptions {
  customer?: Customer | undefined;
  /** The answer of SES to each call, in order; then `sent`. A mail counts as taken for `sent` and `unknown`. */
  verdicts?: Verdict[];
  /** Wraps every step: may delay it, fail it before or after. */
  step?: <T>(name: string, run: () => Promise<T>) => Promise<T>;
}

export const EPISODE = dayOfDate('2026-09-04');

export const aMessage = (customer: Customer, at: string): Message =>
  retentionMessage(
    {
      customerId: customer.pk,
      from: 'watch',
      to: 'at-risk',
      episode: EPISODE,
      asOf: EPISODE + 31,
      valueAtRisk: 1,
    },
    at,
  );

function conditionally(messages: World['messages'], sk: string, change: Change): boolean {
  const found = messages.get(sk);
  const isFree = found && change.from.includes(found.state);
  if (!isFree || (change.claimedBy && found.claim !== change.claimedBy)) return false;
  const { reason: _, notBefore: __, ...kept } = found;
  const stateAt = new Date(change.now).toISOString();
  messages.set(sk, { ...kept, ...change.more, state: change.to, stateAt });
  return true;
}

export function aWorld({
  verdicts = [],
  step = (_name, run) => run(),
  ...options
}: WorldOptions = {}): World {
  const customer = 'customer' in options ? options.customer : aCustomer();
  const world = { messages: new Map<string, Message>(), jobs: [] as World['jobs'], taken: [] as Mail[] };
  let claims = 0;
  const skOf = (id: string) => `message#${id.replace('_', '#')}`;
  const store: SendParts['store'] & Pick<MessageStore, 'add'> = {
    add: (message) =>
      step('add', async () => {
        if (!world.messages.has(message.sk)) world.messages.set(message.sk, message);
      }),
    message: ({ id }) => step('message', async () => world.messages.get(skOf(id))),
    messages: () => step('messages', async () => [...world.messages.values()]),
    purchases: () => step('purchases', async () => []),
    change: ({ id }, change) => step('change', async () => conditionally(world.messages, skOf(id), change)),
  };
  const send = async (mail: Mail): Promise<Verdict> => {
    const verdict = verdicts.shift() ?? { outcome: 'sent', sesMessageId: `ses-${world.taken.length}` };
    if (verdict.outcome === 'sent' || verdict.outcome === 'unknown') world.taken.push(mail);
    return verdict;
  };
  return {
    ...world,
    add: store.add,
    parts: {
      store,
      readCustomer: () => step('customer', async () => customer),
      allowance: { take: () => step('allowance', async () => true) },
      isUnsettled: () => step('unsettled', async () => false),
      sales: { areMissing: () => step('sales', async () => false) },
      suppressions: { find: () => step('suppression', async () => undefined) },
      queue: {
        add: (job, now) =>
          step('queue', async () => {
            world.jobs.push({ job, at: now });
          }),
      },
      mailer: { send: (mail) => step('send', () => send(mail)) },
      hashAddress: (email) => email,
      compose: ({ id }) => ({
        language: 'en',
        mail: { to: 'a@example.com', subject: 's', html: 'h', text: 't', headers: [], tags: { message: id } },
      }),
      rules: { businessTimeZone: 'Africa/Addis_Ababa', quietHours: { from: 0, to: 0 } },
      newClaim: () => {
        claims += 1;
        return `claim-${claims}`;
      },
    },
  };
}
