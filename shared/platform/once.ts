// A request that carries an Idempotency-Key happens once: the id and time that stand for the key, for a day.
import * as z from 'zod';
import { ConditionFailed, conflict } from './errors.ts';
import { hashOf } from './ids.ts';
import type { Table } from './table.ts';

export interface Repeatable {
  /** What is asked for, such as `consent`: keys of different things do not meet. */
  what: string;
  userId: string;
  /** The header; undefined: every request is a new one. */
  key: string | undefined;
  /** Everything the request says: another one under the same key is refused. */
  request: unknown;
}

/** What a repeated request must find again. No personal data: Program outlives an erasure. */
const Claim = z.object({ fingerprint: z.string(), id: z.string(), at: z.string() });
export type Claim = Pick<z.infer<typeof Claim>, 'id' | 'at'>;

const CLAIM_SECONDS = 24 * 3_600;

/** `own`, or what the request before said under the same key; `now` in milliseconds. Throws 409 for another request. */
export async function claimed(
  program: Table,
  { what, userId, key, request }: Repeatable,
  own: Claim,
  now: number,
): Promise<Claim> {
  if (key === undefined) return own;
  const seconds = Math.floor(now / 1_000);
  const fingerprint = hashOf([JSON.stringify(request)]);
  try {
    await program.update({
      Key: { pk: `idempotency#${hashOf([what, userId, key])}`, sk: 'claim' },
      UpdateExpression: 'SET fingerprint = :fingerprint, id = :id, #at = :at, expiresAt = :expiresAt',
      // DynamoDB deletes expired items late.
      ConditionExpression: 'attribute_not_exists(pk) OR expiresAt < :now',
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
