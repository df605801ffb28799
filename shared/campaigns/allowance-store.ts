// How many confirmation mails an address may be asked to get, whoever asks: nobody's mailbox is filled through our forms.
import { ConditionFailed, type Table } from '../platform/table.ts';

/** Windows by the start of their ISO time: ten minutes, a day, a month (UTC). */
export const ALLOWANCES = [
  { digits: '2026-10-05T09:0'.length, atMost: 1 },
  { digits: '2026-10-05'.length, atMost: 3 },
  { digits: '2026-10'.length, atMost: 10 },
] as const;

/**
 * Requests of forms in an hour that lead to a mail, whatever the address: a public form fed with lists of strangers must not cost
 * the business its name as a sender. Far more than people who sign up at a small business.
 */
export const ALL_IN_HOUR = 300;

const KEPT_SECONDS = 35 * 86_400;

export class AllowanceStore {
  private readonly program: Table;

  constructor(program: Table) {
    this.program = program;
  }

  /**
   * Whether an address, given by its hash, may get this mail now; `now` in milliseconds. The same mail asked for again
   * takes no second place. A place once taken stays taken, mail or not.
   */
  async take(hash: string, messageId: string, now: number): Promise<boolean> {
    for (const { digits, atMost } of ALLOWANCES) {
      const window = new Date(now).toISOString().slice(0, digits);
      if (!(await this.takeOne({ pk: `confirmation#${hash}`, sk: window }, messageId, atMost, now)))
        return false;
    }
    return true;
  }

  /** Whether one more request of a form may lead to a mail in this hour; `now` in milliseconds. */
  async takeShare(now: number): Promise<boolean> {
    const hour = new Date(now).toISOString().slice(0, '2026-10-05T09'.length);
    return this.held({
      Key: { pk: 'confirmation#all', sk: hour },
      UpdateExpression: 'SET expiresAt = :expiresAt ADD requests :one',
      ConditionExpression: 'attribute_not_exists(requests) OR requests < :atMost',
      ExpressionAttributeValues: { ':expiresAt': expiryAfter(now), ':one': 1, ':atMost': ALL_IN_HOUR },
    });
  }

  private async takeOne(key: { pk: string; sk: string }, messageId: string, atMost: number, now: number) {
    return this.held({
      Key: key,
      UpdateExpression: 'SET expiresAt = :expiresAt ADD messages :own',
      ConditionExpression:
        'attribute_not_exists(messages) OR contains(messages, :id) OR size(messages) < :atMost',
      ExpressionAttributeValues: {
        ':expiresAt': expiryAfter(now),
        ':own': new Set([messageId]),
        ':id': messageId,
        ':atMost': atMost,
      },
    });
  }

  /** Whether the condition of the write held. */
  private async held(input: Parameters<Table['update']>[0]): Promise<boolean> {
    try {
      await this.program.update(input);
      return true;
    } catch (error) {
      if (error instanceof ConditionFailed) return false;
      throw error;
    }
  }
}

const expiryAfter = (now: number): number => Math.floor(now / 1_000) + KEPT_SECONDS;
