// Addresses that get no marketing mail, as keyed hashes (`Program`), and the soft bounces that may lead there.
import { ConditionFailed, type Table } from '../platform/table.ts';
import { Suppression } from './schema.ts';

const PARTITION = 'suppression';
const liftable = ['unsubscribed', 'erased'] as const;

/** This many soft bounces within this many days make an address one that does not work. */
const SOFT_BOUNCES = 5;
const SOFT_BOUNCE_DAYS = 30;
const DAY_SECONDS = 86_400;

export class SuppressionStore {
  private readonly program: Table;

  constructor(program: Table) {
    this.program = program;
  }

  async find(hash: string): Promise<Suppression | undefined> {
    const item = await this.program.get({ pk: PARTITION, sk: hash }, { consistent: true });
    return item && Suppression.parse(item);
  }

  /** Suppresses an address. Twice is once; a reason that nobody can lift is never replaced by one that can be. */
  async add(hash: string, suppression: Suppression): Promise<void> {
    const isLiftable = liftable.some((reason) => reason === suppression.reason);
    try {
      await this.program.update({
        Key: { pk: PARTITION, sk: hash },
        UpdateExpression: 'SET #reason = :reason, #at = :at',
        ConditionExpression: isLiftable
          ? 'attribute_not_exists(pk) OR (#reason IN (:first, :second) AND #at < :at)'
          : 'attribute_not_exists(pk) OR #reason IN (:first, :second)',
        ExpressionAttributeNames: { '#reason': 'reason', '#at': 'at' },
        ExpressionAttributeValues: {
          ':reason': suppression.reason,
          ':at': suppression.at,
          ':first': liftable[0],
          ':second': liftable[1],
        },
      });
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
    }
  }

  /** Notes a soft bounce (the same one twice is one) and says whether the address has had too many of late. */
  async noteSoftBounce(hash: string, bounce: { id: string; at: string }, now: number): Promise<boolean> {
    const nowSeconds = Math.floor(now / 1_000);
    await this.program.put({
      pk: `soft-bounce#${hash}`,
      sk: `${bounce.at}#${bounce.id}`,
      expiresAt: nowSeconds + SOFT_BOUNCE_DAYS * DAY_SECONDS,
    });
    const since = new Date(now - SOFT_BOUNCE_DAYS * DAY_SECONDS * 1_000).toISOString();
    const { items } = await this.program.queryPage({
      KeyConditionExpression: 'pk = :pk AND sk >= :since',
      ExpressionAttributeValues: { ':pk': `soft-bounce#${hash}`, ':since': since },
      ConsistentRead: true,
      Limit: SOFT_BOUNCES,
    });
    return items.length >= SOFT_BOUNCES;
  }
}
