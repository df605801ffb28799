// A request that carries an Idempotency-Key happens once in a day: asked again it is answered with what was made (`claimed`),
// or refused where the answer holds a secret that is shown once (`onceItems`).
import * as z from 'zod';
import { ConditionFailed, conflict } from './errors.ts';
import { hashOf } from './ids.ts';
import type { Table, TransactItem } from './table.ts';

/** Who asks, and under which key. */
export interface Sender {
  userId: string;
  /** The header; undefined: every request is a new one. */
  key: string | undefined;
}

export interface Repeatable extends Sender {
  /** What is asked for, such as `consent`: keys of different things do not meet. */
  what: string;
  /** Everything the request says: another one under the same key is refused. */
  request: unknown;
}

/** What a repeated request must find again. No personal data: Program outlives an erasure. */
const Claim = z.object({ fingerprint: z.string(), id: z.string(), at: z.string() });
export type Claim = Pick<z.infer<typeof Claim>, 'id' | 'at'>;

const CLAIM_SECONDS = 24 * 3_600;
// DynamoDB deletes expired items late.
const IS_FREE = 'attribute_not_exists(pk) OR expiresAt < :now';

const claimKey = ({ what, userId, key }: Omit<Repeatable, 'request'>) => ({
  pk: `idempotency#${hashOf([what, userId, key ?? ''])}`,
  sk: 'claim',
});

/** `own`, or what the request before said under the same key; `now` in milliseconds. Throws 409 for another request. */
export async function claimed(
  program: Table,
  repeatable: Repeatable,
  own: Claim,
  now: number,
): Promise<Claim> {
  if (repeatable.key === undefined) return own;
  const seconds = Math.floor(now / 1_000);
  const fingerprint = hashOf([JSON.stringify(repeatable.request)]);
  try {
    await program.update({
      Key: claimKey(repeatable),
      UpdateExpression: 'SET fingerprint = :fingerprint, id = :id, #at = :at, expiresAt = :expiresAt',
      ConditionExpression: IS_FREE,
      ExpressionAttributeNames: { '#at': 'at' },
      ExpressionAttributeValues: {
        ':fingerprint': fingerprint,
        ':id': own.id,
        ':at': own.at,
        ':expiresAt': seconds + CLAIM_SECONDS,
        ':now': seconds,
      },
    });
    return own;
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    const standing = Claim.parse(error.item);
    if (standing.fingerprint === fingerprint) return { id: standing.id, at: standing.at };
    throw conflict('This Idempotency-Key was used for another request.');
  }
}

/** What makes a transaction fail by its condition when `what` was asked for under the same key before; `now` in milliseconds. */
export function onceItems(program: Table, what: string, sender: Sender, now: number): TransactItem[] {
  if (sender.key === undefined) return [];
  const seconds = Math.floor(now / 1_000);
  const Put = {
    TableName: program.name,
    Item: { ...claimKey({ what, ...sender }), expiresAt: seconds + CLAIM_SECONDS },
    ConditionExpression: IS_FREE,
    ExpressionAttributeValues: { ':now': seconds },
  };
  return [{ Put }];
}
