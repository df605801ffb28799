// Records a consent: once in the log, however often the request is repeated, and at once in the customer's state.
import * as z from 'zod';
import type { Entry } from '../ingest/schema.ts';
import { conflict, invalid } from '../platform/errors.ts';
import { hashOf, newId } from '../platform/ids.ts';
import { ConditionFailed, type Table } from '../platform/table.ts';
import { consentEntry } from './consent-entry.ts';
import type { customersRoutes, NewConsent, NewConsentRequest } from './routes.ts';
import { consentKey } from './schema.ts';

export interface ConsentTables {
  customers: Table;
  activity: Table;
  program: Table;
}

/** Who sends what about whom. */
interface Sent<Body> {
  customerId: string;
  consent: Body;
  userId: string;
  idempotencyKey: string | undefined;
  /** Milliseconds. */
  now: number;
}

type Recording = Sent<NewConsent>;

/** What a repeated request must find again. No personal data: Program outlives an erasure. */
const Claim = z.object({ fingerprint: z.string(), id: z.string(), at: z.string() });
type Claim = z.infer<typeof Claim>;

const CLAIM_SECONDS = 24 * 3_600;

export type RecordedConsent = z.input<
  (typeof customersRoutes)['POST /v1/customers/{id}/consents']['response']
>;

export type RequestedConsent = z.input<
  (typeof customersRoutes)['POST /v1/customers/{id}/consents/requests']['response']
>;

const FIVE_MINUTES = 5 * 60_000;

/**
 * When it was given, RFC 3339. A consent of tomorrow would outlive a withdrawal of today; clocks may differ by five minutes,
 * and one that is fast means now.
 */
function momentOf(at: string | undefined, now: number): string {
  const given = at === undefined ? now : Date.parse(at);
  if (given > now + FIVE_MINUTES) {
    throw invalid('A consent cannot be given in the future.', [{ pointer: '/at', detail: 'later than now' }]);
  }
  return new Date(Math.min(given, now)).toISOString();
}

export class ConsentStore {
  private readonly tables: ConsentTables;

  constructor(tables: ConsentTables) {
    this.tables = tables;
  }

  /**
   * The consent as recorded. Throws 400 for a time in the future, 409 when the idempotency key came with another request.
   */
  async record(request: Recording): Promise<RecordedConsent> {
    const { customerId, consent, userId, now } = request;
    const at = momentOf(consent.at, now);
    const receivedAt = new Date(now).toISOString();
    const claim = await this.claimed(request, {
      fingerprint: hashOf([customerId, JSON.stringify(consent)]),
      id: newId('con', now),
      at,
    });
    const entry = consentEntry({
      ...consent,
      customerId,
      at: claim.at,
      id: claim.id,
      receivedAt,
      recordedBy: `user:${userId}`,
    });
    await this.append(entry);
    await this.fold(request, claim.at);
    return { ...consent, at: claim.at, id: claim.id, recordedBy: userId };
  }

  /**
   * Puts a request into the log; whoever follows the log mails the link. Throws 409 when the idempotency key came with
   * another request.
   */
  async request(request: Sent<NewConsentRequest>): Promise<RequestedConsent> {
    const { customerId, consent, userId, now } = request;
    const receivedAt = new Date(now).toISOString();
    const { id, at } = await this.claimed(request, {
      fingerprint: hashOf([customerId, 'requested', JSON.stringify(consent)]),
      id: newId('con', now),
      at: receivedAt,
    });
    const recordedBy = `user:${userId}`;
    await this.append(
      consentEntry({ ...consent, customerId, status: 'requested', at, id, receivedAt, recordedBy }),
    );
    return { ...consent, status: 'requested', at, id, recordedBy: userId };
  }

  /** The claim that stands for this idempotency key: `own`, or that of the request which came first. */
  private async claimed({ idempotencyKey, userId, now }: Sent<unknown>, own: Claim): Promise<Claim> {
    if (idempotencyKey === undefined) return own;
    const key = { pk: `idempotency#${hashOf(['consent', userId, idempotencyKey])}`, sk: 'claim' };
    const seconds = Math.floor(now / 1_000);
    try {
      await this.tables.program.update({
        Key: key,
        UpdateExpression: 'SET fingerprint = :fingerprint, id = :id, #at = :at, expiresAt = :expiresAt',
        // DynamoDB deletes expired items late.
        ConditionExpression: 'attribute_not_exists(pk) OR expiresAt < :now',
        ExpressionAttributeNames: { '#at': 'at' },
        ExpressionAttributeValues: {
          ':fingerprint': own.fingerprint,
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
      if (standing.fingerprint === own.fingerprint) return standing;
      throw conflict('This Idempotency-Key was used for another request.');
    }
  }

  /** The same claim makes the same key: a repeated request finds its entry in place. */
  private async append(entry: Entry): Promise<void> {
    try {
      await this.tables.activity.putNew(entry, 'sk');
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
    }
  }

  /** Newest wins (consent.ts). The projector folds the same entry again, which changes nothing. */
  private async fold({ customerId, consent, now }: Recording, at: string): Promise<void> {
    const { status, source, wordingVersion } = consent;
    const isTieBroken = status === 'withdrawn' ? ' OR consents.#key.#at = :at' : '';
    try {
      await this.tables.customers.update({
        Key: { pk: customerId },
        UpdateExpression: 'SET consents.#key = :state, updatedAt = :now',
        ConditionExpression: `attribute_exists(pk) AND (attribute_not_exists(consents.#key) OR consents.#key.#at < :at${isTieBroken})`,
        ExpressionAttributeNames: { '#key': consentKey(consent.channel, consent.purpose), '#at': 'at' },
        ExpressionAttributeValues: {
          ':state': { status, source, at, ...(wordingVersion && { wordingVersion }) },
          ':at': at,
          ':now': new Date(now).toISOString(),
        },
      });
    } catch (error) {
      // A newer consent stands.
      if (!(error instanceof ConditionFailed)) throw error;
    }
  }
}
