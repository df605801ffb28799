// How many confirmation mails an address may be asked to get, whoever asks: nobody's mailbox is filled through our forms.
import { ConditionFailed, type Table } from '../platform/table.ts';

/** Windows by the start of their ISO time: ten minutes, a day, a month (UTC). */
export const ALLOWANCES = [
  { digits: '2026-10-05T09:0'.length, atMost: 1 },
  { digits: '2026-10-05'.length, atMost: 3 },
  { digits: '2026-10'.length, atMost: 10 },
] as const;

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

  private async takeOne(key: { pk: string; sk: string }, messageId: string, atMost: number, now: number) {
    try {
      await this.program.update({
        Key: key,
        UpdateExpression: 'SET expiresAt = :expiresAt ADD messages :own',
        ConditionExpression:
          'attribute_not_exists(messages) OR contains(messages, :id) OR size(messages) < :atMost',
        ExpressionAttributeValues: {
          ':expiresAt': Math.floor(now / 1_000) + KEPT_SECONDS,
          ':own': new Set([messageId]),
          ':id': messageId,
          ':atMost': atMost,
        },
      });
      return true;
    } catch (error) {
      if (error instanceof ConditionFailed) return false;
      throw error;
    }
  }
}
