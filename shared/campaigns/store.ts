// Messages to customers in the log (`Activity`), and what the gate and the mail need to read about a customer.
import * as z from 'zod';
import { Customer } from '../customers/schema.ts';
import { Entry } from '../ingest/schema.ts';
import { ConditionFailed, type Item, type Table } from '../platform/table.ts';
import { type AskedConsent, Message, type MessageKey, type MessageState, messageSortKey } from './schema.ts';

/** How many of the latest purchases a mail looks at: one page of one Query. */
const PURCHASES_READ = 50;
/** Messages before the last 40 are older than any frequency cap. */
const MESSAGES_READ = 40;

export interface Change {
  to: MessageState;
  /** Only if the message is in one of these states; otherwise nothing happens. */
  from: readonly MessageState[];
  /** Only if this invocation holds the claim. */
  claimedBy?: string;
  /** Milliseconds. */
  now: number;
  more?: Partial<Pick<Message, 'reason' | 'notBefore' | 'claim' | 'sesMessageId' | 'language'>>;
}

const PurchaseRow = Entry.pick({ at: true, order: true });
export type PurchaseRow = z.infer<typeof PurchaseRow>;

const keyOf = ({ customerId, id }: MessageKey) => {
  const sk = messageSortKey(id);
  if (!sk) throw new RangeError('not a message id');
  return { pk: customerId, sk };
};

/** Reads one customer, as of now. */
export async function readCustomer(customers: Table, id: string): Promise<Customer | undefined> {
  const item = await customers.get({ pk: id }, { consistent: true });
  return item && Customer.parse(item);
}

/** Whether the histories of customers who were merged or parted are still on their way to or from this one. */
export async function isUnsettled(
  customers: Table,
  { parting, losing, mergedFrom }: Customer,
): Promise<boolean> {
  if (parting || losing) return true;
  const others = [...(mergedFrom ?? [])].map((pk) => ({ pk }));
  const items = await customers.getMany(others, { consistent: true });
  return items.some((item) => Customer.parse(item).merge?.isDone === false);
}

export class MessageStore {
  private readonly activity: Table;

  constructor(activity: Table) {
    this.activity = activity;
  }

  /** Adds a message unless the log has it already. */
  async add(message: Message): Promise<void> {
    try {
      await this.activity.putNew(Message.parse(message) satisfies Item);
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
    }
  }

  async message(key: MessageKey): Promise<Message | undefined> {
    const item = await this.activity.get(keyOf(key), { consistent: true });
    return item && Message.parse(item);
  }

  /** The latest messages of a customer, whatever became of them. */
  async messages(customerId: string): Promise<Message[]> {
    const { items } = await this.activity.queryPage({
      ...latest(customerId, 'message#'),
      Limit: MESSAGES_READ,
    });
    return z.array(Message).parse(items);
  }

  /** How many confirmations a customer was to get in the month of a request, as far as `most` goes. */
  async confirmationsInMonth(customerId: string, at: string, most: number): Promise<number> {
    let count = 0;
    const messages = this.activity.query(latest(customerId, `message#${at.slice(0, 7)}-`));
    for await (const item of messages) {
      if (Message.parse(item).campaign === 'consent-confirmation') count += 1;
      if (count >= most) break;
    }
    return count;
  }

  /** The request behind a confirmation, and when it was confirmed first: now, unless it was before. Undefined: it is gone. */
  async confirm(key: MessageKey, now: number): Promise<(AskedConsent & { confirmedAt: string }) | undefined> {
    try {
      const item = await this.activity.update({
        Key: keyOf(key),
        UpdateExpression: 'SET confirmedAt = if_not_exists(confirmedAt, :now)',
        ConditionExpression: 'attribute_exists(consent)',
        ExpressionAttributeValues: { ':now': new Date(now).toISOString() },
        ReturnValues: 'ALL_NEW',
      });
      const { consent, confirmedAt } = Message.parse(item);
      return consent && confirmedAt !== undefined ? { ...consent, confirmedAt } : undefined;
    } catch (error) {
      if (error instanceof ConditionFailed) return undefined;
      throw error;
    }
  }

  /** The latest purchases of a customer, newest first. */
  async purchases(customerId: string): Promise<PurchaseRow[]> {
    const { items } = await this.activity.queryPage({
      ...latest(customerId, 'purchase#'),
      Limit: PURCHASES_READ,
    });
    return z.array(PurchaseRow).parse(items);
  }

  /** Moves a message to another state. False when it was in no state to move from, was claimed by another, or is gone. */
  async change(key: MessageKey, { to, from, claimedBy, now, more = {} }: Change): Promise<boolean> {
    const fields = { state: to, stateAt: new Date(now).toISOString(), ...more };
    const names = Object.keys(fields);
    // A reason to wait is not a reason any more once the message has moved on.
    const stale = ['reason', 'notBefore'].filter((name) => !names.includes(name));
    const removal = stale.length > 0 ? ` REMOVE ${stale.map((name) => `#${name}`).join(', ')}` : '';
    const allowed = from.map((_, index) => `:from${index}`);
    try {
      await this.activity.update({
        Key: keyOf(key),
        UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}${removal}`,
        ConditionExpression: `#state IN (${allowed.join(', ')})${claimedBy ? ' AND #claim = :claimedBy' : ''}`,
        ExpressionAttributeNames: {
          ...Object.fromEntries([...names, ...stale].map((name) => [`#${name}`, name])),
          ...(claimedBy && { '#claim': 'claim' }),
        },
        ExpressionAttributeValues: {
          ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [`:${name}`, value])),
          ...Object.fromEntries(from.map((state, index) => [`:from${index}`, state])),
          ...(claimedBy && { ':claimedBy': claimedBy }),
        },
      });
      return true;
    } catch (error) {
      if (error instanceof ConditionFailed) return false;
      throw error;
    }
  }
}

const latest = (customerId: string, prefix: string) => ({
  KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
  ExpressionAttributeValues: { ':pk': customerId, ':prefix': prefix },
  ScanIndexForward: false,
  // The gate counts what was sent a moment ago.
  ConsistentRead: true,
});
