// Whether the log has an event of an import already: a row without a date of its own must not come again as news.
import type { Table } from '../platform/table.ts';

export class ToldStore {
  private readonly activity: Table;

  constructor(activity: Table) {
    this.activity = activity;
  }

  /** Reads what the customer's log has of this kind: little for people, whatever they bought. */
  async has(customerId: string, kind: 'identify' | 'consent', id: string): Promise<boolean> {
    const found = this.activity.query({
      KeyConditionExpression: 'pk = :customer AND begins_with(sk, :kind)',
      FilterExpression: '#id = :id',
      ProjectionExpression: 'sk',
      ExpressionAttributeNames: { '#id': 'id' },
      ExpressionAttributeValues: { ':customer': customerId, ':kind': `${kind}#`, ':id': id },
    });
    for await (const _ of found) return true;
    return false;
  }
}
